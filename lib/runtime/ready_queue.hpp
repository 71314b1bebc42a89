#pragma once

#include <cstddef>
#include <memory>

namespace fauxtp::runtime {

class fiber;

/// Fibers that may run, first come first served. They lie in one array, so that a fiber that comes
/// soon can be seen without touching the fibers before it.
class ready_queue {
 public:
  bool empty() const noexcept { return first_ == end_; }
  std::size_t size() const noexcept { return end_ - first_; }
  void push(fiber& ready) {
    if (size() == capacity_) grow();
    slots_[end_++ & (capacity_ - 1)] = &ready;
  }
  fiber& pop() noexcept { return *slots_[first_++ & (capacity_ - 1)]; }
  /// The fiber before which this many others come; nullptr if there are not that many.
  fiber* ahead(std::size_t others) const noexcept {
    return others < size() ? slots_[(first_ + others) & (capacity_ - 1)] : nullptr;
  }

 private:
  void grow() {
    const std::size_t larger = 2 * capacity_;
    auto slots = std::make_unique<fiber*[]>(larger);
    for (std::size_t i = first_; i != end_; ++i) {
      slots[i & (larger - 1)] = slots_[i & (capacity_ - 1)];
    }
    slots_ = std::move(slots);
    capacity_ = larger;
  }

  std::size_t capacity_ = 64;  // a power of two
  std::unique_ptr<fiber*[]> slots_ = std::make_unique<fiber*[]>(capacity_);
  std::size_t first_ = 0;  // only grows, as end_ does
  std::size_t end_ = 0;
};

}  // namespace fauxtp::runtime
