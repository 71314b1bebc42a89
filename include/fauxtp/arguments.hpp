// The arguments of an actor as the fields of a plain struct: which fields there are, and how they
// are read.
#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "fauxtp/actor.hpp"
#include "fauxtp/byte_size.hpp"
#include "fauxtp/config_change.hpp"
#include "fauxtp/detail/field_name.hpp"
#include "fauxtp/detail/plain_value.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Which values one argument, or all arguments together, may have.
struct argument_form {
  enum class kind : unsigned char {
    anything,
    boolean,
    integer,  ///< from `least` to `most`
    number,
    text,
    duration,  ///< "250ms", "5s"
    size,      ///< "64KiB", or a number of bytes
    list,      ///< every element is of the form parts[0]
    map,       ///< keys are texts, values are of the form parts[0]
    row,       ///< a list with one element for each of the parts, in order
    fields     ///< an object whose keys are the names of the parts
  };
  kind is = kind::anything;
  bool nullable = false;
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  std::vector<argument_form> parts{};
  /// Throws std::invalid_argument if the struct refuses these values, which fit the form otherwise.
  /// Null: it refuses none. See actor_types::add.
  void (*check)(const term& args) = nullptr;
  /// Makes the config_change of these arguments, which have been checked. Null: the actor takes
  /// none while it runs.
  term (*change_to)(const term& args) = nullptr;
  // Only for the form of a field:
  std::string name{};
  bool required = false;                    ///< it must be given
  bool live = false;                        ///< see config_change.hpp
  std::shared_ptr<const term> otherwise{};  ///< its value if it is not given; null: nothing to show
};

/// The form as it is shown to people: "integer", "[text, ...]", "{start: integer, path: text}".
std::string to_string(const argument_form& form);

/// What a message says was expected in place of something else: "an integer from 0 to 255", "true
/// or false".
std::string wanted_text(const argument_form& form);

/// Throws std::invalid_argument if the args are not of that form. The message has the argument,
/// what was expected, and, for an argument that does not exist, the nearest name that does. A
/// number is not accepted as a text here.
void check_arguments(const argument_form& form, const term& args);

/// What the struct's own check says against values that fit the form otherwise; nothing if it has
/// none, or agrees.
std::optional<std::string> refusal_of(const argument_form& form, const term& args);

