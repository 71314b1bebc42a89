#pragma once

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "runtime/block_cache.hpp"

namespace fauxtp::detail {

/// An actor's relations of one kind to others, by pid or by reference. Most actors have one or two
/// of them or none, and some have a hundred thousand: an empty table costs a pointer, a few
/// relations are searched one by one, and many are found by their hash.
template <class Key, class Value>
class relation_table {
 public:
  std::size_t size() const noexcept {
    if (held_ == nullptr) return 0;
    return held_->many == nullptr ? held_->count : held_->many->size();
  }
  /// Null if there is no such relation.
  Value* find(Key key) noexcept {
    if (held_ == nullptr) return nullptr;
    if (held_->many == nullptr) {
      entry* found = held_->find_among_few(key);
      return found == nullptr ? nullptr : &found->second;
    }
    const auto found = held_->many->find(key);
    return found == held_->many->end() ? nullptr : &found->second;
  }
  /// The relation that is there, or a new one.
  Value& operator[](Key key) {
    if (Value* found = find(key)) return *found;
    if (held_ == nullptr) held_ = std::make_unique<relations>();
    if (held_->many == nullptr && held_->count == most_of_few) held_->spread();
    if (held_->many != nullptr) return (*held_->many)[key];
    entry& made = held_->few[held_->count++];
    made.first = key;
    return made.second;
  }
  bool erase(Key key) noexcept { return extract(key).has_value(); }
  std::optional<Value> extract(Key key) noexcept {
    Value* found = find(key);
    if (found == nullptr) return std::nullopt;
    std::optional<Value> taken(std::move(*found));
    if (held_->many != nullptr) {
      held_->many->erase(key);
    } else {
      entry& gap = *held_->find_among_few(key);
      entry& last = held_->few[--held_->count];
      if (&gap != &last) gap = std::move(last);
      last = {};
    }
    return taken;
  }
  /// Visits them in the order of the keys, so that what depends on the order is the same in each
  /// run.
  template <class Visit>
  void for_each(Visit visit) const {
    if (held_ == nullptr) return;
    if (held_->many == nullptr && held_->count == 1) {  // most tables have one: nothing to sort
      const auto& [key, value] = held_->few[0];
      return visit(key, value);
    }
    std::vector<std::pair<Key, const Value*>> sorted;
    sorted.reserve(size());
    for (std::size_t i = 0; i < held_->count; ++i) {
      sorted.emplace_back(held_->few[i].first, &held_->few[i].second);
    }
    if (held_->many != nullptr) {
      for (const auto& [key, value] : *held_->many) sorted.emplace_back(key, &value);
    }
    std::ranges::sort(sorted, {}, &std::pair<Key, const Value*>::first);
    for (const auto& [key, value] : sorted) visit(key, *value);
  }

 private:
  static constexpr std::size_t most_of_few = 4;
  using entry = std::pair<Key, Value>;

  struct relations final {
    entry* find_among_few(Key key) noexcept {
      for (std::size_t i = 0; i < count; ++i) {
        if (few[i].first == key) return &few[i];
      }
      return nullptr;
    }
    void spread() {
      many = std::make_unique<boost::unordered_flat_map<Key, Value, std::hash<Key>>>();
      for (entry& each : few) many->emplace(std::exchange(each, {}));
      count = 0;
    }
    static void* operator new(std::size_t) {
      return runtime::block_cache<sizeof(relations)>::take();
    }
    static void operator delete(void* ended) noexcept {
      runtime::block_cache<sizeof(relations)>::give_back(ended);
    }

    std::size_t count = 0;  // how many of `few` are used
    std::unique_ptr<boost::unordered_flat_map<Key, Value, std::hash<Key>>> many;
    std::array<entry, most_of_few> few{};
  };
  std::unique_ptr<relations> held_;
};

}  // namespace fauxtp::detail
