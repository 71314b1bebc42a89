// C++ values as terms without C++ objects in them, and back: what JSON can write and show.
#pragma once

#include <concepts>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "fauxtp/secret.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::detail {

/// any_base stands in an aggregate's braces for one of its bases. A first member that takes
/// anything, as a term does, would take any_base, too, but it also takes `unrelated`. Never
/// evaluated.
template <class Derived>
struct any_base {
  template <class T>
  requires(std::is_base_of_v<T, Derived> && !std::same_as<T, Derived>) operator T() const;
};
struct unrelated {};
template <class T>
concept has_base = requires {
  T{any_base<T>()};
}
&&!requires { T{unrelated()}; };

inline constexpr std::size_t most_fields = 16;
inline constexpr std::size_t no_fields_known = most_fields + 1;

/// How many fields an aggregate has, found by how many `{}` it takes; no_fields_known if it has
/// more than most_fields, if one of them cannot be made of `{}`, or if it has a base.
template <class T>
consteval std::size_t count_fields() {
  if constexpr (!std::is_aggregate_v<T> || std::is_array_v<T> || std::is_union_v<T> ||
                requires { std::tuple_size<T>::value; }) {
    return no_fields_known;
  } else if constexpr (!requires { T{}; } || has_base<T>) {
    return no_fields_known;
  } else if constexpr (!requires { T{{}}; }) {
    return 0;
  } else if constexpr (!requires { T{{}, {}}; }) {
    return 1;
  } else if constexpr (!requires { T{{}, {}, {}}; }) {
    return 2;
  } else if constexpr (!requires { T{{}, {}, {}, {}}; }) {
    return 3;
  } else if constexpr (!requires { T{{}, {}, {}, {}, {}}; }) {
    return 4;
  } else if constexpr (!requires { T{{}, {}, {}, {}, {}, {}}; }) {
    return 5;
  } else if constexpr (!requires { T{{}, {}, {}, {}, {}, {}, {}}; }) {
    return 6;
  } else if constexpr (!requires { T{{}, {}, {}, {}, {}, {}, {}, {}}; }) {
    return 7;
  } else if constexpr (!requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}}; }) {
    return 8;
  } else if constexpr (!requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; }) {
    return 9;
  } else if constexpr (!requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; }) {
    return 10;
  } else if constexpr (!requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; }) {
    return 11;
  } else if constexpr (!requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; }) {
    return 12;
  } else if constexpr (!requires { T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}; }) {
    return 13;
  } else if constexpr (!requires {
                         T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
                       }) {
    return 14;
  } else if constexpr (!requires {
                         T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
                       }) {
    return 15;
  } else if constexpr (!requires {
                         T{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
                       }) {
    return 16;
  } else {
    return no_fields_known;
  }
}
template <class T>
inline constexpr std::size_t fields_of = count_fields<T>();
template <class T>
concept has_fields = fields_of<T>
!= no_fields_known;

