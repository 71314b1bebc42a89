#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/journal_record.hpp"
#include "runtime/disk.hpp"

namespace fauxtp::io {

/// Reads a journal or a snapshot from its beginning. All functions block, and throw error and
/// journal_error.
class journal_reader {
 public:
  /// Nothing, if there is no such file.
  static std::optional<journal_reader> of(runtime::disk& on, const std::filesystem::path& path);

  const std::filesystem::path& path() const noexcept { return path_; }
  /// What comes first. `like`: what it must be; of a snapshot, the numbers are not known.
  file_head head(const file_head& like);

  struct found {
    record head;
    std::string_view content;  ///< until the next one is read
    std::uint64_t place;
  };
  /// Nothing at the end, and where the rest was not written whole: see torn(). Throws if what
  /// lies there was on the disk once.
  std::optional<found> next();

  struct rest {
    std::uint64_t place;
    std::uint64_t size;
    std::string why;
  };
  /// What lies behind the last record, if anything does.
  const std::optional<rest>& torn() const noexcept { return torn_; }
  std::uint64_t size() const noexcept { return size_; }

 private:
  journal_reader(std::unique_ptr<runtime::disk_file> file, std::filesystem::path path);

  std::uint64_t place() const noexcept { return begin_ + at_; }
  std::string_view window(std::size_t size);
  std::nullopt_t cut(const std::string& why);

  std::unique_ptr<runtime::disk_file> file_;
  std::filesystem::path path_;
  std::uint64_t size_ = 0;
  std::string part_;         // of the file,
  std::uint64_t begin_ = 0;  // which begins here,
  std::size_t at_ = 0;       // and of which so much was taken
  std::optional<rest> torn_;
};

}  // namespace fauxtp::io
