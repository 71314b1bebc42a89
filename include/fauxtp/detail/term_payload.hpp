// What lies in the 24 bytes of a term, for each type. Included by term.hpp; not for other files.
#include "fauxtp/term.hpp"  // which includes this file, behind its classes

#ifndef FAUXTP_DETAIL_TERM_PAYLOAD_HPP
#define FAUXTP_DETAIL_TERM_PAYLOAD_HPP

#include <array>
#include <memory>
#include <new>
#include <tuple>
#include <variant>

#pragma GCC visibility push(default)
namespace fauxtp {

namespace detail {

std::uint64_t name_hash(const std::type_info& type);
[[noreturn]] void throw_beyond_int64(std::uint64_t value);
[[noreturn]] void throw_null_text();
void destroy_nested(term& of) noexcept;  // tuples, lists, maps: without recursion
void destroy_text(term& of) noexcept;

template <class T, template <class...> class Template>
inline constexpr bool is_a = false;
template <class... Ts, template <class...> class Template>
inline constexpr bool is_a<Template<Ts...>, Template> = true;

// A container claims to be copyable and comparable even if its elements are not, and fails to
// compile when code relies on this claim. So these traits ask the elements.
template <class T>
inline constexpr bool copyable = std::is_copy_constructible_v<T>;
template <class T>
requires requires {
  typename T::value_type;
} &&(!std::same_as<typename T::value_type, T>)inline constexpr bool copyable<T> =
    std::is_copy_constructible_v<T> && copyable<typename T::value_type>;
template <class A, class B>
inline constexpr bool copyable<std::pair<A, B>> = copyable<A>&& copyable<B>;

template <class T>
concept has_equality = requires(const T& a) {
  { a == a } -> std::convertible_to<bool>;
};
template <class T>
inline constexpr bool comparable = has_equality<T>;
template <class T>
requires requires {
  typename T::value_type;
} &&(!std::same_as<typename T::value_type, T>)inline constexpr bool comparable<T> =
    has_equality<T> && comparable<typename T::value_type>;
template <class A, class B>
inline constexpr bool comparable<std::pair<A, B>> = comparable<A>&& comparable<B>;
template <class... Ts>
inline constexpr bool comparable<std::tuple<Ts...>> = (comparable<Ts> && ...);
template <class... Ts>
inline constexpr bool comparable<std::variant<Ts...>> = (comparable<Ts> && ...);

template <class T>
concept has_clone = requires(const T& value) {
  { value.clone() } -> std::same_as<T>;
};
template <class T>
concept duplicable = copyable<T> || has_clone<T>;
template <duplicable T>
T duplicate(const T& value) {
  if constexpr (copyable<T>) {
    return value;
  } else {
    return value.clone();
  }
}

template <class T>
concept shows_itself = requires(const T& value) {
  { to_string(value) } -> std::convertible_to<std::string_view>;
};

/// Makes the first line of the compiler's message when a type cannot be (in) a message.
template <class T>
consteval void check_box_type() {
  static_assert(!std::is_pointer_v<T> && !std::is_null_pointer_v<T>,
                "fauxtp: a message cannot hold a pointer: send the value itself or a "
                "std::shared_ptr (a text is a const char*, std::string or std::string_view)");
  static_assert(!character<T>,
                "fauxtp: a message cannot hold a single char: write a text (\"a\") or an integer");
  static_assert(!std::same_as<T, long double>,
                "fauxtp: a message cannot hold a long double: convert it to double");
  static_assert(!pattern_like<T>,
                "fauxtp: a pattern (any, ignore, type<T>, where) is not a value; it may stand in "
                "on(…) and in a tuple(…) there");
  static_assert(!std::is_reference_v<T> && !std::is_const_v<T> && !std::is_volatile_v<T>,
                "fauxtp: a message holds values: name the type without const and &");
}

inline constexpr std::size_t inline_size = 24;
template <class T>
inline constexpr bool fits_inline = sizeof(T) <= inline_size &&
                                    alignof(T) <= 8 && std::is_nothrow_move_constructible_v<T>;

struct tuple_block {
  term* elements;
  std::size_t size;
};

struct raw {
  static const term_type& type(const term& of) { return *of.type_; }
  static void* storage(term& of) { return of.storage_; }

  /// Bytes of trivial payloads.
  template <class T>
  static T load(const term& of) {
    T value;
    std::memcpy(&value, of.storage_, sizeof value);
    return value;
  }
  template <class T>
  static void store(term& of, const term_type& type, const T& value) {
    static_assert(sizeof value <= inline_size && std::is_trivially_copyable_v<T>);
    std::memcpy(of.storage_, &value, sizeof value);
    of.type_ = &type;
  }

