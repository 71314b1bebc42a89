#pragma once

#include <cstddef>
#include <deque>
#include <memory>

#include "runtime/network.hpp"
#include "testing/memory_source.hpp"
#include "testing/memory_state.hpp"
#include "testing/memory_wire.hpp"

namespace fauxtp::testing {

/// Who listens at an address in memory.
class memory_acceptor final : public in_memory<runtime::acceptor> {
 public:
  /// The guard is locked. Nobody listens at the address.
  memory_acceptor(std::shared_ptr<memory_state> state, io::address at, int backlog);
  ~memory_acceptor() override;

  runtime::connecting accept() noexcept override;
  io::address local() const override { return at_; }
  std::string name() const override { return "socket " + to_string(at_); }

  // With the guard locked.
  bool is_full() const noexcept { return kept_ > backlog_; }
  /// The attempt is answered as soon as there is room for it.
  void take(std::shared_ptr<memory_wire> begun, runtime::time_point now);

 private:
  state look(runtime::time_point now) const override;
  void answer_those_for_whom_there_is_room(runtime::time_point now) noexcept;

  const std::shared_ptr<memory_state> state_;
  const io::address at_;
  const std::size_t backlog_;
  std::deque<std::shared_ptr<memory_wire>> queue_;  // first those that are kept
  std::size_t kept_ = 0;                            // were answered and wait to be accepted
};

}  // namespace fauxtp::testing
