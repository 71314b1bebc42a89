// C++ values as what is kept in files (CBOR), and back.
#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "fauxtp/detail/cbor.hpp"
#include "fauxtp/detail/field_name.hpp"
#include "fauxtp/detail/plain_value.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::detail {

/// Values lie inside each other to this depth at most: they are written on an actor's stack.
inline constexpr int deepest_kept = 32;

template <class T>
inline constexpr bool is_time = false;
template <std::integral Count, class Period>
inline constexpr bool is_time<std::chrono::duration<Count, Period>> = true;
template <>
inline constexpr bool is_time<duration> = true;

/// A class of its own that says what is kept of it, and can be made of that again.
template <class T>
concept keeps_other = requires(const T& value) {
  {T(value.kept())};
};
template <class T>
concept keyed_range = requires(T& value) {
  typename T::key_type;
  typename T::mapped_type;
  value.emplace_hint(value.end(), std::declval<typename T::key_type>(),
                     std::declval<typename T::mapped_type>());
};
template <class T>
concept value_range = requires(T& value) {
  typename T::value_type;
  value.insert(value.end(), std::declval<typename T::value_type>());
};
template <class T>
inline constexpr bool is_array = false;
template <class T, std::size_t Size>
inline constexpr bool is_array<std::array<T, Size>> = true;

void keep_term(cbor_writer& to, const term& value, int depth);
term recall_term(cbor_reader& from, int depth);
int deeper(int depth);

template <class T, std::size_t... Positions>
constexpr auto names_of_fields(std::index_sequence<Positions...>) {
  return std::array<std::string_view, sizeof...(Positions)>{name_of_field<T, Positions>()...};
}
template <class T>
inline constexpr auto field_names = names_of_fields<T>(std::make_index_sequence<fields_of<T>>());

template <class T>
void keep(cbor_writer& to, const T& value, int depth = 0);
template <class T>
void recall(cbor_reader& from, T& to, int depth = 0);

template <class T>
void keep_fields(cbor_writer& to, const T& value, int depth) {
  to.head(cbor_kind::map, fields_of<T>);
  visit_fields(value, [&](const auto&... fields) {
    [[maybe_unused]] std::size_t next = 0;
    (..., (to.text(field_names<T>[next++]), keep(to, fields, depth)));
  });
}

template <class T>
void keep(cbor_writer& to, const T& value, int depth) {
  if constexpr (std::same_as<T, term>) {
    keep_term(to, value, depth);
  } else if constexpr (keeps_other<T>) {
    keep(to, value.kept(), depth);
  } else if constexpr (std::same_as<T, bool>) {
    to.boolean(value);
  } else if constexpr (std::is_enum_v<T>) {
    keep(to, static_cast<std::underlying_type_t<T>>(value), depth);
  } else if constexpr (std::unsigned_integral<T> && whole_number<T>) {
    to.head(cbor_kind::whole, value);
  } else if constexpr (whole_number<T>) {
    to.whole(value);
  } else if constexpr (std::same_as<T, float> || std::same_as<T, double>) {
    to.real(value);
  } else if constexpr (std::same_as<T, std::string>) {
    to.text(value);
  } else if constexpr (std::same_as<T, std::filesystem::path>) {
    to.text(value.native());
  } else if constexpr (std::same_as<T, binary>) {
    to.bytes({reinterpret_cast<const char*>(value.data()), value.size()});
  } else if constexpr (is_time<T>) {
    to.whole(duration(value).count());
  } else if constexpr (is_a<T, std::optional>) {
    value ? keep(to, *value, depth) : to.null();
  } else if constexpr (keyed_range<T>) {
    to.head(cbor_kind::map, value.size());
    for (const auto& [key, each] : value) {
      keep(to, key, deeper(depth));
      keep(to, each, deeper(depth));
    }
  } else if constexpr (is_array<T> || value_range<T>) {
    to.head(cbor_kind::array, value.size());
    for (const typename T::value_type& each : value) keep(to, each, deeper(depth));
  } else if constexpr (is_a<T, std::tuple> || is_a<T, std::pair>) {
    to.head(cbor_kind::array, std::tuple_size_v<T>);
    std::apply([&](const auto&... each) { (..., keep(to, each, deeper(depth))); }, value);
  } else {
    static_assert(has_fields<T>,
                  "fauxtp: this type cannot be kept in a file: it is no plain struct of up to 16 "
                  "fields, and has no kept()");
    keep_fields(to, value, deeper(depth));
  }
}

