// What a thread is at, seen from another one.
#pragma once

#include <optional>
#include <string>

#include "runtime/native_stack.hpp"

namespace fauxtp::runtime {

class worker;

/// What a worker's thread was found at.
struct thread_sight {
  bool computes = false;  // or it waits in the kernel
  std::string label;      // of the job that it runs
  native_stack stack;
};

/// Looks at a worker's thread, and changes nothing of what the code there does. One that computes is
/// interrupted for a moment, by the signal SIGURG. One that waits in the kernel is not, since many
/// system calls would end early: its stack is read from outside, and all that may be a return
/// address in it is taken for one, so that some may be left from calls before.
///
/// Nothing if it could not be interrupted within a second. One look at a time; any thread but that
/// one; only while the worker lives.
std::optional<thread_sight> look_at(const worker& hogged);

}  // namespace fauxtp::runtime
