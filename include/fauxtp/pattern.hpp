// What an actor waits for: patterns over messages, and the clauses of a receive.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <source_location>
#include <tuple>
#include <type_traits>
#include <utility>

#include "fauxtp/duration.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp {

namespace detail {

template <class... Ts>
struct types {};
template <class... Lists>
struct joined;
template <class... Ts>
struct joined<types<Ts...>> {
  using type = types<Ts...>;
};
template <>
struct joined<> {
  using type = types<>;
};
template <class... Ts, class... Us, class... Rest>
struct joined<types<Ts...>, types<Us...>, Rest...> : joined<types<Ts..., Us...>, Rest...> {};

template <class List>
inline constexpr std::size_t count = 0;
template <class... Ts>
inline constexpr std::size_t count<types<Ts...>> = sizeof...(Ts);

template <std::size_t I, class List>
struct nth;
template <std::size_t I, class... Ts>
struct nth<I, types<Ts...>> : std::tuple_element<I, std::tuple<Ts...>> {};

/// Stands for the type of a value whose pattern leaves the type to the parameter of the handler.
struct as_the_handler_takes_it {};

// A pattern is a struct with
//   slots                       the types of what it extracts, in order
//   matches<Slots, I>(message)  Slots: the types of the whole clause; its own ones begin at I
//   collect<I>(message, found)  where the values lie, into found[I]…; only after a match

struct any_pattern : pattern_base {
  using slots = types<as_the_handler_takes_it>;
  template <class Slots, std::size_t I>
  bool matches(const term& message) const {
    return reading<typename nth<I, Slots>::type>::holds(message);
  }
  template <std::size_t I, std::size_t N>
  void collect(term& message, std::array<term*, N>& found) const {
    found[I] = &message;
  }
};

struct ignore_pattern : pattern_base {
  using slots = types<>;
  template <class Slots, std::size_t I>
  bool matches(const term&) const {
    return true;
  }
  template <std::size_t I, std::size_t N>
  void collect(term&, std::array<term*, N>&) const {}
};

template <class T>
struct type_pattern : pattern_base {
  static_assert(std::is_same_v<T, std::remove_cvref_t<T>>,
                "fauxtp: type<T> takes a value type, without const and &");
  using slots = types<T>;
  template <class Slots, std::size_t I>
  bool matches(const term& message) const {
    return reading<T>::holds(message);
  }
  template <std::size_t I, std::size_t N>
  void collect(term& message, std::array<term*, N>& found) const {
    found[I] = &message;
  }
};

struct literal_pattern : pattern_base {
  using slots = types<>;
  explicit literal_pattern(term value) : value_(std::move(value)) {}
  template <class Slots, std::size_t I>
  bool matches(const term& message) const {
    return message == value_;
  }
  template <std::size_t I, std::size_t N>
  void collect(term&, std::array<term*, N>&) const {}

 private:
  term value_;
};

/// A literal that can be compared without making a term: clauses are built for each receive, and
/// moved.
template <class T>
struct plain_literal_pattern : pattern_base {
  using slots = types<>;
  explicit plain_literal_pattern(T value) : value_(value) {}
  template <class Slots, std::size_t I>
  bool matches(const term& message) const {
    return reading<T>::holds(message) && reading<T>::peek(message) == value_;
  }
  template <std::size_t I, std::size_t N>
  void collect(term&, std::array<term*, N>&) const {}

 private:
  T value_;
};

/// The parameter types of a function whose types are known; not those of a generic lambda.
template <class F>
struct function_type {
  static constexpr bool known = false;
  using parameters = types<>;
};
template <class... As>
struct known_parameters {
  static constexpr bool known = true;
  using parameters = types<As...>;
};
template <class R, class... As>
struct function_type<R (*)(As...)> : known_parameters<As...> {};
template <class R, class... As>
struct function_type<R (*)(As...) noexcept> : known_parameters<As...> {};
template <class R, class C, class... As>
struct function_type<R (C::*)(As...)> : known_parameters<As...> {};
template <class R, class C, class... As>
struct function_type<R (C::*)(As...) const> : known_parameters<As...> {};
template <class R, class C, class... As>
struct function_type<R (C::*)(As...) noexcept> : known_parameters<As...> {};
template <class R, class C, class... As>
struct function_type<R (C::*)(As...) const noexcept> : known_parameters<As...> {};
template <class F>
requires requires { &F::operator(); }
struct function_type<F> : function_type<decltype(&F::operator())> {};

template <class Predicate>
struct where_pattern : pattern_base {
  using slots = types<as_the_handler_takes_it>;
  explicit where_pattern(Predicate predicate) : predicate_(std::move(predicate)) {}
  template <class Slots, std::size_t I>
  bool matches(const term& message) const {
    using predicate_type = function_type<Predicate>;
    if (!reading<typename nth<I, Slots>::type>::holds(message)) return false;
    if constexpr (predicate_type::known) {
      static_assert(count<typename predicate_type::parameters> == 1,
                    "fauxtp: the predicate of where(…) takes one value");
      using wanted =
          std::remove_cvref_t<typename nth<0, typename predicate_type::parameters>::type>;
      return reading<wanted>::holds(message) && predicate_(reading<wanted>::peek(message));
    } else {
      return predicate_(message);
    }
  }
  template <std::size_t I, std::size_t N>
  void collect(term& message, std::array<term*, N>& found) const {
    found[I] = &message;
  }

