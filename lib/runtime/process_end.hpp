#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <string>
#include <typeinfo>

#include "runtime/fiber.hpp"
#include "runtime/native_stack.hpp"

namespace fauxtp::runtime {

/// How this process ends when an actor, or a fault, ends it. It is noted where that happens, which
/// may be in a signal handler.
struct process_end {
  enum class kind { fault, actor_overflow, thread_overflow, exit };

  kind what = kind::fault;
  int number = 0;                 // of the signal; for `exit` its code
  int code = 0;                   // the signal's si_code
  pid_t sender = 0;               // the other process that has sent the signal; 0: none
  const void* address = nullptr;  // where the fault is, if it is one of memory
  const job* who = nullptr;       // the actor that runs there, or for which a function runs there
  std::array<char, 32> thread{};  // the thread's name
  std::size_t stack_size = 0;     // of the stack that has overflowed
  // For std::terminate: what was thrown, if anything was.
  bool terminates = false;
  const std::type_info* thrown = nullptr;
  std::array<char, 512> message{};  // the what() of what was thrown
  std::array<const void*, deepest_stack> frames{};
  std::size_t depth = 0;

  bool is_overflow() const noexcept {
    return what == kind::actor_overflow || what == kind::thread_overflow;
  }
};

/// A function that tells people of the end. It is called once, while the actor that ends the
/// process stands still and can be looked at.
using end_teller = void (*)(const process_end&);
/// To be called before the first worker begins.
void process_end_is_told_by(end_teller teller) noexcept;

/// Called on the thread that ends the process: notes the actor that runs there, and the thread's
/// name.
void note_who(process_end& end) noexcept;
/// Calls the teller on this thread.
void tell_here(const process_end& end) noexcept;
/// Has the teller called on a thread of its own, and waits for it, at most two seconds. False if it
/// has not come back by then. Safe in a signal handler.
bool tell_elsewhere(const process_end& end) noexcept;
/// Whether tell_elsewhere() has begun. A thread that stands still for that is not to be reported
/// for it.
bool is_being_told() noexcept;
/// Makes the thread for tell_elsewhere(), which always returns false if there is no such thread.
void prepare_to_tell() noexcept;

/// The actor for which this thread runs a function outside of all actors.
inline constinit thread_local const job* acting_for = nullptr;

/// Writes the place of a function's return address, "/usr/lib/libshop.so+0x1a2b". Safe in a signal
/// handler.
void write_place(const void* address, char* into, std::size_t size) noexcept;
std::string place_of(const void* address);

}  // namespace fauxtp::runtime
