#pragma once

#include <sys/uio.h>
#include <unistd.h>

#include <cstddef>

namespace fauxtp::runtime {

/// Copies memory of this process that another thread may write, free or unmap meanwhile, and
/// returns how many bytes were copied. The kernel reads the memory, and refuses where a pointer
/// would trap. The copy means something only if the caller finds out afterwards that the memory was
/// valid all the time.
inline std::size_t peek(const void* from, void* into, std::size_t size) noexcept {
  const iovec here{into, size};
  const iovec there{const_cast<void*>(from), size};
  const ssize_t got = process_vm_readv(getpid(), &here, 1, &there, 1, 0);
  return got < 0 ? 0 : static_cast<std::size_t>(got);
}

/// The same for one object: its bytes, which are not to be destroyed.
template <class T>
class peeked {
 public:
  explicit peeked(const T& from) noexcept : whole_(peek(&from, bytes_, sizeof(T)) == sizeof(T)) {}
  explicit operator bool() const noexcept { return whole_; }
  const T& operator*() const noexcept { return *reinterpret_cast<const T*>(bytes_); }

 private:
  alignas(T) std::byte bytes_[sizeof(T)];
  bool whole_;
};

}  // namespace fauxtp::runtime
