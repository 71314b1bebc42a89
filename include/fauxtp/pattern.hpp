// What an actor waits for: patterns over messages, and the clauses of a receive.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <source_location>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "fauxtp/detail/pattern_kinds.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// A pattern says which messages a clause takes, and which parts of them its handler gets:
///
/// ```cpp file=test/examples/pattern.cpp region=receive
/// receive(on(tuple("msg", job, tuple("sub", any, any), ignore),
///            [&](std::string user, int size) { seen = user + std::to_string(size); }),
///         on(type<add>, [&](add request) { seen = std::to_string(request.amount); }),
///         on([&](const down& end) { seen = to_string(end.reason); }));
/// ```
///
/// - any value, also a `term`: a literal; matches what is equal to it (a char array such as "msg"
///   is read where it is, not copied)
/// - `any`: matches if the value is what the handler's parameter takes, and extracts it
/// - `type<T>`: matches if the value is a T, and extracts it
/// - `where(predicate)`: matches if the value is what the predicate takes, and the predicate gives
///   true; extracts the value as the handler takes it, so it must be of that type as well
/// - `ignore`: matches anything and extracts nothing
/// - `tuple(…)`: matches a tuple of that length whose elements match
///
/// A handler takes what was extracted, in order, as `T`, `const T&`, `T&&`, `std::string_view`
/// (valid while the handler runs) or `term`. See `term::is` for which terms are a `T`. For an
/// `auto` parameter `any` and `where` extract a `term`. Values are moved out of the message once
/// all of it has matched; a message that does not match is left as it was.
///
/// Failure: a handler that does not fit its pattern does not compile. Matching throws only what a
/// predicate, a boxed type's `==`, or the copy that a predicate takes by value throws.
/// Thread-safety: as a value; a clause's predicates and handler run where it is used.
/// Differs from OTP: `any` is a variable and `ignore` is `_`; a variable cannot stand twice in a
/// pattern (compare in the handler, or use `where`); lists and maps match as a whole.
inline constexpr detail::any_pattern any{};
inline constexpr detail::ignore_pattern ignore{};
template <class T>
inline constexpr detail::type_pattern<T> type{};

/// See `any`. The predicate is called with a value only if it is of its parameter's type.
template <class Predicate>
auto where(Predicate predicate) {
  return detail::where_pattern<Predicate>(std::move(predicate));
}

/// See `any`. Without a pattern among the elements the tuple is a term, and thereby a literal.
template <class... Ts>
requires(detail::pattern_like<Ts> || ...) auto tuple(Ts&&... elements) {
  return detail::tuple_pattern<decltype(detail::as_pattern(std::forward<Ts>(elements)))...>(
      detail::as_pattern(std::forward<Ts>(elements))...);
}

/// A pattern with the handler that is called when it matches; made by `on`.
template <class Pattern, class Handler>
class clause {
  using parameters = typename detail::function_type<Handler>::parameters;
  static constexpr bool typed = detail::function_type<Handler>::known;
  static constexpr std::size_t extracted = detail::count<typename Pattern::slots>;
  static constexpr bool counted = !typed || extracted == detail::count<parameters>;
  using slots = typename std::conditional_t<typed && counted,
                                            detail::resolved<typename Pattern::slots, parameters>,
                                            detail::unresolved<typename Pattern::slots>>::type;
  using handling = detail::handling<Handler, slots>;
  static constexpr bool possible = [] {
    if constexpr (counted) {
      return handling::possible;
    } else {
      return false;
    }
  }();
  static_assert(counted && (typed || possible),
                "fauxtp: this handler takes a different number of arguments than its pattern "
                "extracts (any, type<T> and where extract one each; literals and ignore none)");
  static_assert(!typed || !counted || possible,
                "fauxtp: this handler cannot take what its pattern extracts: take each value as T, "
                "const T& or T&&, with the T of type<T>");

 public:
  /// How many values the handler gets.
  static constexpr std::size_t extracts = extracted;
  /// What the handler returns.
  using result = typename detail::result_of<Handler, slots, possible>::type;

