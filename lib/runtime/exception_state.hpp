#pragma once

#include <cxxabi.h>

#include <boost/version.hpp>

#if BOOST_VERSION >= 108800
#include <boost/context/fiber.hpp>
#else
// libstdc++ keeps the type opaque; its layout is fixed by the Itanium C++ ABI.
namespace __cxxabiv1 {
struct __cxa_eh_globals {
  void* caughtExceptions;
  unsigned int uncaughtExceptions;
};
}  // namespace __cxxabiv1
#endif

namespace fauxtp::runtime {

/// The exceptions that a fiber is handling. The C++ runtime keeps them per thread; without a swap
/// at every switch, a fiber that waits inside `catch` and then says `throw;` would rethrow the
/// exception of another fiber. From 1.88 on Boost.Context puts them back itself when a fiber goes
/// on, but a new fiber begins with those of the fiber that has switched to it.
struct exception_state {
#if BOOST_VERSION < 108800
  /// The thread's own state. It never moves, so a worker asks for it once.
  using live = __cxxabiv1::__cxa_eh_globals*;
  static live of_this_thread() noexcept { return __cxxabiv1::__cxa_get_globals(); }

  __cxxabiv1::__cxa_eh_globals saved{};

  static void swap(live now, exception_state& from, const exception_state& to) noexcept {
    from.saved = *now;
    *now = to.saved;
  }
  /// Called on a new fiber, first of all.
  static void begins() noexcept {}
#else
  struct live {};
  static live of_this_thread() noexcept { return {}; }
  static void swap(live, exception_state&, const exception_state&) noexcept {}
  static void begins() noexcept { *__cxxabiv1::__cxa_get_globals() = {}; }
#endif
};

}  // namespace fauxtp::runtime
