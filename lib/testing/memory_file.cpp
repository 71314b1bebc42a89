// Reading and writing a file in memory.
#include "testing/memory_file.hpp"

#include <algorithm>
#include <cerrno>

namespace fauxtp::testing {

runtime::io_result memory_file::read_at(std::uint64_t offset, std::span<std::byte> to) {
  const auto here = enter("read", to.size());
  if (const int failed = begin(here)) return {0, failed};
  if (const int failed = state_->fault(state_->faults.read_error)) return {0, failed};
  if (!how_.reads) return {0, EBADF};
  if (file_ == nullptr) return {0, EISDIR};
  return {file_->read(offset, to.first(state_->taken(here.size))), 0};
}

runtime::io_result memory_file::write_at(std::uint64_t offset, std::span<const std::byte> from) {
  const auto here = enter("write", from.size(), growth(offset, from.size()));
  if (const int failed = begin(here)) return {0, failed};
  if (const int failed = state_->fault(state_->faults.write_error)) return {0, failed};
  if (!how_.writes) return {0, EBADF};
  if (state_->faults.read_only) return {0, EROFS};
  const std::uint64_t at = how_.appends ? file_->content().size() : offset;
  if (at >= most()) return {0, ENOSPC};
  const std::size_t size = state_->taken(std::min<std::size_t>(here.size, most() - at));
  file_->write(at, from.first(size));
  return {size, 0};
}

runtime::io_result memory_file::size() {
  const auto here = enter("look at");
  if (const int failed = begin(here)) return {0, failed};
  return {file_ == nullptr ? 0 : file_->content().size(), 0};
}

int memory_file::resize(std::uint64_t size) {
  const auto here = enter("resize", 0, growth(size, 0));
  if (const int failed = begin(here)) return failed;
  if (const int failed = state_->fault(state_->faults.write_error)) return failed;
  if (!how_.writes) return EINVAL;
  if (state_->faults.read_only) return EROFS;
  if (size > most()) return ENOSPC;
  file_->resize(size);
  return 0;
}

int memory_file::sync() {
  const auto here = enter("sync");
  if (const int failed = begin()) return failed;
  const int failed = here.error != 0 ? here.error : state_->fault(state_->faults.sync_error);
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
  const auto here = enter("lock");
  if (const int failed = begin(here)) return failed;
  if (file_ == nullptr) return EISDIR;
  if (lock_ == nullptr) lock_ = file_->lock(opened_);
  return lock_ == nullptr ? EWOULDBLOCK : 0;
}

std::uint64_t memory_file::growth(std::uint64_t offset, std::uint64_t size) const {
  const std::lock_guard lock(state_->guard);
  const std::uint64_t now = file_ == nullptr ? 0 : file_->content().size();
  const std::uint64_t end = (how_.appends ? now : offset) + size;
  return end > now ? end - now : 0;
}

int memory_file::begin() {
  const int failed = state_->begin();
  return opened_ == state_->losses ? failed : EIO;
}

int memory_file::begin(const disk_state::entry& here) {
  const int failed = begin();
  return failed != 0 ? failed : here.error;
}

}  // namespace fauxtp::testing
