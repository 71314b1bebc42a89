// The names of the fields of a plain struct.
#pragma once

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "fauxtp/detail/plain_value.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::detail {

// C++20 cannot tell the names of fields, but they are in the text that the compiler has for an
// address inside an object; that object need not exist.
template <class T>
struct holder {
  T value;
};
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif
template <class T>
extern const holder<T> nowhere;
template <class Field>
struct place {
  const Field* field;
};
template <auto Place>
consteval std::string_view name_at() {
  const std::string_view text = __PRETTY_FUNCTION__;
  constexpr std::string_view in_names =
      "_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::size_t end = text.rfind('}');  // of the text of the place
  end = text.find_last_of(in_names, end) + 1;
  const std::size_t begin = text.find_last_not_of(in_names, end - 1) + 1;
  return text.substr(begin, end - begin);
}
template <has_fields T, std::size_t Position>
consteval std::string_view name_of_field() {
  constexpr auto at = visit_fields(nowhere<T>.value, [](const auto&... each) {
    return std::get<Position>(std::tuple(place<std::decay_t<decltype(each)>>{&each}...));
  });
  std::string_view name = name_at<at>();
  // Where a key is a word of C++, the field has an underscore at the end: `default_`.
  if (name.ends_with('_')) name.remove_suffix(1);
  return name;
}
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

}  // namespace fauxtp::detail
#pragma GCC visibility pop
