// What a message is: a value of one of a few visible kinds, or any movable C++ object in a box.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iosfwd>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "fauxtp/pid.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

class term;
class list;
class map;
using binary = std::vector<std::byte>;

/// What a term is; each C++ type belongs to exactly one of these when a term is built from it.
enum class term_kind : std::uint8_t {
  nil,
  boolean,  // bool
  integer,  // every integer type, as std::int64_t
  real,     // float and double
  text,     // char pointers, std::string, std::string_view; bytes, UTF-8 by convention
  binary,   // std::vector<std::byte>
  pid,
  ref,
  tuple,  // a fixed number of terms: what patterns are mostly written for
  list,   // any number of terms
  map,    // terms by text
  box,    // any other C++ object
};

/// "integer", "text", …
std::string_view to_string(term_kind kind);

/// Thrown when a term is not what was asked for, or when a value cannot become a term; `what()`
/// names both.
class bad_term : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  ~bad_term() override;  // in the library, so that every module catches the same type
};

/// The name of a type as it is written in code: `counter::add`.
template <class T>
std::string type_name();

namespace detail {

std::string demangled(const std::type_info& type);
std::string printed(const term& value);

/// Patterns derive from this (pattern.hpp). It is here only so that a term refuses to hold a
/// pattern.
struct pattern_base {};
template <class T>
concept pattern_like = std::derived_from<std::remove_cvref_t<T>, pattern_base>;

template <class T>
concept character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
    std::same_as<T, char16_t> || std::same_as<T, char32_t>;
template <class T>
concept whole_number = std::integral<T> && !std::same_as<T, bool> && !character<T>;
template <class T>
concept plain_value =
    whole_number<T> || std::same_as<T, bool> || std::same_as<T, float> || std::same_as<T, double> ||
    std::convertible_to<const T&, std::string_view> || std::same_as<T, pid> || std::same_as<T, ref>;

/// What a term knows about its payload. Two modules may each have one for the same C++ type.
struct term_type {
  term_kind kind = term_kind::nil;
  void (*relocate)(void* from, void* to) noexcept = nullptr;  // null: copying the bytes moves it
  void (*destroy)(term& of) noexcept = nullptr;               // null: nothing has to be given back
  // Boxes only.
  term (*clone)(const term& of) = nullptr;  // null: cannot be copied
  bool (*equal)(const term& a, const term& b) = nullptr;
  const std::type_info* type = nullptr;
  std::uint64_t name_hash = 0;
  std::string (*show)(const term&) = nullptr;  // null: the name of the type is shown
};

/// The name of the type, as term::type_name gives it.
std::string name_of(const term_type& type);

inline constexpr term_type nil_type{};

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
// g++ 13 and 14 warn about vectors of terms that grow, where nothing is wrong.
#pragma GCC diagnostic ignored "-Wstringop-overflow"
#endif
/// Copies 24 bytes as three words. If 16 of them were read in one piece, they would be read before
/// the word that was just written has reached the cache (a failed store forwarding), three times
/// slower.
inline void copy_payload(std::byte* to, const std::byte* from) noexcept {
  std::uint64_t first, second, third;
  std::memcpy(&first, from, 8);
  std::memcpy(&second, from + 8, 8);
  std::memcpy(&third, from + 16, 8);
#ifdef __GNUC__
  asm("" : "+r"(first), "+r"(second), "+r"(third));  // one general register each
#endif
  std::memcpy(to, &first, 8);
  std::memcpy(to + 8, &second, 8);
  std::memcpy(to + 16, &third, 8);
}
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

struct raw;  // the one door to a term's payload

}  // namespace detail

/// A value that can be a message.
///
/// ```cpp file=test/examples/term.cpp region=term
/// const fauxtp::term message = fauxtp::tuple("add", 5);
/// const int number = message[1].as<int>();                  // 5
/// const fauxtp::term boxed = counter::add{.amount = 7};     // any movable struct
/// const int amount = boxed.get_if<counter::add>()->amount;  // 7
/// ```
///
/// 32 bytes. Scalars, texts up to 23 bytes and objects up to 24 bytes whose move cannot throw lie
/// in the term itself; everything else is one allocation away. Terms are moved; a copy is an
/// explicit `clone()`. A moved-from term is nil.
///
/// Do not build your program's data of terms: use structs, which the compiler checks. Tuples and
/// maps are for the edges, such as configuration, consoles and other nodes.
///
/// A term refuses, at compile time: pointers (the other actor cannot know how long they live; send
/// the value or a `std::shared_ptr`), `char` (write "a" or int{'a'}), and types that cannot be
/// moved. A struct with a member such as `std::vector<std::unique_ptr<x>>` claims to be copyable
/// although it is not: delete its copy constructor, or it does not compile.
///
/// Types are exact: an `int` is neither `true` nor `1.0`; an integer is an `int` only if it fits.
/// Durations are structs too: a handler for `std::chrono::seconds` gets no milliseconds. Only
/// memory bounds how deeply terms nest, not the stack, except through boxes that hold terms.
///
/// Failure: `bad_term` where noted, `std::bad_alloc`, and what a boxed type throws.
/// Thread-safety: a value; one thread writes or several read. The code of a boxed type must stay
/// loaded as long as the box lives.
/// Differs from OTP: there are no atoms (a text is one), texts are no lists of numbers, 1 is never
/// equal to 1.0, terms have no order, integers have 64 bits.
class term {
 public:
  /// Nil: no value.
  term() noexcept = default;

