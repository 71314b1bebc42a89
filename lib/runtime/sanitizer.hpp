#pragma once

#include <unistd.h>

#include <cstddef>

// Tells AddressSanitizer and valgrind where the fibers' stacks are, and when one is left for
// another. The worker calls these functions on the outgoing stack right before it switches, so
// Boost need not be rebuilt.

#if defined(__SANITIZE_ADDRESS__)
#define FAUXTP_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FAUXTP_ASAN 1
#endif
#endif

#ifdef FAUXTP_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
#endif

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif

namespace fauxtp::runtime::sanitizer {

/// A stack as the sanitizer knows it.
struct stack {
  void* fake = nullptr;
  const void* bottom = nullptr;
  std::size_t size = 0;
};

inline void leave([[maybe_unused]] stack& from, [[maybe_unused]] const stack& to) noexcept {
#ifdef FAUXTP_ASAN
  __sanitizer_start_switch_fiber(&from.fake, to.bottom, to.size);
#endif
}

inline void arrived([[maybe_unused]] stack& on) noexcept {
#ifdef FAUXTP_ASAN
  __sanitizer_finish_switch_fiber(on.fake, nullptr, nullptr);
  on.fake = nullptr;
#endif
}

/// For a stack that another fiber will use next: marks that the last fiber left on it become void.
inline void clear([[maybe_unused]] void* bottom, [[maybe_unused]] std::size_t size) noexcept {
#ifdef FAUXTP_ASAN
  __asan_unpoison_memory_region(bottom, size);
#endif
}

inline void announce([[maybe_unused]] void* bottom, [[maybe_unused]] std::size_t size) noexcept {
#ifdef VALGRIND_STACK_REGISTER
  (void)VALGRIND_STACK_REGISTER(bottom, static_cast<char*>(bottom) + size);
#endif
}

/// For memory of our own that holds pointers to memory which malloc gave.
inline void announce_pointers([[maybe_unused]] const void* begin,
                              [[maybe_unused]] std::size_t size) noexcept {
#ifdef FAUXTP_ASAN
  __lsan_register_root_region(begin, size);
#endif
}

/// Whether the sanitizer must be told of each switch. Instrumented frames are several times larger.
#ifdef FAUXTP_ASAN
inline constexpr bool follows_switches = true;
inline constexpr std::size_t stack_factor = 16;
#else
inline constexpr bool follows_switches = false;
inline constexpr std::size_t stack_factor = 1;
#endif

/// ThreadSanitizer runs the handler of a signal only when the thread calls one of the functions
/// that it knows, which usleep is. The system call in which a thread sleeps is none of them, and
/// goes on after the signal: so each sleep is short, and this is called after it.
inline void let_signals_in() noexcept {
#ifdef __SANITIZE_THREAD__
  usleep(0);
#endif
}
#ifdef __SANITIZE_THREAD__
inline constexpr bool sleeps_are_short = true;
#else
inline constexpr bool sleeps_are_short = false;
#endif

/// Whether each piece of memory must come from malloc, because its misuse is not seen otherwise.
#if defined(FAUXTP_ASAN) || defined(__SANITIZE_THREAD__)
inline constexpr bool watches_memory = true;
#else
inline constexpr bool watches_memory = false;
#endif

}  // namespace fauxtp::runtime::sanitizer
