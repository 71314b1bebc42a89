// Accepting connections.
#include "fauxtp/listener.hpp"

#include <cerrno>
#include <utility>

#include "actor/local_node.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/receive.hpp"
#include "io/ready.hpp"
#include "runtime/network.hpp"

namespace fauxtp::io {
namespace {

// When a descriptor is free again, nothing tells.
constexpr std::chrono::milliseconds until_one_may_be_free{100};

bool is_shortage(int error) noexcept {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

std::unique_ptr<runtime::acceptor> opened(const address& at, int backlog) {
  try {
    return detail::process::current().node().net().listen(at, backlog);
  } catch (const std::system_error& refused) {
    throw error(refused.code(), "listen at", to_string(at));
  }
}

}  // namespace

listener::listener(const address& at, int backlog) : acceptor_(opened(at, backlog)) {}
listener::listener(listener&& other) noexcept = default;
listener& listener::operator=(listener&& other) noexcept = default;
listener::~listener() = default;

stream listener::accept(std::source_location where) {
  if (acceptor_ == nullptr) throw error(EBADF, "accept at", "a closed listener");
  for (bool told = false;;) {
    runtime::connecting next = acceptor_->accept();
    if (next.error == 0) return stream(std::move(next.made));
    if (next.error == EAGAIN) {
      wait_for(*acceptor_, {.readable = true}, time_point::max(), orders_, where);
    } else if (is_shortage(next.error)) {
      const std::string why = std::system_category().message(next.error);
      if (!std::exchange(told, true)) {
        submit({.level = severity::warning,
                .label = "io/no_descriptors",
                .text = "accepts no connection at " + to_string(local()) + " for now: " + why});
      }
      sleep(until_one_may_be_free, where);
    } else {
      throw error(next.error, "accept at", to_string(local()));
    }
  }
}

address listener::local() const { return acceptor_ == nullptr ? address() : acceptor_->local(); }

}  // namespace fauxtp::io
