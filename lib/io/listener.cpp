// Accepting connections.
#include "fauxtp/listener.hpp"

#include <cerrno>
#include <utility>

#include "actor/local_node.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/receive.hpp"
#include "io/ready.hpp"
#include "io/shortage.hpp"
#include "runtime/network.hpp"

namespace fauxtp::io {
namespace {

std::unique_ptr<runtime::acceptor> opened(const address& at, int backlog) {
  try {
    return detail::process::current().node().net().listen(at, backlog);
  } catch (const std::system_error& refused) {
    throw error(refused.code(), "listen at", to_string(at));
  }
}

}  // namespace

bool is_shortage(int error) noexcept {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

void tell_of_shortage(const listener& where, int error) {
  submit({.level = severity::warning,
          .label = "io/no_descriptors",
          .text = "accepts no connection at " + to_string(where.local()) +
                  " for now: " + std::system_category().message(error)});
}

listener::listener(const address& at, int backlog) : acceptor_(opened(at, backlog)) {}
listener::listener(listener&& other) noexcept = default;
listener& listener::operator=(listener&& other) noexcept = default;
listener::~listener() = default;

stream listener::accept(std::source_location where) {
  if (acceptor_ == nullptr) throw error(EBADF, "accept at", "a closed listener");
  for (bool told = false;;) {
    std::error_code failure;
    if (std::optional<stream> next = try_accept(failure)) return std::move(*next);
    if (!failure) {
      wait_for(*acceptor_, {.readable = true}, time_point::max(), orders_, where);
    } else if (is_shortage(failure.value())) {
      if (!std::exchange(told, true)) tell_of_shortage(*this, failure.value());
      sleep(until_one_may_be_free, where);
    } else {
      throw error(failure, "accept at", to_string(local()));
    }
  }
}

std::optional<stream> listener::try_accept(std::error_code& failure) {
  runtime::connecting next{nullptr, EBADF};
  if (acceptor_ != nullptr) next = acceptor_->accept();
  failure.assign(next.error == EAGAIN ? 0 : next.error, std::system_category());
  if (next.error != 0) return std::nullopt;
  return stream(std::move(next.made));
}

detail::io_moment listener::acceptable() const {
  if (acceptor_ == nullptr) throw error(EBADF, "accept at", "a closed listener");
  return moment_of(*acceptor_, {.readable = true});
}

address listener::local() const { return acceptor_ == nullptr ? address() : acceptor_->local(); }

}  // namespace fauxtp::io
