// Watches for actors that hog their workers.
#include "actor/stall_watch.hpp"

#include <atomic>
#include <utility>

#include "actor/local_node.hpp"
#include "actor/process.hpp"
#include "actor/process_look.hpp"
#include "runtime/native_stack.hpp"
#include "runtime/process_end.hpp"
#include "runtime/thread_name.hpp"
#include "runtime/thread_sight.hpp"

namespace fauxtp::detail {
namespace {

using std::chrono::nanoseconds;

std::string ms(nanoseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) +
         " ms";
}

}  // namespace

/// It belongs to the thread that lets it go last: the worker that delivers it, or the watch.
struct stall_watch::parcel final : runtime::parcel {
  void deliver() noexcept override { let_go(); }
  void let_go() noexcept {
    if (halves.fetch_sub(1) == 1) delete this;
  }
  bool has_arrived() const noexcept { return halves.load() == 1; }
  std::atomic<int> halves{2};
};

stall_watch::stall_watch(local_node& node, std::size_t first, std::size_t count)
    : node_(node), after_(node.options().stall_after) {
  for (std::size_t i = first; i < first + count; ++i) wards_.push_back({&node.pool().at(i)});
  thread_ = std::thread([this] { watch(); });
}

stall_watch::~stall_watch() {
  {
    const std::lock_guard lock(guard_);
    ends_ = true;
  }
  ended_.notify_all();
  thread_.join();
  for (ward& each : wards_) {
    if (each.sent != nullptr) each.sent->let_go();
  }
}

void stall_watch::watch() {
  runtime::name_thread("fauxtp/stall");
  std::unique_lock lock(guard_);
  while (!ended_.wait_for(lock, after_ / 4, [this] { return ends_; })) {
    lock.unlock();
    for (ward& each : wards_) look_at(each);
    lock.lock();
  }
}

void stall_watch::look_at(ward& each) {
  if (each.sent != nullptr && each.sent->has_arrived()) std::exchange(each.sent, nullptr)->let_go();
  if (each.sent == nullptr) {
    const bool idle = each.worker->idle_epoch() % 2 != 0;
    if (idle) return;
    auto* sent = new parcel;
    if (!each.worker->post(sent)) return delete sent;
    each.sent = sent;
    each.sent_at = clock::now();
    each.told_at = nanoseconds(0);
    return;
  }
  // A stall is reported again when it has lasted twice as long.
  const nanoseconds stalled = clock::now() - each.sent_at;
  if (stalled < std::max(after_, 2 * each.told_at)) return;
  each.told_at = stalled;
  report_stall(each, stalled);
}

void stall_watch::report_stall(ward& each, nanoseconds stalled) {
  auto seen = runtime::look_at(*each.worker);
  std::string name = "an actor";
  if (seen && !seen->label.empty()) {
    name = seen->label;
  } else if (const auto runs = glimpse(*each.worker, node_)) {
    name = runs->label;
  }
  if (each.sent->has_arrived()) return;  // it was over before the look
  if (runtime::is_being_told()) return;
  const bool computes = seen && seen->computes;
  node_.submit(
      {.level = severity::warning,
       .label = "actor/stalled",
       .text = "has let nobody else run for " + ms(stalled) +
               (computes ? ": it computes" : ": it blocks its thread (see blocking())"),
       .name = std::move(name),
       .fields = {{"stalled_ms", ms(stalled)}, {"worker", std::to_string(each.worker->index())}},
       .stack = seen ? std::move(seen->stack) : runtime::native_stack()});
}

}  // namespace fauxtp::detail
