#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "fauxtp/pid.hpp"

namespace fauxtp::runtime {
class worker;
}

namespace fauxtp::simulation {

/// Something that is done to the application once, on a worker's thread and outside of all actors:
/// so it need not wait for a turn of an actor.
class fault : public std::enable_shared_from_this<fault> {
 public:
  /// When it has happened, `told` gets the tuple ("fault_happened", number).
  fault(std::size_t number, std::function<void()> deed, pid told)
      : number_(number), deed_(std::move(deed)), told_(told) {}

  std::size_t number() const noexcept { return number_; }
  /// Any thread: it happens when that worker takes in what it was sent.
  void happens_on(runtime::worker& there);
  /// It happens here and now, if it has not happened before and was not withdrawn; that worker
  /// tells.
  void happens_now(runtime::worker& tells);
  /// It happens no more. (Of the threads that take turns, so of all that may let it happen, one
  /// runs at a time.)
  void withdraw() noexcept { deed_ = nullptr; }

 private:
  struct parcel;
  void happen();

  std::size_t number_;
  std::function<void()> deed_;
  pid told_;
  bool has_happened_ = false;
  bool is_told_ = false;
};

}  // namespace fauxtp::simulation
