#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "testing/survival.hpp"

namespace fauxtp::testing {

/// What a file holds: what is read, what is on the disk, and the changes between the two.
class stored_file {
 public:
  /// One that is on the disk.
  explicit stored_file(std::string content = {}) : content_(std::move(content)), kept_(content_) {}

  const std::string& content() const noexcept { return content_; }
  /// Returns how many bytes there were.
  std::size_t read(std::uint64_t offset, std::span<std::byte> to) const;
  void write(std::uint64_t offset, std::span<const std::byte> from);
  void resize(std::uint64_t size);
  void flip(std::uint64_t offset, std::byte bits);

  void sync();
  /// The changes are read as before, but nobody brings them to the disk any more.
  void fail_to_sync(survival& chance);
  /// What is on the disk is what is read.
  void lose_power(survival& chance);

  /// Locked as long as this lives, and the power is not lost. Null: somebody else has locked it.
  std::shared_ptr<const std::uint64_t> lock(std::uint64_t losses);

 private:
  struct change {
    std::uint64_t offset;  // or the new size
    std::string bytes;
    bool resizes = false;
  };
  static void put(std::string& into, std::uint64_t offset, std::string_view bytes);
  static void apply(const change& each, std::string& to);
  static void apply_part(const change& each, std::string& to, survival& chance);

  std::string content_;
  std::string kept_;                           // on the disk
  std::vector<change> changes_;                // since the last sync
  std::weak_ptr<const std::uint64_t> locked_;  // after so many losses of power
};

}  // namespace fauxtp::testing
