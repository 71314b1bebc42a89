#pragma once

#include <memory>
#include <vector>

#include "runtime/clock.hpp"
#include "runtime/interleaved_mutex.hpp"
#include "runtime/io_source.hpp"

namespace fauxtp::testing {

inline constexpr runtime::time_point never = runtime::time_point::max();

/// By the clock of the node whose actor runs here; outside of a node all has happened already.
runtime::time_point now_here() noexcept;

/// What can be waited for although no system knows it. It can tell for each time what is ready. Who
/// waits looks when it begins, when something has changed, and when the time has come at which
/// something arrives: so nothing has to happen at such a time if nobody waits.
class memory_source {
 public:
  struct state {
    runtime::io_events ready;
    runtime::time_point next = never;  ///< when that changes by itself
  };

  /// The guard belongs to the network. It keeps apart the workers on which the two ends live.
  explicit memory_source(runtime::interleaved_mutex& guard) : guard_(guard) {}
  memory_source(const memory_source&) = delete;
  memory_source& operator=(const memory_source&) = delete;

  /// Those who wait look again, each on its own worker. Any thread that has locked the guard.
  void changed() noexcept;

 protected:
  ~memory_source() = default;
  void add(runtime::io_wait& wait);
  void remove(runtime::io_wait& wait) noexcept;

 private:
  class watch;
  /// The guard is locked.
  virtual state look(runtime::time_point now) const = 0;

  runtime::interleaved_mutex& guard_;
  std::vector<std::shared_ptr<watch>> watches_;
};

/// An interface whose source is in memory: a connection, an acceptor.
template <class Interface>
class in_memory : public Interface, public memory_source {
 public:
  void watch(runtime::bell& /*here*/, runtime::io_wait& wait) override { add(wait); }
  void forget(runtime::bell& /*here*/, runtime::io_wait& wait) noexcept override { remove(wait); }

 protected:
  using memory_source::memory_source;
};

}  // namespace fauxtp::testing
