#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "runtime/io_result.hpp"

namespace fauxtp::runtime {

/// A file that is open, for one thread at a time. It is closed when it is destroyed.
class disk_file {
 public:
  virtual ~disk_file() = default;
  /// Reads what is at this place, or the beginning of that. No bytes and no error: the file ends
  /// there or before.
  virtual io_result read_at(std::uint64_t offset, std::span<std::byte> to) = 0;
  /// Writes it at this place, or the beginning of it. A file that was opened to append writes at
  /// its end.
  virtual io_result write_at(std::uint64_t offset, std::span<const std::byte> from) = 0;
  virtual io_result size() = 0;
  /// 0 or an errno, as all that return an int.
  virtual int resize(std::uint64_t size) = 0;
  /// Returns when the content is on the disk. Its name is when the folder is.
  virtual int sync() = 0;
  /// Nobody else can lock the file, in this process or in another one, until this is destroyed or
  /// the process ends. EWOULDBLOCK: somebody else has locked it.
  virtual int lock() = 0;
};

/// What a file is opened for.
struct file_access {
  bool reads = false;
  bool writes = false;
  bool makes = false;    ///< the file, if it is not there
  bool empties = false;  ///< the file, if it is there
  bool appends = false;
};

/// A file, or the errno that says why there is none.
struct opened_file {
  std::unique_ptr<disk_file> file;
  std::filesystem::path path;
  int error = 0;
};

struct listed_folder {
  std::vector<std::filesystem::path> names;  ///< in no order
  int error = 0;
};

/// All that a node keeps in files. Its operations block their thread, so they run where functions
/// that block do, on several threads at a time. A test has one that exists in memory only.
class disk {
 public:
  virtual ~disk() = default;
  virtual opened_file open(const std::filesystem::path& path, const file_access& how) = 0;
  /// A new file, to write, with a name of its own in the folder of `place`. Whoever may use the
  /// file that is there may use this one, too.
  virtual opened_file make_beside(const std::filesystem::path& place) = 0;
  /// Puts the file into the place of `to`, or of none.
  virtual int rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual int remove(const std::filesystem::path& path) = 0;
  /// Returns when the names in this folder are on the disk.
  virtual int sync_folder(const std::filesystem::path& folder) = 0;
  virtual listed_folder list(const std::filesystem::path& folder) = 0;
};

}  // namespace fauxtp::runtime