/// Returns what the visitor returns when it is called with all fields together.
template <has_fields T, class Visitor>
constexpr auto visit_fields(const T& of, Visitor visit) {
  if constexpr (fields_of<T> == 0) {
    return visit();
  } else if constexpr (fields_of<T> == 1) {
    const auto& [a] = of;
    return visit(a);
  } else if constexpr (fields_of<T> == 2) {
    const auto& [a, b] = of;
    return visit(a, b);
  } else if constexpr (fields_of<T> == 3) {
    const auto& [a, b, c] = of;
    return visit(a, b, c);
  } else if constexpr (fields_of<T> == 4) {
    const auto& [a, b, c, d] = of;
    return visit(a, b, c, d);
  } else if constexpr (fields_of<T> == 5) {
    const auto& [a, b, c, d, e] = of;
    return visit(a, b, c, d, e);
  } else if constexpr (fields_of<T> == 6) {
    const auto& [a, b, c, d, e, f] = of;
    return visit(a, b, c, d, e, f);
  } else if constexpr (fields_of<T> == 7) {
    const auto& [a, b, c, d, e, f, g] = of;
    return visit(a, b, c, d, e, f, g);
  } else if constexpr (fields_of<T> == 8) {
    const auto& [a, b, c, d, e, f, g, h] = of;
    return visit(a, b, c, d, e, f, g, h);
  } else if constexpr (fields_of<T> == 9) {
    const auto& [a, b, c, d, e, f, g, h, i] = of;
    return visit(a, b, c, d, e, f, g, h, i);
  } else if constexpr (fields_of<T> == 10) {
    const auto& [a, b, c, d, e, f, g, h, i, j] = of;
    return visit(a, b, c, d, e, f, g, h, i, j);
  } else if constexpr (fields_of<T> == 11) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k] = of;
    return visit(a, b, c, d, e, f, g, h, i, j, k);
  } else if constexpr (fields_of<T> == 12) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l] = of;
    return visit(a, b, c, d, e, f, g, h, i, j, k, l);
  } else if constexpr (fields_of<T> == 13) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = of;
    return visit(a, b, c, d, e, f, g, h, i, j, k, l, m);
  } else if constexpr (fields_of<T> == 14) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = of;
    return visit(a, b, c, d, e, f, g, h, i, j, k, l, m, n);
  } else if constexpr (fields_of<T> == 15) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = of;
    return visit(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
  } else {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = of;
    return visit(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
  }
}

template <class... Ts>
struct type_list {};
struct list_types {
  template <class... Ts>
  type_list<std::decay_t<Ts>...> operator()(const Ts&...) const {
    return {};
  }
};
/// The types of the elements of an aggregate, a tuple or a pair.
template <class T>
struct element_types {
  using type = decltype(visit_fields(std::declval<const T&>(), list_types()));
};
template <class... Ts>
struct element_types<std::tuple<Ts...>> {
  using type = type_list<Ts...>;
};
template <class A, class B>
struct element_types<std::pair<A, B>> {
  using type = type_list<A, B>;
};
template <class T>
using elements_of = typename element_types<T>::type;

template <class T>
concept plain_scalar = whole_number<T> || std::same_as<T, bool> || std::same_as<T, float> ||
    std::same_as<T, double> || std::same_as<T, std::string> || std::same_as<T, term>;
/// What stands in JSON as a text, and in a term as itself.
template <class T>
concept plain_by_text = std::same_as<T, pid> || std::same_as<T, ref> || std::same_as<T, binary>;
/// The value that the term is, or that its text names: "<0.65.1>", "#ref<9>", or the bytes.
std::optional<pid> pid_by_text(const term& from);
std::optional<ref> ref_by_text(const term& from);
std::optional<binary> binary_by_text(const term& from);
template <plain_by_text T>
std::optional<T> by_text(const term& from) {
  if constexpr (std::same_as<T, pid>) {
    return pid_by_text(from);
  } else if constexpr (std::same_as<T, ref>) {
    return ref_by_text(from);
  } else {
    return binary_by_text(from);
  }
}
/// One that shows itself may not know all numbers.
template <class T>
concept plain_enum = std::is_enum_v<T> && !shows_itself<T>;
template <class T>
inline constexpr bool is_text_map = false;
template <class T>
inline constexpr bool is_text_map<std::map<std::string, T>> = true;
template <class T>
concept plain_row = is_a<T, std::tuple> || is_a<T, std::pair> || has_fields<T>;

