#pragma once

#include <atomic>
#include <boost/context/stack_context.hpp>
#include <boost/fiber/context.hpp>
#include <boost/fiber/properties.hpp>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#include "runtime/exception_state.hpp"
#include "runtime/job.hpp"
#include "runtime/sanitizer.hpp"

namespace fauxtp::runtime {

class fiber_stock;
class worker;

/// A thread of control on a worker. When its job ends it takes the next one, because to begin and
/// to end a Boost fiber costs six times as much and touches a second page of its stack.
///
/// A fiber is stored as the properties of its Boost context, so it lives exactly as long as the
/// context; and it lies above the stack that it runs on.
class fiber final : public boost::fibers::fiber_properties {
 public:
  explicit fiber(boost::fibers::context* context)
      : boost::fibers::fiber_properties(context), context_(context) {}
  fiber(fiber_stock& stock, std::size_t stack_size, const boost::context::stack_context& stack)
      : boost::fibers::fiber_properties(nullptr), stock_(&stock), stack_size_(stack_size) {
    stack_.bottom = static_cast<char*>(stack.sp) - stack.size;
    stack_.size = stack.size;
  }
  ~fiber() override;
  /// Called when Boost deletes the fiber. If the fiber lies above a stack, its memory goes with the
  /// stack.
  static void operator delete(fiber* ended, std::destroying_delete_t);

  const char* label() const noexcept { return job_ != nullptr ? job_->label() : "(none)"; }
  std::size_t stack_size() const noexcept { return stack_size_; }
  job* running() const noexcept { return job_; }
  void takes(job* next) noexcept {
    std::atomic_ref(job_).store(next, std::memory_order_release);  // see worker::glimpse
  }
  /// The part of its stack that begins at that address; nothing if the address is not on its stack.
  std::span<const std::byte> stack_from(std::uintptr_t address) const noexcept;
  /// Bytes of its stack: those in use, if it is parked; and those that were touched at some time,
  /// in whole pages, for which the kernel is asked one by one.
  std::size_t stack_used() const noexcept;
  std::size_t stack_touched() const noexcept;
  /// Gives the pages back that lie below where it runs now, which must be on this fiber.
  void trim_stack() noexcept;
  /// If the fiber is parked: the frame that has parked it; null if it has never been parked.
  const void* parked_at() const noexcept { return parked_at_; }
  /// Fetches the memory that a switch to this fiber touches: the fiber itself, one line of Boost's
  /// context, which lies 384 bytes further down, and the newest frames below that. (It must be
  /// inlined: for g++, a function that only fetches is one without effect.)
  [[gnu::always_inline]] void prefetch() const noexcept {
    const char* top = reinterpret_cast<const char*>(this);
    __builtin_prefetch(top);
    __builtin_prefetch(top - 192);
    for (int line = 7; line <= 12; ++line) __builtin_prefetch(top - 64 * line);
  }

 private:
  friend class worker;

  boost::fibers::context* context_ = nullptr;
  fiber_stock* stock_ = nullptr;  // null if it is not from a stock
  job* job_ = nullptr;
  std::size_t stack_size_ = 0;
  exception_state exceptions_;
  void* parked_at_ = nullptr;  // on its stack
  sanitizer::stack stack_;
};

}  // namespace fauxtp::runtime
