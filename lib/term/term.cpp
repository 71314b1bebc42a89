// The life of a term: its elements, its equality, its copies and its end, however deeply it nests.
#include "fauxtp/term.hpp"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include "fauxtp/detail/plain_value.hpp"

namespace fauxtp {

bad_term::~bad_term() = default;

namespace {

using detail::raw;
using detail::tuple_block;

// An actor's stack is small, and a message may nest as deeply as its sender likes. So equality and
// clone recurse only to this depth, and put what lies below on a list that is worked off later. In
// a message that nests as usual the list stays empty and costs nothing.
constexpr int recursion_limit = 32;

struct two_terms {
  const term* a;
  const term* b;
};

bool equal(const term& a, const term& b, int depth, std::vector<two_terms>& later);

bool equal_elements(std::span<const term> a, std::span<const term> b, int depth,
                    std::vector<two_terms>& later) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!equal(a[i], b[i], depth + 1, later)) return false;
  }
  return true;
}

bool equal_entries(const map& a, const map& b, int depth, std::vector<two_terms>& later) {
  if (a.size() != b.size()) return false;
  auto other = b.begin();
  for (const auto& [key, value] : a) {
    if (key != other->first || !equal(value, other->second, depth + 1, later)) return false;
    ++other;
  }
  return true;
}

bool equal(const term& a, const term& b, int depth, std::vector<two_terms>& later) {
  if (a.kind() != b.kind()) return false;
  if (depth > recursion_limit) {
    later.push_back({&a, &b});
    return true;
  }
  switch (a.kind()) {
    case term_kind::nil:
      return true;
    case term_kind::boolean:
      return raw::load<bool>(a) == raw::load<bool>(b);
    case term_kind::integer:
      return raw::load<std::int64_t>(a) == raw::load<std::int64_t>(b);
    case term_kind::real:
      return raw::load<double>(a) == raw::load<double>(b);
    case term_kind::text:
      return raw::text(a) == raw::text(b);
    case term_kind::binary:
      return raw::object<binary>(a) == raw::object<binary>(b);
    case term_kind::pid:
      return raw::load<pid>(a) == raw::load<pid>(b);
    case term_kind::ref:
      return raw::load<ref>(a) == raw::load<ref>(b);
    case term_kind::tuple:
    case term_kind::list:
      return equal_elements(a.elements(), b.elements(), depth, later);
    case term_kind::map:
      return equal_entries(raw::object<map>(a), raw::object<map>(b), depth, later);
    case term_kind::box:
      return raw::same_type(raw::type(a), raw::type(b)) && raw::type(a).equal(a, b);
  }
  return false;
}

struct copy_order {
  const term* from;
  term* to;
};

/// What becomes of the boxed C++ objects of a term that is copied.
enum class boxes { copied, shown };

void copy(const term& from, term& to, boxes objects, int depth, std::vector<copy_order>& later);

void copy_elements(std::span<const term> from, std::span<term> to, boxes objects, int depth,
                   std::vector<copy_order>& later) {
  for (std::size_t i = 0; i < from.size(); ++i) copy(from[i], to[i], objects, depth + 1, later);
}

term copy_box(const term& from) {
  if (!raw::type(from).clone) {
    throw bad_term("expected a term that can be cloned, found a " + from.type_name() +
                   ", which has neither a copy constructor nor clone()");
  }
  return raw::type(from).clone(from);
}

// A copy_order points into the blocks of what was copied so far; these do not move when the term
// does.
void copy(const term& from, term& to, boxes objects, int depth, std::vector<copy_order>& later) {
  if (depth > recursion_limit) {
    later.push_back({&from, &to});
    return;
  }
  switch (from.kind()) {
    case term_kind::nil:
      break;
    case term_kind::boolean:
      to = raw::load<bool>(from);
      break;
    case term_kind::integer:
      to = raw::load<std::int64_t>(from);
      break;
    case term_kind::real:
      to = raw::load<double>(from);
      break;
    case term_kind::text:
      to = raw::text(from);
      break;
    case term_kind::binary:
      to = raw::object<binary>(from);
      break;
    case term_kind::pid:
      to = raw::load<pid>(from);
      break;
    case term_kind::ref:
      to = raw::load<ref>(from);
      break;
    case term_kind::tuple:
      to = raw::make_tuple(from.size());
      copy_elements(from.elements(), to.elements(), objects, depth, later);
      break;
    case term_kind::list:
      to = std::vector<term>(from.size());
      copy_elements(from.elements(), to.elements(), objects, depth, later);
      break;
    case term_kind::map: {
      to = map();
      auto& entries = raw::object<map>(to);
      for (const auto& [key, value] : raw::object<map>(from)) {
        entries.set(key, term());
        copy(value, *entries.find(key), objects, depth + 1, later);
      }
      break;
    }
    case term_kind::box:
      to = objects == boxes::shown ? term(to_string(from)) : copy_box(from);
      break;
  }
}

term copied(const term& from, boxes objects) {
  term made;
  std::vector<copy_order> later;
  copy(from, made, objects, 0, later);
  while (!later.empty()) {
    const copy_order next = later.back();
    later.pop_back();
    copy(*next.from, *next.to, objects, 0, later);
  }
  return made;
}

