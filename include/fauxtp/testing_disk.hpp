#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)
namespace fauxtp::runtime {
class disk;
}

namespace fauxtp::testing {

struct disk_state;

/// What goes wrong on a disk. The errors are an errno, with which such an operation fails and does
/// nothing; 0: it does not fail.
struct disk_faults {
  /// Bytes that all files together may have. Of what is too long the beginning is written; what
  /// comes then fails with ENOSPC.
  std::uint64_t capacity = std::uint64_t{1} << 30;
  /// Bytes that one read or one write takes; the library goes on until all is done.
  std::size_t most_at_once = std::numeric_limits<std::size_t>::max();
  /// Each read and each write takes less than it could, by chance: at least one byte.
  bool varies = false;
  /// What would change a file or a name fails with EROFS.
  bool read_only = false;
  int open_error = 0;
  int read_error = 0;
  int write_error = 0;
  /// As on Linux, what a failed sync was to bring to the disk is there by chance only, and no later
  /// sync tries again.
  int sync_error = 0;
  /// So many operations fail with the errors above; those that come then do not.
  std::uint64_t failures = std::numeric_limits<std::uint64_t>::max();
  /// After so many operations all others fail with EIO and do nothing, as if the power were gone.
  std::uint64_t stops_after = std::numeric_limits<std::uint64_t>::max();
};

/// What a node is about to do on a disk.
struct disk_operation {
  /// "open", "read", "write", "look at" (its size), "resize", "sync", "lock", "rename", "remove",
  /// "list".
  std::string_view what;
  std::filesystem::path file;  ///< or folder; all of its path
  std::size_t size = 0;  ///< of a read or a write: bytes; a part of them is done if it is made less
  std::uint64_t grows = 0;  ///< by how many bytes a file becomes longer
};

/// What becomes of all that is not on the disk yet when the power is lost.
enum class unsynced : unsigned char {
  by_chance,  ///< all of it is there, or nothing, or each change wholly, partly or not at all
  kept,       ///< all of it is there
  lost        ///< nothing is
};

/// A disk that exists in memory only: the actors of a test's node have their files on it, and the
/// test decides what goes wrong, and when the power is lost.
///
/// ```cpp file=test/examples/testing_disk.cpp region=disk
/// BOOST_AUTO_TEST_CASE(a_note_is_there_after_a_loss_of_power) {
///   for (std::uint64_t seed = 1; seed <= 100; ++seed) {
///     testing::disk disk(seed);
///     {
///       testing::node before(disk);
///       io::file notes("notes", io::file_mode::append);
///       notes.write("tea\n");
///       notes.sync();
///       notes.write("coffee\n");
///     }
///     disk.lose_power();
///     testing::node after(disk);
///     BOOST_TEST(io::file("notes").read_all().starts_with("tea\n"));
///   }
/// }
/// ```
///
/// What is synced is there after a loss of power. A change that is not (a write, a new size, a file
/// that was made, renamed or removed) may be there or not, whatever became of those before and
/// after it. Of a write, any beginning may be there, or any of its sectors (of 512 bytes), with or
/// without the new end of the file; what is missing is what was there before, or zeros. A rename
/// is there or not, with the folder of its new name. A name is on the disk when its folder was
/// synced, and not with its file.
///
/// Operations take no time, and run on threads of the node's pool: the disk may be used from any
/// thread, and with one actor at a time a run with the same seed is the same each time. It has no
/// folders of its own, so a file may be made in any; no permissions, no links and no devices; and
/// what a read finds is never wrong, but for `flip`. Copies are the same disk, and it may be that
/// of one node after the other.
class disk {
 public:
  explicit disk(std::uint64_t seed = 1);

  /// From now on these faults occur, and no others.
  void set(const disk_faults& faults);
  /// From now on this is asked before each operation, on the thread that does it. It may wait; what
  /// it returns is an errno, with which the operation fails and does nothing, or 0. A sync that
  /// fails is as with `sync_error`. Null: nobody is asked.
  void ask(std::function<int(disk_operation&)> decides);
  /// The power is lost, and comes back at once. Files that are open fail with EIO from now on; to
  /// open them again shows what was left. The disk does not stop any more (`stops_after`).
  void lose_power(unsynced what = unsynced::by_chance);
  /// Changes these bits of a byte, here and on the disk. Throws std::out_of_range if there is none.
  void flip(const std::filesystem::path& file, std::uint64_t offset, std::byte bits = std::byte{1});

  /// Puts a file there, which is on the disk.
  void put(const std::filesystem::path& file, std::string_view content);
  /// What is read there now.
  std::optional<std::string> content(const std::filesystem::path& file) const;
  /// All that are there now, by name.
  std::vector<std::filesystem::path> files() const;
  /// How many operations there were, those that failed included: to open, to read, to write, to ask
  /// for the size, to resize, to sync, to lock, to rename, to remove, to list.
  std::uint64_t operations() const;

  /// For the parts of the library that build on this one.
  std::shared_ptr<runtime::disk> core() const;

 private:
  std::shared_ptr<disk_state> state_;
};

}  // namespace fauxtp::testing
#pragma GCC visibility pop