template <class T, class... Outer>
consteval bool is_readable();
template <class... Outer, class... Ts>
consteval bool all_readable(type_list<Ts...>) {
  return (is_readable<Ts, Outer...>() && ...);
}
/// Whether a plain term can say all that there is to know of a T. `Outer`: the types that contain
/// it.
template <class T, class... Outer>
consteval bool is_readable() {
  if constexpr (plain_scalar<T> || plain_by_text<T> || plain_enum<T> ||
                (std::same_as<T, Outer> || ...)) {
    return true;
  } else if constexpr (is_a<T, secret>) {
    return is_readable<typename T::value_type, Outer...>();
  } else if constexpr (is_a<T, std::optional> || is_a<T, std::vector>) {
    return is_readable<typename T::value_type, T, Outer...>();
  } else if constexpr (is_text_map<T>) {
    return is_readable<typename T::mapped_type, T, Outer...>();
  } else if constexpr (plain_row<T>) {
    // An aggregate that cannot be assigned may hold a reference to a value that is made here.
    return std::is_move_assignable_v<T> && all_readable<T, Outer...>(elements_of<T>());
  } else {
    return false;
  }
}
template <class T>
concept readable = is_readable<T>();

/// What people may write for a T: `[integer, text]`. Of a type that holds itself, the innermost
/// levels are not shown.
template <class T>
std::string plain_form(int depth = 0);
template <class... Ts>
std::string plain_forms(type_list<Ts...>, int depth) {
  std::string all;
  ((all += (all.empty() ? "" : ", ") + plain_form<Ts>(depth)), ...);
  return all;
}
template <class T>
std::string plain_form(int depth) {
  constexpr int deepest = 4;
  if constexpr (std::same_as<T, bool>) {
    return "boolean";
  } else if constexpr (whole_number<T> || plain_enum<T>) {
    return "integer";
  } else if constexpr (std::same_as<T, pid>) {
    return "pid";
  } else if constexpr (std::same_as<T, ref>) {
    return "reference";
  } else if constexpr (std::same_as<T, binary>) {
    return "bytes";
  } else if constexpr (std::floating_point<T>) {
    return "number";
  } else if constexpr (std::same_as<T, std::string>) {
    return "text";
  } else if constexpr (std::same_as<T, term>) {
    return "anything";
  } else if constexpr (is_a<T, secret>) {
    return plain_form<typename T::value_type>(depth);
  } else if (depth == deepest) {
    return "...";
  } else if constexpr (is_a<T, std::optional>) {
    return plain_form<typename T::value_type>(depth + 1) + " or null";
  } else if constexpr (is_a<T, std::vector>) {
    return "[" + plain_form<typename T::value_type>(depth + 1) + ", ...]";
  } else if constexpr (is_text_map<T>) {
    return "{text: " + plain_form<typename T::mapped_type>(depth + 1) + ", ...}";
  } else {
    return "[" + plain_forms(elements_of<T>(), depth + 1) + "]";
  }
}

/// A type that holds itself is read to this depth, on the stack of its actor.
inline constexpr int deepest_read = 32;

/// Whether the term describes a T.
template <class T>
bool fits(const term& from, int depth = 0);
template <class... Ts>
bool all_fit(type_list<Ts...>, std::span<const term> from, [[maybe_unused]] int depth = 0) {
  if (from.size() != sizeof...(Ts)) return false;
  [[maybe_unused]] std::size_t next = 0;
  return (fits<Ts>(from[next++], depth) && ...);
}
template <class T>
bool fits(const term& from, int depth) {
  if constexpr (std::floating_point<T>) {
    return from.kind() == term_kind::real || from.kind() == term_kind::integer;
  } else if constexpr (plain_scalar<T>) {
    return reading<T>::holds(from);
  } else if constexpr (plain_by_text<T>) {
    return by_text<T>(from).has_value();
  } else if constexpr (plain_enum<T>) {
    return fits<std::underlying_type_t<T>>(from);
  } else if constexpr (is_a<T, secret>) {
    return fits<typename T::value_type>(from, depth);
  } else if (depth == deepest_read) {
    return false;
  } else if constexpr (is_a<T, std::optional>) {
    return from.is_nil() || fits<typename T::value_type>(from, depth + 1);
  } else if constexpr (is_a<T, std::vector>) {
    if (from.kind() != term_kind::list) return false;
    for (const term& each : from.elements()) {
      if (!fits<typename T::value_type>(each, depth + 1)) return false;
    }
    return true;
  } else if constexpr (is_text_map<T>) {
    if (from.kind() != term_kind::map) return false;
    for (const auto& [key, each] : *from.get_if<map>()) {
      if (!fits<typename T::mapped_type>(each, depth + 1)) return false;
    }
    return true;
  } else {
    return from.kind() == term_kind::list && all_fit(elements_of<T>(), from.elements(), depth + 1);
  }
}