// Whether destroy_nested puts this term on its stack: a tuple, list or map that is not empty.
bool is_nested(const term& of) {
  const term_kind kind = of.kind();
  return (kind == term_kind::tuple || kind == term_kind::list || kind == term_kind::map) &&
         of.size() != 0;
}

bool holds_nested(const term& of) {
  if (of.kind() != term_kind::map) return std::ranges::any_of(of.elements(), is_nested);
  return std::ranges::any_of(raw::object<map>(of),
                             [](const auto& entry) { return is_nested(entry.second); });
}

term& first_element(term& of) {
  if (of.kind() == term_kind::map) return raw::object<map>(of).begin()->second;
  return of.elements().front();
}

term take_last_element(term& of) {
  if (of.kind() == term_kind::list) {
    auto& elements = raw::object<list>(of);
    term last = std::move(elements[elements.size() - 1]);
    elements.pop_back();
    return last;
  }
  if (of.kind() == term_kind::map) {
    auto& entries = raw::object<map>(of);
    auto entry = std::prev(entries.end());
    term last = std::move(entry->second);
    entries.erase(std::string_view(entry->first));
    return last;
  }
  auto block = raw::load<tuple_block>(of);
  term last = std::move(block.elements[--block.size]);
  raw::store(of, raw::type(of), block);
  return last;
}

void destroy_flat(term& of) noexcept {
  switch (of.kind()) {
    case term_kind::tuple: {
      const auto [elements, size] = raw::load<tuple_block>(of);
      std::destroy_n(elements, size);
      ::operator delete(elements);
      break;
    }
    case term_kind::list:
      raw::destroy<list>(of);
      break;
    default:
      raw::destroy<map>(of);
  }
}

}  // namespace

namespace detail {

void destroy_text(term& of) noexcept { raw::destroy<std::string>(of); }

// A destructor must neither recurse (the stack is small) nor allocate (it must not fail). So the
// containers that wait for their end form a stack. Each of them holds the one below it in its first
// element, whose own value has been taken out and discarded before.
void destroy_nested(term& of) noexcept {
  if (!holds_nested(of)) return destroy_flat(of);
  term top;  // nil: the stack is empty
  auto discard = [&top](term value) {
    while (is_nested(value)) {
      term inner = std::move(first_element(value));
      first_element(value) = std::move(top);
      top = std::move(value);
      value = std::move(inner);
    }
  };
  discard(std::move(of));
  while (is_nested(top)) {
    if (top.size() > 1) {
      discard(take_last_element(top));
    } else {
      term below = std::move(first_element(top));
      top = std::move(below);  // the former top, which is flat by now, ends here
    }
  }
}

}  // namespace detail

bool term::equals(const term& other) const {
  std::vector<two_terms> later;
  if (!equal(*this, other, 0, later)) return false;
  while (!later.empty()) {
    const auto [a, b] = later.back();
    later.pop_back();
    if (!equal(*a, *b, 0, later)) return false;
  }
  return true;
}

term term::clone() const { return copied(*this, boxes::copied); }

term detail::plain_copy(const term& value) { return copied(value, boxes::shown); }

std::size_t term::size() const noexcept {
  switch (kind()) {
    case term_kind::text:
      return raw::text(*this).size();
    case term_kind::binary:
      return raw::object<binary>(*this).size();
    case term_kind::tuple:
      return raw::load<tuple_block>(*this).size;
    case term_kind::list:
      return raw::object<list>(*this).size();
    case term_kind::map:
      return raw::object<map>(*this).size();
    default:
      return 0;
  }
}

std::span<const term> term::elements() const noexcept {
  return const_cast<term*>(this)->elements();
}

std::span<term> term::elements() noexcept {
  if (kind() == term_kind::tuple) {
    const auto [elements, size] = raw::load<tuple_block>(*this);
    return {elements, size};
  }
  if (kind() == term_kind::list) {
    auto& elements = raw::object<list>(*this);
    return {elements.begin(), elements.end()};
  }
  return {};
}

const term* term::find(std::string_view key) const noexcept {
  return kind() == term_kind::map ? raw::object<map>(*this).find(key) : nullptr;
}

list list::clone() const {
  list cloned;
  cloned.reserve(size());
  for (const term& element : elements_) cloned.push_back(element.clone());
  return cloned;
}

const term* map::find(std::string_view key) const {
  const auto entry = entries_.find(key);
  return entry == entries_.end() ? nullptr : &entry->second;
}

term* map::find(std::string_view key) { return const_cast<term*>(std::as_const(*this).find(key)); }

void map::set(std::string_view key, term value) {
  if (term* found = find(key)) {
    *found = std::move(value);
  } else {
    entries_.emplace(key, std::move(value));
  }
}

map map::clone() const {
  map cloned;
  for (const auto& [key, value] : entries_) {
    cloned.entries_.emplace_hint(cloned.entries_.end(), key, value.clone());
  }
  return cloned;
}

bool map::erase(std::string_view key) {
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return false;
  entries_.erase(entry);
  return true;
}

}  // namespace fauxtp