namespace detail {

template <class T>
inline constexpr bool is_duration = false;
template <class Count, class Period>
inline constexpr bool is_duration<std::chrono::duration<Count, Period>> = true;
template <>
inline constexpr bool is_duration<duration> = true;

template <class T, class... Outer>
consteval bool is_argument();
template <class... Outer, class... Ts>
consteval bool all_arguments(type_list<Ts...>) {
  return (is_argument<Ts, Outer...>() && ...);
}
/// Whether an argument can be a T. `Outer`: the types that contain this T.
template <class T, class... Outer>
consteval bool is_argument() {
  if constexpr (plain_scalar<T> || is_duration<T> || std::same_as<T, byte_size> ||
                std::same_as<T, std::filesystem::path> || (std::same_as<T, Outer> || ...)) {
    return true;
  } else if constexpr (is_a<T, std::optional> || is_a<T, std::vector>) {
    return is_argument<typename T::value_type, T, Outer...>();
  } else if constexpr (is_text_map<T>) {
    return is_argument<typename T::mapped_type, T, Outer...>();
  } else if constexpr (plain_row<T>) {
    return std::is_move_assignable_v<T> && all_arguments<T, Outer...>(elements_of<T>());
  } else {
    return false;
  }
}

/// A plain struct whose fields are arguments.
template <class T>
concept argument_struct = has_fields<T> && is_argument<T>();

/// Whether the field has an initializer: a field without one cannot be read at compile time. If no
/// object of type T can be made at compile time, this is not known, and the answer is true.
template <class T>
consteval bool can_be_made() {
  [[maybe_unused]] T made;
  return true;
}
template <class T, std::size_t Position>
consteval bool is_set() {
  T made;
  return visit_fields(made, [](const auto&... each) {
    [[maybe_unused]] const auto copy = [&] {
      const auto& field = std::get<Position>(std::tie(each...));
      if constexpr (is_duration<std::decay_t<decltype(field)>>) {
        return field.count();
      } else {
        return field;
      }
    }();
    return true;
  });
}
template <class T>
concept known_at_compile_time = requires {
  typename std::bool_constant<can_be_made<T>()>;
};
template <class T, std::size_t Position>
concept has_initializer = !known_at_compile_time<T> || requires {
  typename std::bool_constant<is_set<T, Position>()>;
};

template <class T>
concept names_live_arguments = requires {
  T::live_arguments.size();
};
/// Whether a field is among those that T names in `live_arguments`.
template <class T>
consteval bool is_live(std::string_view field) {
  if constexpr (names_live_arguments<T>) {
    for (const std::string_view each : T::live_arguments) {
      if (each == field) return true;
    }
  }
  return false;
}
/// Whether each name in `live_arguments` is one of these fields.
template <class T, std::size_t... Positions>
consteval bool live_ones_are_fields(std::index_sequence<Positions...>) {
  return (std::size_t{is_live<T>(name_of_field<T, Positions>())} + ... + 0) ==
         T::live_arguments.size();
}

std::string shown_duration(duration value);
duration read_duration(const term& from);
std::string shown_size(byte_size value);
byte_size read_size(const term& from);

template <class T>
argument_form form_of_argument(int depth = 0);
/// The T that the term describes; the term must have been checked.
template <class T>
T read_argument(const term& from);

template <class T>
std::shared_ptr<const term> shown_default(const T& value) {
  if constexpr (is_duration<T>) {
    return std::make_shared<const term>(shown_duration(duration(value)));
  } else if constexpr (std::same_as<T, byte_size>) {
    return std::make_shared<const term>(shown_size(value));
  } else if constexpr (std::same_as<T, std::filesystem::path>) {
    return std::make_shared<const term>(value.string());
  } else if constexpr (std::same_as<T, term>) {
    return value.is_nil() ? nullptr : std::make_shared<const term>(plain_copy(value));
  } else if constexpr (is_a<T, std::optional>) {
    return value ? shown_default(*value) : nullptr;
  } else if constexpr (plain_scalar<T>) {
    return std::make_shared<const term>(value);
  } else {
    return nullptr;
  }
}

/// The form of one field of a T; `value` is what the field has when no arguments are given.
template <class T, std::size_t Position, class Field>
argument_form form_of_field(const Field& value, int depth) {
  argument_form form = form_of_argument<Field>(depth);
  form.name = name_of_field<T, Position>();
  form.live = is_live<T>(name_of_field<T, Position>());
  if constexpr (std::is_arithmetic_v<Field> || is_duration<Field> ||
                std::same_as<Field, byte_size>) {
    form.required = !has_initializer<T, Position>;
  } else if constexpr (std::same_as<Field, std::string> ||
                       std::same_as<Field, std::filesystem::path>) {
    form.required = value.empty();
  } else if constexpr (has_fields<Field>) {
    for (const argument_form& each : form.parts) form.required = form.required || each.required;
  }
  if (!form.required) form.otherwise = shown_default(value);
  return form;
}

template <class T>
concept checks_itself = requires(const T& arguments) {
  arguments.check();
};

template <class T>
void check_values(const term& args) {
  read_argument<T>(args).check();
}

template <class T>
term change_to(const term& args) {
  return term(config_change<T>{read_argument<T>(args)});
}

template <class T>
argument_form form_of_argument(int depth) {
  using kind = argument_form::kind;
  constexpr int deepest = 16;  // in a type that holds itself: deeper than this, anything may stand
  argument_form form;
  const auto add = [&]<class... Ts>(type_list<Ts...>) {
    (form.parts.push_back(form_of_argument<Ts>(depth + 1)), ...);
  };
  if constexpr (std::same_as<T, term>) {
    form.nullable = true;
  } else if constexpr (std::same_as<T, bool>) {
    form.is = kind::boolean;
  } else if constexpr (whole_number<T>) {
    form.is = kind::integer;
    form.least = std::max<std::int64_t>(form.least, std::numeric_limits<T>::min());
    if (std::in_range<std::int64_t>(std::numeric_limits<T>::max())) {
      form.most = static_cast<std::int64_t>(std::numeric_limits<T>::max());
    }
  } else if constexpr (std::floating_point<T>) {
    form.is = kind::number;
  } else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::filesystem::path>) {
    form.is = kind::text;
  } else if constexpr (is_duration<T>) {
    form.is = kind::duration;
  } else if constexpr (std::same_as<T, byte_size>) {
    form.is = kind::size;
  } else if constexpr (is_a<T, std::optional>) {
    form = form_of_argument<typename T::value_type>(depth);
    form.nullable = true;
  } else if (depth == deepest) {
    form.nullable = true;
  } else if constexpr (is_a<T, std::vector>) {
    form.is = kind::list;
    add(type_list<typename T::value_type>());
  } else if constexpr (is_text_map<T>) {
    form.is = kind::map;
    add(type_list<typename T::mapped_type>());
  } else if constexpr (has_fields<T>) {
    form.is = kind::fields;
    if constexpr (checks_itself<T>) form.check = check_values<T>;
    if constexpr (names_live_arguments<T>) form.change_to = change_to<T>;
    visit_fields(T{}, [&](const auto&... each) {
      if constexpr (names_live_arguments<T>) {
        static_assert(live_ones_are_fields<T>(std::index_sequence_for<decltype(each)...>()),
                      "fauxtp: `live_arguments` has a name that is no field, or has one twice");
      }
      [&]<std::size_t... Positions>(std::index_sequence<Positions...>) {
        (form.parts.push_back(form_of_field<T, Positions>(each, depth + 1)), ...);
      }
      (std::index_sequence_for<decltype(each)...>());
    });
  } else {
    form.is = kind::row;
    add(elements_of<T>());
  }
  return form;
}

