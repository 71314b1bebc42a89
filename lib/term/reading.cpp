// The messages of the exceptions that reading a term throws.
#include <limits>
#include <vector>

#include "fauxtp/detail/nearest_word.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp {

namespace {

constexpr std::size_t longest_shown = 60;

/// `"abc" (text)`
std::string described(const term& value) {
  if (value.is_nil()) return "nil";
  if (value.kind() == term_kind::box) return value.type_name() + " (box)";
  std::string shown = to_string(value);
  if (shown.size() > longest_shown) {
    std::size_t end = longest_shown;
    while ((shown[end] & 0xc0) == 0x80) --end;  // not within a character
    shown = shown.substr(0, end) + "…";
  }
  return shown + " (" + value.type_name() + ")";
}

std::string quoted(std::string_view key) { return to_string(term(key)); }

std::string unexpected(const std::string& expected, const term& found) {
  return "expected " + expected + ", found " + described(found);
}

}  // namespace

const term* term::look_up(std::string_view key) const {
  if (kind() != term_kind::map && !is_nil()) {
    throw bad_term(unexpected("a map with the key " + quoted(key), *this));
  }
  return find(key);
}

const term* term::look_up(std::size_t index) const {
  if (kind() != term_kind::tuple && kind() != term_kind::list && !is_nil()) {
    throw bad_term(unexpected("a tuple or list", *this));
  }
  return index < size() ? &elements()[index] : nullptr;
}

const term& term::operator[](std::size_t index) const {
  const std::span<const term> all = elements();
  if (index >= all.size()) {
    throw bad_term(unexpected("a tuple or list with an element " + std::to_string(index), *this));
  }
  return all[index];
}

term& term::operator[](std::size_t index) { return const_cast<term&>(std::as_const(*this)[index]); }

std::string term::get(std::string_view key, const char* otherwise) const {
  return get<std::string>(key, std::string(otherwise));
}

std::string term::get(std::size_t index, const char* otherwise) const {
  return get<std::string>(index, std::string(otherwise));
}

void term::throw_missing(std::string_view key) const {
  std::string what = "the key " + quoted(key) + " is missing";
  if (const map* entries = get_if<map>()) {
    std::vector<std::string_view> keys;
    for (const auto& [present, value] : *entries) keys.push_back(present);
    const std::string_view meant = nearest_word(key, keys);
    if (!meant.empty()) what += "; did you mean " + quoted(meant) + "?";
  }
  throw bad_term(what);
}

namespace detail {

void throw_unexpected(const std::string& expected, const term& found) {
  throw bad_term(unexpected(expected, found));
}

void throw_unexpected_at(std::string_view key, const std::string& expected, const term& found) {
  throw bad_term("key " + quoted(key) + ": " + unexpected(expected, found));
}

void throw_unexpected_at(std::size_t index, const std::string& expected, const term& found) {
  throw bad_term("element " + std::to_string(index) + ": " + unexpected(expected, found));
}

void throw_beyond_int64(std::uint64_t value) {
  throw bad_term("expected an integer up to " +
                 std::to_string(std::numeric_limits<std::int64_t>::max()) + ", found " +
                 std::to_string(value));
}

void throw_null_text() { throw bad_term("expected a text, found a null char pointer"); }

std::uint64_t name_hash(const std::type_info& type) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : std::string_view(type.name())) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return hash;
}

}  // namespace detail

}  // namespace fauxtp