  /// The line of code that has made the clause.
  const std::source_location where;

  clause(Pattern pattern, Handler handler, std::source_location where)
      : where(where), pattern_(std::move(pattern)), handler_(std::move(handler)) {}

  bool matches(const term& message) const { return pattern_.template matches<slots, 0>(message); }

  /// Calls the handler. Only for a message that matches; the message stays alive, but the values
  /// that the handler takes are moved out of it.
  result run(term&& message) {
    std::array<term*, extracted> found{};
    pattern_.template collect<0>(message, found);
    return handling::call(handler_, found, std::make_index_sequence<extracted>{});
  }

 private:
  Pattern pattern_;
  Handler handler_;
};

/// Handles the messages that match the pattern.
template <class P, class Handler>
auto on(P&& pattern, Handler&& handler,
        std::source_location where = std::source_location::current()) {
  static_assert(!detail::pattern_like<Handler>,
                "fauxtp: on(pattern, handler): several patterns belong into one tuple(…)");
  return clause<decltype(detail::as_pattern(std::forward<P>(pattern))), std::decay_t<Handler>>(
      detail::as_pattern(std::forward<P>(pattern)), std::forward<Handler>(handler), where);
}

/// Handles the messages that the handler's parameter takes: `on([](counter::add request) {…})`.
template <class Handler>
auto on(Handler&& handler, std::source_location where = std::source_location::current()) {
  static_assert(!detail::pattern_like<Handler>,
                "fauxtp: on(pattern) needs a handler: on(pattern, [](…) {…})");
  return on(any, std::forward<Handler>(handler), where);
}

/// What a receive does when no message has matched for this long; made by `after`.
template <class Handler>
struct timeout_clause {
  duration wait;
  Handler handler;
  std::source_location where;
};

/// `after(500ms, [] { … })`. With zero the receive looks at the messages that are there and does
/// not wait; with `infinity` it waits for ever.
template <class Count, class Period, class Handler>
auto after(std::chrono::duration<Count, Period> wait, Handler&& handler,
           std::source_location where = std::source_location::current()) {
  static_assert(std::is_invocable_v<std::decay_t<Handler>&>,
                "fauxtp: the handler of after(…) takes no arguments");
  return timeout_clause<std::decay_t<Handler>>{std::max<duration>(wait, duration::zero()),
                                               std::forward<Handler>(handler), where};
}

/// After this time the receive goes on, without a value.
template <class Count, class Period>
auto after(std::chrono::duration<Count, Period> wait,
           std::source_location where = std::source_location::current()) {
  return after(wait, detail::do_nothing{}, where);
}

/// Matches a message against a pattern without a clause. Returns what the pattern extracts, or
/// nothing if the message does not match (then the message is left as it was). `any` and `where`
/// extract a term.
///
/// ```cpp file=test/examples/pattern.cpp region=match
/// auto data = match(tuple("data", any), tuple("data", 42));  // std::tuple<term>, holding 42
/// ```
template <class P>
auto match(P&& wanted, term&& message) {
  const auto pattern = detail::as_pattern(std::forward<P>(wanted));
  using pattern_type = std::remove_const_t<decltype(pattern)>;
  using slots = typename detail::unresolved<typename pattern_type::slots>::type;
  return [&]<class... Ts>(detail::types<Ts...>) {
    static_assert(!(std::same_as<Ts, std::string_view> || ...),
                  "fauxtp: this view could outlive the message: match type<std::string>");
    std::optional<std::tuple<Ts...>> values;
    if (!pattern.template matches<slots, 0>(message)) return values;
    std::array<term*, sizeof...(Ts)> found{};
    pattern.template collect<0>(message, found);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      values.emplace(detail::reading<Ts>::take(*found[I])...);
    }
    (std::index_sequence_for<Ts...>{});
    return values;
  }(slots{});
}

}  // namespace fauxtp
#pragma GCC visibility pop