  /// Any value, by its type; see `term_kind`. An empty `std::optional` is nil, a full one its
  /// value. Throws bad_term for an unsigned integer above the int64 range and for a null `char*`.
  template <class T>
  requires(!std::same_as<std::remove_cvref_t<T>, term>)
      term(T&& value);  // NOLINT: implicit on purpose, a term is built from what one sends

  term(term&& other) noexcept { take(other); }
  term& operator=(term&& other) noexcept {
    term value(std::move(other));  // first: `other` may lie inside what this term gives up
    reset();
    take(value);
    return *this;
  }
  term(const term&) = delete;  // a copy is never an accident: clone()
  term& operator=(const term&) = delete;
  ~term() { reset(); }

  /// A second, equal term. A box is copied by its copy constructor, or else by `T clone() const`;
  /// throws bad_term when its type has neither.
  term clone() const;

  term_kind kind() const noexcept { return type_->kind; }
  bool is_nil() const noexcept { return kind() == term_kind::nil; }
  /// "integer", "text", …; for a box the name of its type: `counter::add`.
  std::string type_name() const;

  /// Whether `as<T>()` would succeed. T is any type that a term can be built from; also `term`
  /// itself, `std::string_view`, `std::optional<U>` (nil or a U), `std::vector<U>` (boxed, or a
  /// list of U), and `std::pair` and `std::tuple` (boxed, or a tuple).
  template <class T>
  bool is() const;

  /// The value as a T; throws bad_term, which says what was expected and what was found. The second
  /// form moves the value out of the term. A `std::string_view` looks into this term: keep the
  /// term, and do not move it.
  template <class T>
  T as() const&;
  template <class T>
  T as() &&;

  /// The same, but returns nothing instead of throwing. When it returns nothing, nothing was moved.
  template <class T>
  std::optional<T> try_as() const&;
  template <class T>
  std::optional<T> try_as() &&;

  /// The object in the box (or the `list`, `map` or `binary`) itself; null if it is not a T.
  template <class T>
  const T* get_if() const;
  template <class T>
  T* get_if();

  /// The number of elements of a tuple or list, of entries of a map, or of bytes of a text or
  /// binary; otherwise 0.
  std::size_t size() const noexcept;

  /// The elements of a tuple or list; otherwise none.
  std::span<const term> elements() const noexcept;
  std::span<term> elements() noexcept;

  /// An element of a tuple or list; throws bad_term if there is no such element.
  const term& operator[](std::size_t index) const;
  term& operator[](std::size_t index);

  /// What a map holds under the key; null if there is no such key, or this is no map.
  const term* find(std::string_view key) const noexcept;

  /// What a map holds under the key, or `otherwise` if there is no such key or this term is nil:
  ///
  /// ```cpp file=test/examples/term.cpp region=get
  /// const int start = args.get("start", 0);
  /// const std::string host = args.get("host", "localhost");
  /// ```
  ///
  /// Where a real is wanted, an integer is accepted. Throws bad_term, naming the key, if the value
  /// is of another type (a value that is nil does not give `otherwise`), and if this term is
  /// neither a map nor nil.
  template <class T>
  T get(std::string_view key, T otherwise) const;
  std::string get(std::string_view key, const char* otherwise) const;

  /// The same for a key that must be there; if it is not, bad_term names it and the nearest key.
  template <class T>
  T get(std::string_view key) const;

  /// The same by position in a tuple or list.
  template <class T>
  T get(std::size_t index, T otherwise) const;
  std::string get(std::size_t index, const char* otherwise) const;
  template <class T>
  T get(std::size_t index) const;

  /// Compares deeply; kinds and boxed types must be the same. A box whose type has no `==` equals
  /// only itself. Scalars and texts can be compared as they are: `message[0] == "add"`.
  template <std::same_as<term> T>
  friend bool operator==(const T& a, const T& b) {
    return a.kind() == b.kind() && a.equals(b);
  }
  template <std::same_as<term> T, detail::plain_value U>
  friend bool operator==(const T& a, const U& b) {
    return a == term(b);
  }
  template <std::same_as<term> T>
  friend std::ostream& operator<<(std::ostream& out, const T& value) {
    value.print(out);
    return out;
  }

 private:
  friend struct detail::raw;

