#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <source_location>
#include <span>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)
namespace fauxtp::runtime {
class disk_file;
}

namespace fauxtp::io {

/// What a file is opened for.
enum class file_mode : unsigned char {
  read,    ///< it must be there
  write,   ///< it is made if it is not there, and emptied if it is
  append,  ///< it is made if it is not there; all that is written comes at its end
  update   ///< read and written at any place; it is made if it is not there
};

/// A file of the file system. No disk tells when it is ready, so each operation runs on a thread of
/// the node's pool (blocking.hpp), while the actor waits and its worker runs others.
///
/// ```cpp file=test/examples/file.cpp region=file
/// /// Keeps entries that are there after a loss of power, too.
/// class journal {
///  public:
///   explicit journal(const std::string& path) : file_(path, io::file_mode::append) {}
///   void add(const std::string& entry) {
///     file_.write(entry + "\n");
///     file_.sync();
///   }
///
///  private:
///   io::file file_;
/// };
/// ```
///
/// What was written is on the disk, and survives a loss of power, when `sync` has returned, and not
/// before. An actor that is killed within an operation ends when the operation has. For one actor
/// at a time; a file can be sent to another one in a message. All operations throw error, which
/// names the file.
class file {
 public:
  explicit file(const std::filesystem::path& path, file_mode mode = file_mode::read,
                std::source_location where = std::source_location::current());
  file(file&& other) noexcept;
  file& operator=(file&& other) noexcept;
  /// Closes it. What the system could not write by then is not told: use `sync`.
  ~file();

  /// Reads what is at this place: less than was asked for only at the end of the file.
  std::size_t read_at(std::uint64_t offset, std::span<std::byte> to,
                      std::source_location where = std::source_location::current());
  /// The whole file. Throws error (EFBIG) if it is longer than `most` bytes.
  std::string read_all(std::size_t most = std::size_t{64} << 20,
                       std::source_location where = std::source_location::current());

  /// Writes all of it at this place. (A file that was opened to append writes at its end.)
  void write_at(std::uint64_t offset, std::span<const std::byte> from,
                std::source_location where = std::source_location::current());
  /// Writes all of it after what was written or appended before.
  void write(std::string_view text, std::source_location where = std::source_location::current());

  std::uint64_t size(std::source_location where = std::source_location::current());
  void resize(std::uint64_t size, std::source_location where = std::source_location::current());
  /// Returns when all that was written is on the disk, and the file's name, too.
  void sync(std::source_location where = std::source_location::current());

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  template <class Operation>
  void run(const char* name, const std::source_location& where, Operation operation);

  std::filesystem::path path_;
  std::unique_ptr<runtime::disk_file> own_;
  std::filesystem::path unsynced_folder_;  // where its name may not be on the disk yet
  std::uint64_t written_ = 0;              // where write() goes on
};

/// Puts a file of this content in the place of another one, or of none, so that whoever reads it,
/// and a machine that loses its power, has the whole of one or the other: it is written beside,
/// brought to the disk, and renamed. Throws error.
void replace_file(const std::filesystem::path& path, std::string_view content,
                  std::source_location where = std::source_location::current());

}  // namespace fauxtp::io
#pragma GCC visibility pop
