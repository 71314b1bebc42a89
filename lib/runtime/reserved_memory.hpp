#pragma once

#include <cstddef>

namespace fauxtp::runtime {

/// Address space for very many objects of one kind side by side. Pages that were not touched use no
/// memory. Beyond the first megabytes it comes in huge pages, where the system gives them: in small
/// pages every few dozen objects would cost a page fault, and later each of them a walk through the
/// page tables.
class reserved_memory {
 public:
  static constexpr std::size_t huge_page = 2 * 1024 * 1024;

  reserved_memory() = default;
  /// The memory begins `offset` bytes behind a multiple of `alignment`; both are multiples of 2
  /// MiB. Throws std::bad_alloc.
  explicit reserved_memory(std::size_t size, std::size_t alignment = huge_page,
                           std::size_t offset = 0);
  reserved_memory(reserved_memory&& other) noexcept;
  reserved_memory& operator=(reserved_memory&& other) noexcept;
  ~reserved_memory();

  std::byte* begin() const noexcept { return begin_; }
  /// The memory is then not given back when this object ends.
  std::byte* release() noexcept;

 private:
  std::byte* begin_ = nullptr;
  void* mapped_ = nullptr;
  std::size_t mapped_size_ = 0;
};

}  // namespace fauxtp::runtime