std::int64_t recall_whole(cbor_reader& from, std::int64_t least, std::uint64_t most);
std::uint64_t recall_unsigned(cbor_reader& from, std::uint64_t most);
double recall_real(cbor_reader& from);
bool recall_boolean(cbor_reader& from);
/// Throws what is being handled, with the name of the field before it.
[[noreturn]] void refuse_field(std::string_view name, const unreadable& why);

/// Fields are found by name, in any order. One that is not kept has its initializer's value; what
/// is kept of a field that there is not any more is left out.
template <class T>
void recall_fields(cbor_reader& from, T& to, int depth) {
  const std::uint64_t count = from.count_of(cbor_kind::map, "an object");
  std::size_t next = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string_view name = from.text();
    constexpr std::size_t all = fields_of<T>;
    std::size_t found = next;
    if (found >= all || field_names<T>[found] != name) {
      for (found = 0; found < all && field_names<T>[found] != name;) ++found;
    }
    if (found == all) {
      from.skip();
      continue;
    }
    next = found + 1;
    try {
      visit_fields(to, [&](const auto&... fields) {
        [[maybe_unused]] std::size_t position = 0;
        const auto recall_it = [&](const auto& field) {
          // visit_fields passes constant references, but `to` is not constant.
          recall(from, const_cast<std::decay_t<decltype(field)>&>(field), depth);
          return true;
        };
        static_cast<void>((... || (position++ == found && recall_it(fields))));
      });
    } catch (const unreadable& why) {
      refuse_field(name, why);
    }
  }
}

template <class T>
void recall(cbor_reader& from, T& to, int depth) {
  if constexpr (std::same_as<T, term>) {
    to = recall_term(from, depth);
  } else if constexpr (keeps_other<T>) {
    std::decay_t<decltype(to.kept())> kept{};
    recall(from, kept, depth);
    to = T(std::move(kept));
  } else if constexpr (std::same_as<T, bool>) {
    to = recall_boolean(from);
  } else if constexpr (std::is_enum_v<T>) {
    std::underlying_type_t<T> number{};
    recall(from, number, depth);
    to = static_cast<T>(number);
  } else if constexpr (std::unsigned_integral<T> && whole_number<T>) {
    to = static_cast<T>(recall_unsigned(from, std::numeric_limits<T>::max()));
  } else if constexpr (whole_number<T>) {
    using limits = std::numeric_limits<T>;
    to = static_cast<T>(
        recall_whole(from, limits::min(), static_cast<std::uint64_t>(limits::max())));
  } else if constexpr (std::same_as<T, float> || std::same_as<T, double>) {
    to = static_cast<T>(recall_real(from));
  } else if constexpr (std::same_as<T, std::string> || std::same_as<T, std::filesystem::path>) {
    to = from.text();
  } else if constexpr (std::same_as<T, binary>) {
    const std::string_view found = from.content(cbor_kind::bytes, "bytes");
    const auto* first = reinterpret_cast<const std::byte*>(found.data());
    to.assign(first, first + found.size());
  } else if constexpr (is_time<T>) {
    std::int64_t count = 0;
    recall(from, count, depth);
    if constexpr (std::same_as<T, duration>) {
      to = duration(count);
    } else {
      to = std::chrono::duration_cast<T>(std::chrono::nanoseconds(count));
    }
  } else if constexpr (is_a<T, std::optional>) {
    to.reset();
    if (!from.takes_null()) recall(from, to.emplace(), depth);
  } else if constexpr (keyed_range<T>) {
    to.clear();
    for (std::uint64_t left = from.count_of(cbor_kind::map, "an object"); left > 0; --left) {
      typename T::key_type key{};
      recall(from, key, deeper(depth));
      typename T::mapped_type each{};
      recall(from, each, deeper(depth));
      to.emplace_hint(to.end(), std::move(key), std::move(each));
    }
  } else if constexpr (is_array<T>) {
    if (from.head_of(cbor_kind::array, "a list") != to.size()) {
      from.refuse("a list of another length");
    }
    for (auto& each : to) recall(from, each, deeper(depth));
  } else if constexpr (value_range<T>) {
    to.clear();
    for (std::uint64_t left = from.count_of(cbor_kind::array, "a list"); left > 0; --left) {
      typename T::value_type each{};
      recall(from, each, deeper(depth));
      to.insert(to.end(), std::move(each));
    }
  } else if constexpr (is_a<T, std::tuple> || is_a<T, std::pair>) {
    if (from.head_of(cbor_kind::array, "a list") != std::tuple_size_v<T>) {
      from.refuse("a list of another length");
    }
    std::apply([&](auto&... each) { (..., recall(from, each, deeper(depth))); }, to);
  } else {
    recall_fields(from, to, deeper(depth));
  }
}

}  // namespace fauxtp::detail
#pragma GCC visibility pop
