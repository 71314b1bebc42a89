#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <string>
#include <typeinfo>

#include "runtime/fiber.hpp"
#include "runtime/native_stack.hpp"

namespace fauxtp::runtime {

/// How this process ends when an actor, or a fault, ends it; noted where that happens, which may be
/// in a signal handler.
struct process_end {
  enum class kind { fault, actor_overflow, thread_overflow, exit };

  kind what = kind::fault;
  int number = 0;                 // of the signal; of exit its code
  int code = 0;                   // the signal's si_code
  pid_t sender = 0;               // which other process has sent it; 0: none
  const void* address = nullptr;  // where the fault is, if it is one of memory
  const job* who = nullptr;       // the actor that runs there, or for which a function does
  std::array<char, 32> thread{};  // its name
  std::size_t stack_size = 0;     // of what has overflowed
  // std::terminate: what was thrown, if anything was.
  bool terminates = false;
  const std::type_info* thrown = nullptr;
  std::array<char, 512> message{};  // its what()
  std::array<void*, deepest_stack> frames{};
  std::size_t depth = 0;

  bool is_overflow() const noexcept {
    return what == kind::actor_overflow || what == kind::thread_overflow;
  }
};

/// Who tells people of it. Called once, with all that can be found out of an actor standing still.
using end_teller = void (*)(const process_end&);
/// To be set before the first worker begins.
void process_end_is_told_by(end_teller teller) noexcept;

/// On the thread that ends the process: who it is, by whom it runs.
void note_who(process_end& end) noexcept;
/// Calls the teller here.
void tell_here(const process_end& end) noexcept;
/// Has the teller called on a thread of its own, and waits for it: at most two seconds. False if it
/// has not come back. Safe in a signal handler.
bool tell_elsewhere(const process_end& end) noexcept;
/// Somebody stands still for that, and is not to be reported for it.
bool is_being_told() noexcept;
/// Makes the thread for it. Without one, that is false always.
void prepare_to_tell() noexcept;

/// Whose function this thread runs outside of all actors.
inline constinit thread_local const job* acting_for = nullptr;

/// Of a function's return address "/usr/lib/libshop.so+0x1a2b", written there. Safe in a signal
/// handler.
void write_place(const void* address, char* into, std::size_t size) noexcept;
std::string place_of(const void* address);

}  // namespace fauxtp::runtime
