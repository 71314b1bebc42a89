#pragma once

#include <string>

#include "runtime/bell.hpp"

namespace fauxtp::runtime {

/// What can be waited for at a worker's bell until it can be read or written: a descriptor of the
/// system, or one end of a connection that exists only in a simulated network.
class io_source {
 public:
  virtual ~io_source() = default;
  /// As bell::watch and bell::forget; called on the worker that the bell belongs to.
  virtual void watch(bell& here, io_wait& wait) = 0;
  virtual void forget(bell& here, io_wait& wait) noexcept = 0;
  /// For people: "socket 127.0.0.1:5432".
  virtual std::string name() const = 0;
};

}  // namespace fauxtp::runtime
