// Reading and writing a file in memory.
#include "testing/memory_file.hpp"

#include <algorithm>
#include <cerrno>

namespace fauxtp::testing {

runtime::io_result memory_file::read_at(std::uint64_t offset, std::span<std::byte> to) {
  const auto lock = state_->enter();
  if (const int failed = begin()) return {0, failed};
  if (const int failed = state_->fault(state_->faults.read_error)) return {0, failed};
  if (!how_.reads) return {0, EBADF};
  if (file_ == nullptr) return {0, EISDIR};
  return {file_->read(offset, to.first(state_->taken(to.size()))), 0};
}

runtime::io_result memory_file::write_at(std::uint64_t offset, std::span<const std::byte> from) {
  const auto lock = state_->enter();
  if (const int failed = begin()) return {0, failed};
  if (const int failed = state_->fault(state_->faults.write_error)) return {0, failed};
  if (!how_.writes) return {0, EBADF};
  if (state_->faults.read_only) return {0, EROFS};
  const std::uint64_t at = how_.appends ? file_->content().size() : offset;
  if (at >= most()) return {0, ENOSPC};
  const std::size_t size = state_->taken(std::min<std::size_t>(from.size(), most() - at));
  file_->write(at, from.first(size));
  return {size, 0};
}

runtime::io_result memory_file::size() {
  const auto lock = state_->enter();
  if (const int failed = begin()) return {0, failed};
  return {file_ == nullptr ? 0 : file_->content().size(), 0};
}

int memory_file::resize(std::uint64_t size) {
  const auto lock = state_->enter();
  if (const int failed = begin()) return failed;
  if (const int failed = state_->fault(state_->faults.write_error)) return failed;
  if (!how_.writes) return EINVAL;
  if (state_->faults.read_only) return EROFS;
  if (size > most()) return ENOSPC;
  file_->resize(size);
  return 0;
}

int memory_file::sync() {
  const auto lock = state_->enter();
  if (const int failed = begin()) return failed;
  const int failed = state_->fault(state_->faults.sync_error);
  if (file_ == nullptr) return failed;
  if (failed == 0) {
    file_->sync();
  } else {
    survival chance(unsynced::by_chance, state_->dice);
    file_->fail_to_sync(chance);
  }
  return failed;
}

int memory_file::lock() {
  const auto lock = state_->enter();
  if (const int failed = begin()) return failed;
  if (file_ == nullptr) return EISDIR;
  if (lock_ == nullptr) lock_ = file_->lock(opened_);
  return lock_ == nullptr ? EWOULDBLOCK : 0;
}

int memory_file::begin() {
  const int failed = state_->begin();
  return opened_ == state_->losses ? failed : EIO;
}

}  // namespace fauxtp::testing
