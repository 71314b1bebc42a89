// How a term is read as a C++ type. Included by term.hpp; patterns use it too.
#pragma once

#include <tuple>

#include "fauxtp/detail/term_payload.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

namespace detail {

[[noreturn]] void throw_unexpected(const std::string& expected, const term& found);
[[noreturn]] void throw_unexpected_at(std::string_view key, const std::string& expected,
                                      const term& found);
[[noreturn]] void throw_unexpected_at(std::size_t index, const std::string& expected,
                                      const term& found);

/// How a term is read as each type: `holds` says whether it is one, `peek` looks at it, and `take`
/// takes it away. `peek` and `take` require that `holds` is true, and give the object itself where
/// there is one.
template <class T>
struct reading {  // boxes
  static bool holds(const term& from) {
    if constexpr (std::is_pointer_v<T>) {
      static_assert(!std::is_pointer_v<T>,
                    "fauxtp: a message holds no pointers; take a text as std::string or "
                    "std::string_view");
      return false;
    } else {
      check_box_type<T>();
      return raw::box<T>(from) != nullptr;
    }
  }
  static const T& peek(const term& from) { return raw::object<T>(from); }
  static T&& take(term& from) { return std::move(raw::object<T>(from)); }
  static std::string expected() { return type_name<T>(); }
};

template <>
struct reading<term> {
  static bool holds(const term&) { return true; }
  static const term& peek(const term& from) { return from; }
  static term&& take(term& from) { return std::move(from); }
  static std::string expected() { return "any term"; }
};

template <class T, term_kind Kind>
struct scalar_reading {
  static bool holds(const term& from) { return from.kind() == Kind; }
  static T peek(const term& from) { return raw::load<T>(from); }
  static T take(term& from) { return peek(from); }
  static std::string expected() { return "a " + std::string(to_string(Kind)); }
};
template <>
struct reading<bool> : scalar_reading<bool, term_kind::boolean> {};
template <>
struct reading<pid> : scalar_reading<pid, term_kind::pid> {};
template <>
struct reading<ref> : scalar_reading<ref, term_kind::ref> {};
template <>
struct reading<double> : scalar_reading<double, term_kind::real> {};
template <>
struct reading<float> : scalar_reading<double, term_kind::real> {
  static float peek(const term& from) { return static_cast<float>(raw::load<double>(from)); }
  static float take(term& from) { return peek(from); }
};

template <whole_number T>
struct reading<T> {
  static bool holds(const term& from) {
    return from.kind() == term_kind::integer && std::in_range<T>(raw::load<std::int64_t>(from));
  }
  static T peek(const term& from) { return static_cast<T>(raw::load<std::int64_t>(from)); }
  static T take(term& from) { return peek(from); }
  static std::string expected() { return "an integer that fits " + type_name<T>(); }
};

template <>
struct reading<std::string_view> {
  static bool holds(const term& from) { return from.kind() == term_kind::text; }
  static std::string_view peek(const term& from) { return raw::text(from); }
  static std::string_view take(term& from) { return peek(from); }
  static std::string expected() { return "a text"; }
};
template <>
struct reading<std::string> : reading<std::string_view> {
  static std::string peek(const term& from) { return std::string(raw::text(from)); }
  static std::string take(term& from) {
    if (raw::type(from).destroy) return std::move(raw::object<std::string>(from));
    return peek(from);
  }
};

template <class T, term_kind Kind>
struct object_reading {
  static bool holds(const term& from) { return from.kind() == Kind; }
  static const T& peek(const term& from) { return raw::object<T>(from); }
  static T&& take(term& from) { return std::move(raw::object<T>(from)); }
  static std::string expected() { return "a " + std::string(to_string(Kind)); }
};
template <>
struct reading<binary> : object_reading<binary, term_kind::binary> {};
template <>
struct reading<list> : object_reading<list, term_kind::list> {};
template <>
struct reading<map> : object_reading<map, term_kind::map> {};
template <>
struct reading<std::vector<term>> {
  static bool holds(const term& from) { return from.kind() == term_kind::list; }
  static std::vector<term> take(term& from) { return std::move(raw::object<list>(from)).release(); }
  static std::string expected() { return "a list"; }
};

template <class T>
struct reading<std::optional<T>> {
  static bool holds(const term& from) { return from.is_nil() || reading<T>::holds(from); }
  static std::optional<T> peek(const term& from) {
    if (from.is_nil()) return std::nullopt;
    return duplicate<T>(reading<T>::peek(from));
  }
  static std::optional<T> take(term& from) {
    if (from.is_nil()) return std::nullopt;
    return std::optional<T>(std::in_place, reading<T>::take(from));
  }
  static std::string expected() { return reading<T>::expected() + " or nil"; }
};

template <class T>
struct reading<std::vector<T>> {
  using vector = std::vector<T>;
  static bool holds(const term& from) {
    if (from.kind() != term_kind::list) return raw::box<vector>(from) != nullptr;
    for (const term& element : from.elements()) {
      if (!reading<T>::holds(element)) return false;
    }
    return true;
  }
  static vector peek(const term& from) {
    if (from.kind() != term_kind::list) return raw::object<vector>(from);
    vector values;
    values.reserve(from.size());
    for (const term& element : from.elements()) {
      values.push_back(duplicate<T>(reading<T>::peek(element)));
    }
    return values;
  }
  static vector take(term& from) {
    if (from.kind() != term_kind::list) return std::move(raw::object<vector>(from));
    vector values;
    values.reserve(from.size());
    for (term& element : from.elements()) values.push_back(reading<T>::take(element));
    return values;
  }
  static std::string expected() { return "a list, each element of it " + reading<T>::expected(); }
};

template <class Tuple, class... Ts>
struct tuple_reading {
  template <std::size_t... I>
  static bool elements_hold(std::span<const term> from, std::index_sequence<I...>) {
    return (reading<Ts>::holds(from[I]) && ...);
  }
  // A list is accepted too: JSON has no tuples.
  static bool has_elements(const term& from) {
    return from.kind() == term_kind::tuple || from.kind() == term_kind::list;
  }
  static bool holds(const term& from) {
    if (!has_elements(from)) return raw::box<Tuple>(from) != nullptr;
    return from.size() == sizeof...(Ts) &&
           elements_hold(from.elements(), std::index_sequence_for<Ts...>{});
  }
  static Tuple peek(const term& from) {
    if (!has_elements(from)) return raw::object<Tuple>(from);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return Tuple(duplicate<Ts>(reading<Ts>::peek(from.elements()[I]))...);
    }
    (std::index_sequence_for<Ts...>{});
  }
  static Tuple take(term& from) {
    if (!has_elements(from)) return std::move(raw::object<Tuple>(from));
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return Tuple(reading<Ts>::take(from.elements()[I])...);
    }
    (std::index_sequence_for<Ts...>{});
  }
  static std::string expected() {
    std::string each;
    ((each += (each.empty() ? "" : ", ") + reading<Ts>::expected()), ...);
    return "a tuple of (" + each + ")";
  }
};
template <class... Ts>
struct reading<std::tuple<Ts...>> : tuple_reading<std::tuple<Ts...>, Ts...> {};
template <class A, class B>
struct reading<std::pair<A, B>> : tuple_reading<std::pair<A, B>, A, B> {};

