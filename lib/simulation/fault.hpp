#pragma once

#include <functional>
#include <memory>

#include "fauxtp/pid.hpp"

namespace fauxtp::runtime {
class worker;
}

namespace fauxtp::simulation {

/// Sent to the actor that has planned a fault, when it has happened.
struct fault_happened {};

/// Something that is done to the application once, on a worker's thread and outside of all actors:
/// so it need not wait for a turn of an actor.
class fault : public std::enable_shared_from_this<fault> {
 public:
  fault(std::function<void()> deed, pid told) : deed_(std::move(deed)), told_(told) {}

  /// Any thread: it happens when that worker takes in what it was sent.
  void happens_on(runtime::worker& there);
  /// False if it has happened before.
  bool happen();

 private:
  struct parcel;

  std::function<void()> deed_;
  pid told_;
};

}  // namespace fauxtp::simulation
