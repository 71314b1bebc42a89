// How a receive finds the clause for a message, and which type it returns. Included by receive.hpp.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "fauxtp/detail/io_clause.hpp"
#include "fauxtp/pattern.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::detail {

template <class T>
inline constexpr bool is_timeout = false;
template <class Handler>
inline constexpr bool is_timeout<timeout_clause<Handler>> = true;

template <class T>
struct clause_result;
template <class Pattern, class Handler>
struct clause_result<clause<Pattern, Handler>> {
  using type = typename clause<Pattern, Handler>::result;
};
template <class Handler>
struct clause_result<timeout_clause<Handler>> {
  using type = std::invoke_result_t<Handler&>;
};

template <class Handler>
struct clause_result<io_clause<Handler>> {
  using type = std::invoke_result_t<Handler&>;
};

template <class T>
concept receive_clause = requires {
  typename clause_result<T>::type;
};

template <class... Results>
struct common_result {
  static_assert((std::is_void_v<Results> && ...),
                "fauxtp: all handlers of a receive return nothing, or all return values of one "
                "common type");
  using type = void;
};
template <class... Results>
requires(!std::is_void_v<Results> && ...) && requires { typename std::common_type_t<Results...>; }
struct common_result<Results...> {
  using type = std::common_type_t<Results...>;
};

/// The position of the first clause that matches, or the number of clauses.
template <class... Clauses>
std::size_t first_match(const term& message, const Clauses&... clauses) {
  std::size_t position = 0;
  const auto matches = [&](const auto& clause) {
    using type = std::decay_t<decltype(clause)>;
    if constexpr (!is_timeout<type> && !is_io_clause<type>) {
      if (clause.matches(message)) return true;
    }
    ++position;
    return false;
  };
  (matches(clauses) || ...);
  return position;
}

template <class Result, class Clause, class... Rest>
Result run_at(std::size_t position, term&& message, Clause& clause, Rest&... rest) {
  if constexpr (sizeof...(Rest) > 0) {
    if (position > 0) return run_at<Result>(position - 1, std::move(message), rest...);
  }
  if constexpr (is_timeout<Clause> || is_io_clause<Clause>) {
    return static_cast<Result>(clause.handler());
  } else {
    return static_cast<Result>(clause.run(std::move(message)));
  }
}

}  // namespace fauxtp::detail
#pragma GCC visibility pop
