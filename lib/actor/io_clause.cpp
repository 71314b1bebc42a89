// A receive that also waits until something can be read or written.
#include "fauxtp/detail/io_clause.hpp"

#include <algorithm>

#include "actor/process.hpp"
#include "actor/ready_wait.hpp"

namespace fauxtp::detail {

io_scan::io_scan(const std::source_location& where) : mailbox_scan(where) {}

io_scan::~io_scan() { forget(); }

void io_scan::forget() noexcept {
  for (const ready_wait* each : waits_) delete each;
  waits_.clear();
}

void io_scan::watch(const io_moment& which) {
  waits_.reserve(waits_.size() + 1);
  waits_.push_back(new ready_wait(*which.source, {which.readable, which.writable}));
}

std::size_t io_scan::first_ready() const noexcept {
  return std::size_t(std::ranges::find_if(waits_, &ready_wait::has_come) - waits_.begin());
}

bool io_scan::wait() {
  const auto is_over = [this] { return shown() != nullptr || first_ready() < waits_.size(); };
  if (only_looks()) {
    ready_wait::look();
    poll();
    return is_over();
  }
  begins_to_wait();
  for (bool in_time = true; in_time && !is_over();) {
    lets_senders_go();
    ready_wait::wait_for_one(waits_, deadline(), wake_by::message);
    show();
    in_time = deadline() == time_point::max() || process::current().now() < deadline();
  }
  return is_over();
}

}  // namespace fauxtp::detail
