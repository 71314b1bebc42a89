// What a fiber knows of its stack.
#include "runtime/fiber.hpp"

#include <sys/mman.h>

#include <algorithm>

#include "runtime/fiber_stock.hpp"

namespace fauxtp::runtime {

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
  constexpr std::size_t page = 4096;
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

void fiber::operator delete(fiber* ended, std::destroying_delete_t) {
  const bool lies_above_a_stack = ended->stock_ != nullptr;
  ended->~fiber();
  if (!lies_above_a_stack) ::operator delete(ended);
}

}  // namespace fauxtp::runtime
