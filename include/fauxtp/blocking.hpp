#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <source_location>
#include <type_traits>
#include <utility>

namespace fauxtp {

namespace detail {
/// Runs it on a thread of the node's pool; returns when it is done.
void run_blocking(std::function<void()> function, const std::source_location& where);
}  // namespace detail

/// Runs a function that blocks its thread (a file, a foreign library, a lock) on a thread made for
/// that, while the actor waits and its worker runs others. Returns or throws what the function
/// does.
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
/// The function runs outside the actor: `self`, `receive` and `call` are not for it; `send` is. It
/// cannot be interrupted: an actor that is killed meanwhile ends when the function has returned.
/// node_options::blocking_threads bounds how many run at once; further ones queue. One that has queued
/// for node_options::stall_after is reported, as `actor/blocking_full`: for functions that wait for
/// long there must be as many threads.
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
