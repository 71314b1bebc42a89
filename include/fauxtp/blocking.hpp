#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)
namespace fauxtp {

namespace detail {
/// Runs the function on a thread of the node's pool; returns when the function has returned.
void run_blocking(std::function<void()> function, const std::source_location& where);
}  // namespace detail

/// Runs a function that blocks its thread (a file, a foreign library, a lock) on a thread made for
/// that purpose, while the actor waits and its worker runs other actors. Returns or throws what the
/// function returns or throws.
///
/// ```cpp file=test/examples/blocking.cpp region=blocking
/// const std::string first_line = blocking([] {
///   std::ifstream file("/proc/self/comm");
///   std::string line;
///   std::getline(file, line);
///   return line;
/// });
/// ```
///
/// Not for a function that waits for somebody else, such as a read of a socket: as many of them as
/// there are threads hold all others up, and the end of the node, too. An actor waits for a
/// descriptor by io.hpp.
///
/// The function runs outside the actor: it must not use `self`, `receive` and `call`; it may use
/// `send`. It cannot be interrupted: an actor that is killed meanwhile ends when the function has
/// returned. node_options::blocking_threads bounds how many functions run at once; further ones
/// queue. A function that has queued for node_options::stall_after is reported, as
/// `actor/blocking_full`: if functions wait for long, there must be a thread for each of them.
template <class Function>
auto blocking(Function&& function,
              const std::source_location& where = std::source_location::current())
    -> std::invoke_result_t<Function&> {
  using result = std::invoke_result_t<Function&>;
  std::exception_ptr failure;
  if constexpr (std::is_void_v<result>) {
    detail::run_blocking(
        [&] {
          try {
            function();
          } catch (...) {
            failure = std::current_exception();
          }
        },
        where);
    if (failure) std::rethrow_exception(failure);
  } else {
    std::optional<result> value;
    detail::run_blocking(
        [&] {
          try {
            value.emplace(function());
          } catch (...) {
            failure = std::current_exception();
          }
        },
        where);
    if (failure) std::rethrow_exception(failure);
    return std::move(*value);
  }
}

}  // namespace fauxtp
#pragma GCC visibility pop
