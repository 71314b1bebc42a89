#pragma once

#include <cxxabi.h>

#include <exception>
#include <optional>
#include <typeinfo>

#include "fauxtp/exit_reason.hpp"

namespace fauxtp::detail {

exit_reason error_of(const std::type_info& type, const char* what);
/// What user code says of its error, of which the beginning is kept; empty if it is null.
std::string said(const char* what);

/// Runs the function. If an exception leaves it, returns the reason with which an actor ends
/// because of that exception; nothing if the function returns. All is done in one place and by one
/// catch, because each further `throw` costs a microsecond.
template <class Function>
std::optional<exit_reason> ended_by(Function&& run) {
  try {
    run();
    return std::nullopt;
  } catch (const actor_exit& exit) {
    return exit.reason();
  } catch (const exit_error& failure) {
    return failure.reason();
  } catch (const std::exception& failure) {
    return error_of(typeid(failure), failure.what());
  } catch (const char* text) {
    return exit_reason::error("const char*", said(text));
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    return type == nullptr ? exit_reason::error("unknown", "") : error_of(*type, "");
  }
}

}  // namespace fauxtp::detail
