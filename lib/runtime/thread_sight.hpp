// What a thread is doing, seen from another one.
#pragma once

#include <optional>
#include <string>

#include "runtime/native_stack.hpp"

namespace fauxtp::runtime {

class worker;

/// What a worker's thread was found doing.
struct thread_sight {
  bool computes = false;  // false: it waits in the kernel
  std::string label;      // of the job that it runs; empty if it waits: the job may end meanwhile
  native_stack stack;
};

/// Looks at a worker's thread, and does not change what the code there does. A thread that computes
/// is interrupted for a moment, by the signal SIGURG. A thread that waits in the kernel is not
/// interrupted, since many system calls would end early: its stack is read from outside, and every
/// word that may be a return address is taken for one, so that some may be left from earlier calls.
///
/// Returns nothing if the thread has not begun, or could not be interrupted within a second. Any
/// thread may look, except the one that is looked at; one look happens at a time. Only while the
/// worker lives.
std::optional<thread_sight> look_at(const worker& hogged);

}  // namespace fauxtp::runtime