  /// Objects, inline or on the heap.
  template <class T>
  static T& object(term& of) {
    if constexpr (fits_inline<T>) {
      return *std::launder(reinterpret_cast<T*>(of.storage_));
    } else {
      return *load<T*>(of);
    }
  }
  template <class T>
  static const T& object(const term& of) {
    return object<T>(const_cast<term&>(of));
  }
  template <class T, class U>
  static void emplace(term& of, const term_type& type, U&& value) {
    if constexpr (fits_inline<T>) {
      ::new (static_cast<void*>(of.storage_)) T(std::forward<U>(value));
      of.type_ = &type;
    } else {
      store(of, type, new T(std::forward<U>(value)));
    }
  }
  template <class T>
  static void relocate(void* from, void* to) noexcept {
    T* object = std::launder(static_cast<T*>(from));
    ::new (to) T(std::move(*object));
    object->~T();
  }
  template <class T>
  static void destroy(term& of) noexcept {
    if constexpr (fits_inline<T>) {
      object<T>(of).~T();
    } else {
      delete &object<T>(of);
    }
  }
  /// Null where copying the bytes is enough, as it always is for an object on the heap.
  template <class T>
  static constexpr auto relocation() -> void (*)(void*, void*) noexcept {
    if constexpr (fits_inline<T> && !std::is_trivially_copyable_v<T>) {
      return &relocate<T>;
    } else {
      return nullptr;
    }
  }

  template <class T>
  static term clone_box(const term& of) {
    term copy;
    emplace<T>(copy, type(of), duplicate(object<T>(of)));
    return copy;
  }
  template <class T>
  static std::string show_box(const term& of) {
    return std::string(to_string(object<T>(of)));
  }
  template <class T>
  static bool equal_boxes(const term& a, const term& b) {
    if constexpr (comparable<T>) {
      return object<T>(a) == object<T>(b);
    } else {
      return &a == &b;
    }
  }
  template <class T>
  static const term_type& box_type() {
    // Made at first use: a static constructor of another file may send messages before this one has
    // run.
    static const term_type type = [] {
      term_type made{.kind = term_kind::box, .relocate = relocation<T>()};
      if constexpr (!fits_inline<T> || !std::is_trivially_destructible_v<T>) {
        made.destroy = &destroy<T>;
      }
      if constexpr (duplicable<T>) made.clone = &clone_box<T>;
      if constexpr (shows_itself<T>) made.show = &show_box<T>;
      made.equal = &equal_boxes<T>;
      made.type = &typeid(T);
      // The size is added: two builds of a module may know two shapes of a type by one name.
      made.name_hash = name_hash(typeid(T)) + sizeof(T);
      return made;
    }();
    return type;
  }
  static bool same_type(const term_type& a, const term_type& b) {
    // Never by address: a type that two modules use has a descriptor in each. The hash spares the
    // comparison of names, which type_info's == may come down to.
    return a.name_hash == b.name_hash && *a.type == *b.type;
  }
  template <class T>
  static const T* box(const term& of) {
    if (of.kind() != term_kind::box || !same_type(type(of), box_type<T>())) return nullptr;
    return &object<T>(of);
  }

  /// Whether a copy of its bytes is a copy of it.
  static bool plain(const term& of) { return !of.type_->relocate && !of.type_->destroy; }
  static term copy_plain(const term& of) {
    term copy;
    copy_payload(copy.storage_, of.storage_);
    copy.type_ = of.type_;
    return copy;
  }