/// The T that the term describes; it must fit.
template <class T>
T read_plain(term& from);
template <class T, class... Ts>
T read_row(type_list<Ts...>, [[maybe_unused]] std::span<term> from) {
  return [&]<std::size_t... Positions>(std::index_sequence<Positions...>) {
    return T{read_plain<Ts>(from[Positions])...};
  }
  (std::index_sequence_for<Ts...>());
}
template <class T>
T read_plain(term& from) {
  if constexpr (std::floating_point<T>) {
    if (from.kind() == term_kind::integer) return static_cast<T>(from.as<std::int64_t>());
    return from.as<T>();
  } else if constexpr (plain_scalar<T>) {
    return std::move(from).as<T>();
  } else if constexpr (plain_by_text<T>) {
    return *by_text<T>(from);
  } else if constexpr (plain_enum<T>) {
    return static_cast<T>(read_plain<std::underlying_type_t<T>>(from));
  } else if constexpr (is_a<T, secret>) {
    return T(read_plain<typename T::value_type>(from));
  } else if constexpr (is_a<T, std::optional>) {
    if (from.is_nil()) return std::nullopt;
    return T(read_plain<typename T::value_type>(from));
  } else if constexpr (is_a<T, std::vector>) {
    T made;
    for (term& each : from.elements()) made.push_back(read_plain<typename T::value_type>(each));
    return made;
  } else if constexpr (is_text_map<T>) {
    T made;
    for (auto& [key, each] : *from.get_if<map>()) {
      made.emplace(key, read_plain<typename T::mapped_type>(each));
    }
    return made;
  } else {
    return read_row<T>(elements_of<T>(), from.elements());
  }
}

/// Vectors, sets, arrays …; not a path, whose elements are paths.
template <class T>
concept plain_range = std::same_as<T, list> || requires(const T& value) {
  typename T::value_type;
  requires !std::same_as<std::decay_t<decltype(*value.begin())>, T>;
  value.end();
};

/// A copy of the term in which texts stand in place of C++ objects.
term plain_copy(const term& value);

/// A plain term that says what the value is, or at least how it is shown.
template <class T>
term show_plain(const T& value) {
  const auto each_of = [](const auto&... each) { return tuple(show_plain(each)...); };
  if constexpr (std::same_as<T, term>) {
    return plain_copy(value);
  } else if constexpr (plain_value<T> || std::same_as<T, binary>) {
    return term(value);
  } else if constexpr (is_a<T, std::optional>) {
    return value ? show_plain(*value) : term();
  } else if constexpr (is_text_map<T> || std::same_as<T, map>) {
    map made;
    for (const auto& [key, each] : value) made.set(key, show_plain(each));
    return made;
  } else if constexpr (plain_range<T>) {
    list made;
    for (auto each = value.begin(); each != value.end(); ++each) {
      made.push_back(show_plain<std::decay_t<decltype(*each)>>(*each));
    }
    return made;
  } else if constexpr (is_a<T, std::tuple> || is_a<T, std::pair>) {
    return std::apply(each_of, value);
  } else if constexpr (has_fields<T>) {
    return visit_fields(value, each_of);
  } else if constexpr (shows_itself<T>) {
    return std::string(to_string(value));
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<std::underlying_type_t<T>>(value);
  } else {
    return type_name<T>();
  }
}

}  // namespace fauxtp::detail
#pragma GCC visibility pop
