#pragma once

#include <atomic>
#include <boost/context/stack_context.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace fauxtp::runtime {

class fiber;

/// Stacks of one size for one worker. They lie side by side in large reserved regions, and memory
/// is used only where a stack was touched. The lowest page of each stack is a guard, and above its
/// top there is room for the fiber that runs on it, so an actor that waits touches one page.
class stack_slab {
 public:
  static constexpr std::size_t guard_size = 4096;
  static constexpr std::size_t smallest = 16 * 1024;

  /// `size` is rounded up to a power of two, guard included.
  explicit stack_slab(std::size_t size);
  ~stack_slab();
  stack_slab(const stack_slab&) = delete;
  stack_slab& operator=(const stack_slab&) = delete;

  static std::size_t rounded(std::size_t size) noexcept;
  std::size_t size() const noexcept { return size_; }

  /// Throws std::bad_alloc when the system gives no more memory.
  boost::context::stack_context take();
  void give_back(const boost::context::stack_context& stack) noexcept;
  /// The place at which the fiber of a stack that was taken is to be made.
  static void* room_for_fiber(const boost::context::stack_context& stack) noexcept {
    return stack.sp;
  }

  /// The fiber in whose guard page the address lies, or nullptr. Safe in a signal handler.
  static fiber* overflowed(const void* address) noexcept;

 private:
  struct region;
  struct slot {
    region* owner;
    std::uint32_t index;
  };

  std::size_t slot_size() const noexcept { return size_ + guard_size; }
  void grow();
  void prepare();

  std::size_t size_;
  std::vector<std::unique_ptr<region>> regions_;
  std::vector<slot> free_;
  std::uint32_t used_of_last_ = 0;
  std::uint32_t prepared_of_last_ = 0;
};

}  // namespace fauxtp::runtime
