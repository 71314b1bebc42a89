#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

#include "runtime/reserved_memory.hpp"

namespace fauxtp::runtime {

/// Objects of one type side by side. Each is found by the number of its place and by a name of its
/// own, because a place is used again. For one thread.
template <class T>
class numbered {
 public:
  static constexpr std::uint32_t most = 16 * 1024 * 1024;

  numbered() = default;
  numbered(const numbered&) = delete;
  numbered& operator=(const numbered&) = delete;
  ~numbered() {
    for (std::uint32_t number = 0; number < used_; ++number) {
      if (at(number).name != 0) at(number).object.~T();
    }
  }

  /// The number of the place that make() will use.
  std::uint32_t next() const noexcept { return free_ == none ? used_ : free_; }
  /// A name must not be 0. Throws std::bad_alloc.
  template <class... Args>
  T& make(std::uint64_t name, Args&&... args) {
    if (memory_.begin() == nullptr) memory_ = reserved_memory(std::size_t{most} * sizeof(place));
    if (next() == most) throw std::bad_alloc();
    place& found = at(next());
    const std::uint32_t next_free = free_ == none ? none : found.next_free;
    try {
      ::new (&found.object) T(std::forward<Args>(args)...);
    } catch (...) {
      found.next_free = next_free;
      throw;
    }
    found.name = name;
    if (free_ == none) ++used_;
    free_ = next_free;
    return found.object;
  }
  void destroy(std::uint32_t number) noexcept {
    place& found = at(number);
    found.object.~T();
    found.name = 0;
    found.next_free = std::exchange(free_, number);
  }
  /// Nullptr if another object, or none, lies there by now.
  T* find(std::uint32_t number, std::uint64_t name) noexcept {
    return number < used_ && at(number).name == name ? &at(number).object : nullptr;
  }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  struct place {
    std::uint64_t name;  // 0: free
    union {
      T object;
      std::uint32_t next_free;
    };
  };
  place& at(std::uint32_t number) noexcept {
    return reinterpret_cast<place*>(memory_.begin())[number];
  }

  reserved_memory memory_;
  std::uint32_t used_ = 0;
  std::uint32_t free_ = none;
};

}  // namespace fauxtp::runtime
