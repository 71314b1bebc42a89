#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/disk.hpp"
#include "testing/disk_state.hpp"

namespace fauxtp::testing {

/// A file that is open, until the power is lost.
class memory_file final : public runtime::disk_file {
 public:
  /// No file: it is a folder. The guard is locked.
  memory_file(std::shared_ptr<disk_state> state, std::string name,
              std::shared_ptr<stored_file> file, const runtime::file_access& how)
      : state_(std::move(state)),
        name_(std::move(name)),
        file_(std::move(file)),
        how_(how),
        opened_(state_->losses) {}

  runtime::io_result read_at(std::uint64_t offset, std::span<std::byte> to) override;
  runtime::io_result write_at(std::uint64_t offset, std::span<const std::byte> from) override;
  runtime::io_result size() override;
  int resize(std::uint64_t size) override;
  int sync() override;
  int lock() override;

 private:
  disk_state::entry enter(std::string_view what, std::size_t size = 0, std::uint64_t grows = 0) {
    return state_->enter({.what = what, .file = name_, .size = size, .grows = grows});
  }
  /// By how much a write, or a new size, that ends there makes the file longer.
  std::uint64_t growth(std::uint64_t offset, std::uint64_t size) const;
  int begin();
  int begin(const disk_state::entry& here);
  // The size that it may have.
  std::uint64_t most() const { return file_->content().size() + state_->room(); }

  const std::shared_ptr<disk_state> state_;
  const std::string name_;  // when it was opened
  const std::shared_ptr<stored_file> file_;
  const runtime::file_access how_;
  const std::uint64_t opened_;  // after so many losses of power
  std::shared_ptr<const std::uint64_t> lock_;
};

}  // namespace fauxtp::testing
