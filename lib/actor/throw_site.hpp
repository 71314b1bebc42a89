// Where an exception was thrown that the actor's code has not caught.
#pragma once

#include <string>

#include "runtime/native_stack.hpp"

namespace fauxtp::detail {

/// Matches no exception. But a handler for it is asked whether it does before anything is unwound,
/// while the stack of the throw is still there: at that moment the stack is copied. So exceptions
/// that are caught further in cost nothing.
struct throw_site_probe {
  virtual ~throw_site_probe();
};

/// Runs the function. If an exception leaves it, the stack of its throw is kept for
/// take_throw_site.
template <class Function>
void note_throw_site(Function&& run) {
  try {
    run();
  } catch (const throw_site_probe&) {
    throw;
  }
}

struct throw_site {
  runtime::native_stack stack;  // innermost first, from the function that threw
  std::string handling;         // what the actor was doing, if it can tell
};
/// The throw site of the running actor's last exception; empty if there is none.
throw_site take_throw_site() noexcept;

}  // namespace fauxtp::detail