 private:
  Predicate predicate_;
};

template <class... Patterns>
struct tuple_pattern : pattern_base {
  using slots = typename joined<typename Patterns::slots...>::type;

  explicit tuple_pattern(Patterns... patterns) : patterns_(std::move(patterns)...) {}

  template <class Slots, std::size_t I>
  bool matches(const term& message) const {
    if (message.kind() != term_kind::tuple) return false;
    const auto [elements, size] = raw::load<tuple_block>(message);
    if (size != sizeof...(Patterns)) return false;
    return for_each([each = elements]<std::size_t Element, std::size_t Slot>(const auto& pattern) {
      return pattern.template matches<Slots, I + Slot>(each[Element]);
    });
  }
  template <std::size_t I, std::size_t N>
  void collect(term& message, std::array<term*, N>& found) const {
    term* const elements = raw::load<tuple_block>(message).elements;
    for_each([&]<std::size_t Element, std::size_t Slot>(const auto& pattern) {
      pattern.template collect<I + Slot>(elements[Element], found);
      return true;
    });
  }

 private:
  /// How many values the elements before this one extract.
  static constexpr std::size_t slots_before(std::size_t element) {
    constexpr std::array counts{count<typename Patterns::slots>...};
    std::size_t sum = 0;
    for (std::size_t i = 0; i < element; ++i) sum += counts[i];
    return sum;
  }
  template <class Visit>
  bool for_each(Visit visit) const {
    return [&]<std::size_t... E>(std::index_sequence<E...>) {
      return (visit.template operator()<E, slots_before(E)>(std::get<E>(patterns_)) && ...);
    }
    (std::index_sequence_for<Patterns...>{});
  }

  std::tuple<Patterns...> patterns_;
};

/// Whether P is "abc", whose characters need not be copied.
template <class T>
inline constexpr bool string_literal = false;
template <std::size_t N>
inline constexpr bool string_literal<const char (&)[N]> = true;

template <class P>
auto as_pattern(P&& value) {
  using T = std::remove_cvref_t<P>;
  if constexpr (pattern_like<P>) {
    return T(std::forward<P>(value));
  } else if constexpr (string_literal<P>) {
    return plain_literal_pattern<std::string_view>(value);
  } else if constexpr (std::same_as<T, bool> || whole_number<T> || std::same_as<T, double> ||
                       std::same_as<T, pid> || std::same_as<T, ref>) {
    return plain_literal_pattern<T>(value);
  } else if constexpr (std::same_as<T, term> && !std::same_as<P, term>) {
    return literal_pattern(value.clone());  // a term that the caller keeps
  } else {
    return literal_pattern(term(std::forward<P>(value)));
  }
}

/// The types in which a clause extracts: the pattern's, or else the handler's.
template <class Slot, class Parameter>
using agreed = std::conditional_t<std::is_same_v<Slot, as_the_handler_takes_it>,
                                  std::remove_cvref_t<Parameter>, Slot>;
template <class Slots, class Parameters>
struct resolved;
template <class... Slots, class... Parameters>
requires(sizeof...(Slots) ==
         sizeof...(Parameters)) struct resolved<types<Slots...>, types<Parameters...>> {
  using type = types<agreed<Slots, Parameters>...>;
};
template <class Slots>
struct unresolved;  // each value whose type no handler gives is extracted as a term
template <class... Slots>
struct unresolved<types<Slots...>> {
  using type = types<agreed<Slots, term>...>;
};

template <class T>
using taken = decltype(reading<T>::take(std::declval<term&>()));
template <class Handler, class Slots>
struct handling;
template <class Handler, class... Ts>
struct handling<Handler, types<Ts...>> {
  static constexpr bool possible = std::is_invocable_v<Handler&, taken<Ts>...>;
  template <std::size_t... I>
  static decltype(auto) call(Handler& handler, const std::array<term*, sizeof...(Ts)>& found,
                             std::index_sequence<I...>) {
    return std::invoke(handler, reading<Ts>::take(*found[I])...);
  }
};
template <class Handler, class Slots, bool Possible>
struct result_of {
  using type = void;
};
template <class Handler, class... Ts>
struct result_of<Handler, types<Ts...>, true> : std::invoke_result<Handler&, taken<Ts>...> {};

struct do_nothing {
  void operator()() const {}
};

}  // namespace detail

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