/// For `get`: the same as `as`, but an integer is accepted where a real is wanted.
template <class T, class Where>
T read_at(const Where& where, const term& from) {
  if constexpr (std::floating_point<T>) {
    if (from.kind() == term_kind::integer) return static_cast<T>(raw::load<std::int64_t>(from));
  }
  if (!reading<T>::holds(from)) throw_unexpected_at(where, reading<T>::expected(), from);
  return duplicate<T>(reading<T>::peek(from));
}

}  // namespace detail

template <class T>
bool term::is() const {
  return detail::reading<T>::holds(*this);
}

template <class T>
T term::as() const& {
  static_assert(detail::duplicable<T>,
                "fauxtp: this type cannot be copied; take it out of the term instead: "
                "std::move(term).as<T>()");
  if (!is<T>()) detail::throw_unexpected(detail::reading<T>::expected(), *this);
  if constexpr (detail::duplicable<T>) {
    return detail::duplicate<T>(detail::reading<T>::peek(*this));
  }
}

template <class T>
T term::as() && {
  static_assert(!std::same_as<T, std::string_view>,
                "fauxtp: this view would look into a term that is gone: ask for a std::string");
  if (!is<T>()) detail::throw_unexpected(detail::reading<T>::expected(), *this);
  return detail::reading<T>::take(*this);
}

template <class T>
std::optional<T> term::try_as() const& {
  if (!is<T>()) return std::nullopt;
  return std::optional<T>(std::in_place, as<T>());
}

template <class T>
std::optional<T> term::try_as() && {
  if (!is<T>()) return std::nullopt;
  return std::optional<T>(std::in_place, std::move(*this).template as<T>());
}

template <class T>
const T* term::get_if() const {
  if constexpr (std::same_as<T, list> || std::same_as<T, map> || std::same_as<T, binary>) {
    return is<T>() ? &detail::raw::object<T>(*this) : nullptr;
  } else {
    static_assert(!detail::plain_value<T> && !std::same_as<T, term>,
                  "fauxtp: there is no object of this type in a term to point to: use as<T>()");
    detail::check_box_type<T>();
    return detail::raw::box<T>(*this);
  }
}

template <class T>
T* term::get_if() {
  return const_cast<T*>(std::as_const(*this).get_if<T>());
}

template <class T>
T term::get(std::string_view key, T otherwise) const {
  const term* found = look_up(key);
  return found ? detail::read_at<T>(key, *found) : std::move(otherwise);
}

template <class T>
T term::get(std::string_view key) const {
  const term* found = look_up(key);
  if (!found) throw_missing(key);
  return detail::read_at<T>(key, *found);
}

template <class T>
T term::get(std::size_t index, T otherwise) const {
  const term* found = look_up(index);
  return found ? detail::read_at<T>(index, *found) : std::move(otherwise);
}

template <class T>
T term::get(std::size_t index) const {
  return detail::read_at<T>(index, (*this)[index]);
}

}  // namespace fauxtp
#pragma GCC visibility pop
