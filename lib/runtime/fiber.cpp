// What a fiber knows of its stack.
#include "runtime/fiber.hpp"

#include <sys/mman.h>

#include <algorithm>

#include "runtime/fiber_stock.hpp"

namespace fauxtp::runtime {
namespace {

constexpr std::size_t page = 4096;
// What a function may use below its frame before it moves the pointer to the stack.
constexpr std::size_t red_zone = 128;

}  // namespace

fiber::~fiber() {
  if (stock_ != nullptr) stock_->has_ended();
}

std::span<const std::byte> fiber::stack_from(std::uintptr_t address) const noexcept {
  const auto bottom = reinterpret_cast<std::uintptr_t>(stack_.bottom);
  if (address < bottom || address >= bottom + stack_.size) return {};
  return {reinterpret_cast<const std::byte*>(address), bottom + stack_.size - address};
}

std::size_t fiber::stack_used() const noexcept {
  const auto top = reinterpret_cast<std::uintptr_t>(stack_.bottom) + stack_.size;
  const auto parked_at = reinterpret_cast<std::uintptr_t>(parked_at_);
  return parked_at <= top && top - parked_at <= stack_.size ? top - parked_at : 0;
}

std::size_t fiber::stack_touched() const noexcept {
  const auto bottom = reinterpret_cast<std::uintptr_t>(stack_.bottom);
  const auto top = bottom + stack_.size;
  for (std::uintptr_t at = bottom / page * page; at < top; at += page) {
    unsigned char resident = 0;
    if (mincore(reinterpret_cast<void*>(at), page, &resident) == 0 && (resident & 1) != 0) {
      return std::min(top - at, stack_.size);
    }
  }
  return 0;
}

// A frame of this function lies in what is kept, and so does that of the call which it makes.
[[gnu::noinline]] void fiber::trim_stack() noexcept {
  constexpr std::size_t for_the_call = 256;
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  const auto bottom = reinterpret_cast<std::uintptr_t>(stack_.bottom);
  const auto begin = (bottom + page - 1) / page * page;
  const auto end = (here - red_zone - for_the_call) / page * page;
  if (here <= bottom || here > bottom + stack_.size || begin >= end) return;
  madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

void fiber::operator delete(fiber* ended, std::destroying_delete_t) {
  const bool lies_above_a_stack = ended->stock_ != nullptr;
  ended->~fiber();
  if (!lies_above_a_stack) ::operator delete(ended);
}

}  // namespace fauxtp::runtime