  void take(term& other) noexcept {
    type_ = other.type_;
    if (type_->relocate) {
      type_->relocate(other.storage_, storage_);
    } else {
      detail::copy_payload(storage_, other.storage_);
    }
    other.type_ = &detail::nil_type;
  }
  void reset() noexcept {
    if (type_->destroy) type_->destroy(*this);
    type_ = &detail::nil_type;
  }
  bool equals(const term& other) const;
  void print(std::ostream& out) const;
  const term* look_up(std::string_view key) const;
  const term* look_up(std::size_t index) const;
  [[noreturn]] void throw_missing(std::string_view key) const;

  alignas(8) std::byte storage_[24]{};
  const detail::term_type* type_ = &detail::nil_type;
};

static_assert(sizeof(term) == 32);

/// As an Erlang shell would show it: `nil`, `true`, `42`, `1.5`, `"abc"` (escaped as in JSON),
/// `("add", 5)`, `[1, 2]`, `{"k": 1}`, `<<3 bytes>>`, `<0.7.1>`, `#ref<9>`; a box by the
/// to_string() of its type, or else by the type's name. A term that is nested deeper than 100 is
/// shown as `…`. For people: not meant to be read back.
template <std::same_as<term> T>
std::string to_string(const T& value) {
  return detail::printed(value);
}

/// Any number of terms; it becomes a message when it is moved into a term. `list_of(1, "x")` builds
/// one.
/// Thread-safety: as std::vector.
class list {
 public:
  list() = default;
  explicit list(std::vector<term> elements) : elements_(std::move(elements)) {}
  list(list&&) noexcept = default;  // its vector would claim that it can be copied
  list& operator=(list&&) noexcept = default;

  std::size_t size() const { return elements_.size(); }
  bool empty() const { return elements_.empty(); }
  auto begin() { return elements_.begin(); }
  auto end() { return elements_.end(); }
  auto begin() const { return elements_.begin(); }
  auto end() const { return elements_.end(); }
  term& operator[](std::size_t index) { return elements_[index]; }
  const term& operator[](std::size_t index) const { return elements_[index]; }
  void push_back(term element) { elements_.push_back(std::move(element)); }
  void pop_back() { elements_.pop_back(); }
  void reserve(std::size_t size) { elements_.reserve(size); }

  /// Throws bad_term as term::clone does.
  list clone() const;
  /// The elements, to be taken away: `std::move(some_list).release()`.
  std::vector<term> release() && { return std::move(elements_); }

  friend bool operator==(const list& a, const list& b) { return a.elements_ == b.elements_; }

 private:
  std::vector<term> elements_;
};

/// Terms by text, in the order of the texts; it becomes a message when it is moved into a term.
///
/// ```cpp file=test/examples/term.cpp region=map
/// const fauxtp::map options{{"start", 10}, {"name", "hits"}};
/// ```
///
/// If keys are equal, the last one counts, as in Erlang. Thread-safety: as std::map.
class map {
  using entries = std::map<std::string, term, std::less<>>;

 public:
  /// An entry in the braces: an initializer list could not give a term away without this class.
  class entry {
   public:
    template <class T>
    entry(std::string_view key, T&& value) : key_(key), value_(std::forward<T>(value)) {}

   private:
    friend class map;
    std::string_view key_;
    mutable term value_;
  };

  map() = default;
  map(map&&) = default;
  map& operator=(map&&) = default;
  map(std::initializer_list<entry> values) {
    for (const entry& value : values) set(value.key_, std::move(value.value_));
  }

  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  auto begin() { return entries_.begin(); }
  auto end() { return entries_.end(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

  /// Null if there is no such key.
  const term* find(std::string_view key) const;
  term* find(std::string_view key);
  /// Adds the key or replaces its value.
  void set(std::string_view key, term value);
  /// Returns whether there was such a key.
  bool erase(std::string_view key);

  /// Throws bad_term as term::clone does.
  map clone() const;

  friend bool operator==(const map& a, const map& b) { return a.entries_ == b.entries_; }

 private:
  entries entries_;
};

/// A tuple of these values, in one allocation: `tuple("add", 5)`. If a pattern is among them (see
/// pattern.hpp), the tuple is a pattern.
template <class... Ts>
requires(!(detail::pattern_like<Ts> || ...)) term tuple(Ts&&... values);

/// A list of these values: `list_of(1, "x", list_of())`. Not a constructor, because
/// `list{list{1}}` would be a copy to some compilers and a list of a list to others.
template <class... Ts>
list list_of(Ts&&... values) {
  list made;
  made.reserve(sizeof...(Ts));
  (made.push_back(term(std::forward<Ts>(values))), ...);
  return made;
}

template <class T>
std::string type_name() {
  return detail::demangled(typeid(T));
}

}  // namespace fauxtp
#pragma GCC visibility pop

#include "fauxtp/detail/term_payload.hpp"  // NOLINT: they need the classes above
#include "fauxtp/detail/term_reading.hpp"  // NOLINT
