// Address space in huge pages.
#include "runtime/reserved_memory.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <new>
#include <utility>

namespace fauxtp::runtime {

reserved_memory::reserved_memory(std::size_t size, std::size_t alignment, std::size_t offset) {
  mapped_size_ = size + alignment + offset;
  mapped_ = mmap(nullptr, mapped_size_, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped_ == MAP_FAILED) throw std::bad_alloc();
  const auto aligned =
      (reinterpret_cast<std::uintptr_t>(mapped_) + alignment - 1) & ~(alignment - 1);
  begin_ = reinterpret_cast<std::byte*>(aligned + offset);
  if (size > huge_page) madvise(begin_ + huge_page, size - huge_page, MADV_HUGEPAGE);
}

reserved_memory::reserved_memory(reserved_memory&& other) noexcept { *this = std::move(other); }

reserved_memory& reserved_memory::operator=(reserved_memory&& other) noexcept {
  std::swap(begin_, other.begin_);
  std::swap(mapped_, other.mapped_);
  std::swap(mapped_size_, other.mapped_size_);
  return *this;
}

reserved_memory::~reserved_memory() {
  if (mapped_ != nullptr) munmap(mapped_, mapped_size_);
}

std::byte* reserved_memory::release() noexcept {
  mapped_ = nullptr;
  return begin_;
}

}  // namespace fauxtp::runtime