template <class T>
T read_argument(const term& from) {
  if constexpr (std::same_as<T, term>) {
    return from.clone();
  } else if constexpr (std::floating_point<T>) {
    if (from.kind() == term_kind::integer) return static_cast<T>(from.as<std::int64_t>());
    return from.as<T>();
  } else if constexpr (std::same_as<T, std::filesystem::path>) {
    return from.as<std::string>();
  } else if constexpr (std::same_as<T, duration>) {
    return read_duration(from);
  } else if constexpr (is_duration<T>) {
    return std::chrono::duration_cast<T>(read_duration(from));
  } else if constexpr (std::same_as<T, byte_size>) {
    return read_size(from);
  } else if constexpr (plain_scalar<T>) {
    return from.as<T>();
  } else if constexpr (is_a<T, std::optional>) {
    if (from.is_nil()) return std::nullopt;
    return T(read_argument<typename T::value_type>(from));
  } else if constexpr (is_a<T, std::vector>) {
    T made;
    for (const term& each : from.elements()) {
      made.push_back(read_argument<typename T::value_type>(each));
    }
    return made;
  } else if constexpr (is_text_map<T>) {
    T made;
    for (const auto& [key, each] : *from.get_if<map>()) {
      made.emplace(key, read_argument<typename T::mapped_type>(each));
    }
    return made;
  } else if constexpr (has_fields<T>) {
    T made{};
    const map* given = from.get_if<map>();
    if (given == nullptr) return made;
    visit_fields(made, [&](const auto&... fields) {
      [&]<std::size_t... Positions>(std::index_sequence<Positions...>) {
        [[maybe_unused]] const auto set = [&](const auto& field, std::string_view name) {
          using value = std::decay_t<decltype(field)>;
          const term* found = given->find(name);
          // visit_fields passes constant references, but `made` is not constant.
          if (found != nullptr) const_cast<value&>(field) = read_argument<value>(*found);
        };
        (set(fields, name_of_field<T, Positions>()), ...);
      }
      (std::index_sequence_for<decltype(fields)...>());
    });
    return made;
  } else {
    return [&]<class... Ts>(type_list<Ts...>) {
      return [&]<std::size_t... Positions>(std::index_sequence<Positions...>) {
        return T{read_argument<Ts>(from.elements()[Positions])...};
      }
      (std::index_sequence_for<Ts...>());
    }(elements_of<T>());
  }
}

/// Stands for the struct that a constructor or a function takes. C++ does not tell which struct
/// that is, but the conversion to it knows.
class given_arguments {
 public:
  /// What the conversion throws, instead of converting, when no arguments are given.
  struct asked {
    argument_form form;
  };

  given_arguments() = default;
  explicit given_arguments(const term& args) : args_(&args) {}

  template <argument_struct T>
  requires(!std::is_base_of_v<actor, T>) operator T() const {  // NOLINT: implicit on purpose
    argument_form form = form_of_argument<T>();
    if (args_ == nullptr) throw asked{std::move(form)};
    check_arguments(form, *args_);
    return read_argument<T>(*args_);
  }

 private:
  const term* args_ = nullptr;
};

/// The form for an actor that takes no arguments.
inline argument_form no_arguments() { return {.is = argument_form::kind::fields}; }

/// The form of the struct that `make` wants in place of given_arguments. `make` makes nothing: the
/// conversion comes first, and throws.
template <class Make>
std::optional<argument_form> form_wanted_by(const Make& make) {
  try {
    make(given_arguments());
  } catch (given_arguments::asked& wanted) {
    return std::move(wanted.form);
  }
  return std::nullopt;
}

}  // namespace detail
}  // namespace fauxtp
#pragma GCC visibility pop
