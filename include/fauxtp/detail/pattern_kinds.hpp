// The kinds of patterns, and how the types of a pattern and of its handler are brought together.
// Included by pattern.hpp.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "fauxtp/detail/term_reading.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::detail {

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

}  // namespace fauxtp::detail
#pragma GCC visibility pop