  static std::string_view text(const term& of) {
    if (of.type_->destroy) return object<std::string>(of);  // only a long text owns memory
    const char* first = reinterpret_cast<const char*>(of.storage_);
    return {first, static_cast<std::size_t>(of.storage_[inline_size - 1])};
  }
  static term make_tuple(std::size_t size);
};

inline constexpr std::size_t longest_inline_text = inline_size - 1;  // the last byte is the length
static_assert(!fits_inline<std::string>, "a long text is told from a short one by its heap string");

inline constexpr term_type boolean_type{.kind = term_kind::boolean};
inline constexpr term_type integer_type{.kind = term_kind::integer};
inline constexpr term_type real_type{.kind = term_kind::real};
inline constexpr term_type pid_type{.kind = term_kind::pid};
inline constexpr term_type ref_type{.kind = term_kind::ref};
inline constexpr term_type short_text_type{.kind = term_kind::text};
inline constexpr term_type long_text_type{.kind = term_kind::text, .destroy = &destroy_text};
inline constexpr term_type binary_type{.kind = term_kind::binary,
                                       .relocate = raw::relocation<binary>(),
                                       .destroy = &raw::destroy<binary>};
inline constexpr term_type tuple_type{.kind = term_kind::tuple, .destroy = &destroy_nested};
inline constexpr term_type list_type{
    .kind = term_kind::list, .relocate = raw::relocation<list>(), .destroy = &destroy_nested};
inline constexpr term_type map_type{
    .kind = term_kind::map, .relocate = raw::relocation<map>(), .destroy = &destroy_nested};

inline term raw::make_tuple(std::size_t size) {
  term made;
  if (size == 0) {
    store(made, tuple_type, tuple_block{nullptr, 0});
    return made;
  }
  auto* elements = static_cast<term*>(::operator new(size * sizeof(term)));
  std::uninitialized_default_construct_n(elements, size);
  store(made, tuple_type, tuple_block{elements, size});
  return made;
}

inline void build_text(term& made, std::string_view value) {
  if (value.size() > longest_inline_text) {
    return raw::emplace<std::string>(made, long_text_type, value);
  }
  raw::store(made, short_text_type, std::array<char, inline_size>{});  // no stray bytes after it
  char* bytes = static_cast<char*>(raw::storage(made));
  if (!value.empty()) std::memcpy(bytes, value.data(), value.size());
  bytes[inline_size - 1] = static_cast<char>(value.size());
}

/// Builds a term, which is nil so far, from a value of each type. If that fails, the term is still
/// nil.
template <class V>
void build(term& made, V&& value) {
  using T = std::decay_t<V>;
  if constexpr (std::same_as<T, term>) {
    made = std::forward<V>(value);
  } else if constexpr (std::same_as<T, bool>) {
    raw::store(made, boolean_type, value);
  } else if constexpr (whole_number<T>) {
    if (!std::in_range<std::int64_t>(value)) throw_beyond_int64(static_cast<std::uint64_t>(value));
    raw::store(made, integer_type, static_cast<std::int64_t>(value));
  } else if constexpr (std::same_as<T, float> || std::same_as<T, double>) {
    raw::store(made, real_type, static_cast<double>(value));
  } else if constexpr (std::same_as<T, const char*> || std::same_as<T, char*>) {
    const char* first = value;
    if (!first) throw_null_text();
    build_text(made, first);
  } else if constexpr (std::same_as<T, std::string_view>) {
    build_text(made, value);
  } else if constexpr (std::same_as<T, std::string>) {
    if (value.size() <= longest_inline_text) {
      build_text(made, value);
    } else {
      raw::emplace<std::string>(made, long_text_type, std::forward<V>(value));
    }
  } else if constexpr (std::same_as<T, pid>) {
    raw::store(made, pid_type, value);
  } else if constexpr (std::same_as<T, ref>) {
    raw::store(made, ref_type, value);
  } else if constexpr (std::same_as<T, binary>) {
    raw::emplace<binary>(made, binary_type, std::forward<V>(value));
  } else if constexpr (std::same_as<T, list>) {
    raw::emplace<list>(made, list_type, std::forward<V>(value));
  } else if constexpr (std::same_as<T, std::vector<term>>) {
    raw::emplace<list>(made, list_type, list(std::forward<V>(value)));
  } else if constexpr (std::same_as<T, map>) {
    raw::emplace<map>(made, map_type, std::forward<V>(value));
  } else if constexpr (std::same_as<T, std::nullopt_t>) {
    // nil, which it already is
  } else if constexpr (is_a<T, std::optional>) {
    if (value) made = term(*std::forward<V>(value));
  } else if constexpr ((check_box_type<T>(), std::is_move_constructible_v<T>)) {
    static_assert(std::is_constructible_v<T, V&&>,
                  "fauxtp: this value cannot be copied into a message: std::move it");
    raw::emplace<T>(made, raw::box_type<T>(), std::forward<V>(value));
  } else {
    static_assert(std::is_move_constructible_v<T>,
                  "fauxtp: a message must be movable: this type cannot be moved into one");
  }
}

}  // namespace detail

template <class T>
requires(!std::same_as<std::remove_cvref_t<T>, term>) term::term(T&& value) {
  detail::build(*this, std::forward<T>(value));
}

template <class... Ts>
requires(!(detail::pattern_like<Ts> || ...)) term tuple(Ts&&... values) {
  term made = detail::raw::make_tuple(sizeof...(Ts));
  [[maybe_unused]] term* element = detail::raw::load<detail::tuple_block>(made).elements;
  (detail::build(*element++, std::forward<Ts>(values)), ...);
  return made;
}

}  // namespace fauxtp
#pragma GCC visibility pop

#endif
