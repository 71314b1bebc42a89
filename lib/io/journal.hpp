#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "fauxtp/detail/event_journal.hpp"
#include "io/journal_record.hpp"
#include "runtime/disk.hpp"

namespace fauxtp::io {

/// The files of a server: a snapshot of its state, and the journal of the events that came after
/// it. All functions block. They throw error when the journal cannot be trusted any more, and
/// journal_error.
///
/// The snapshot names its journal, `journal.NUMBER`; another one that lies there is left from an
/// interrupted step, and holds no event. No file is written again after a sync of it has failed:
/// Linux takes its pages for written then. So each start begins a new journal, too.
class journal {
 public:
  journal(runtime::disk& on, const std::filesystem::path& folder, const std::string& server,
          durability keeps);

  /// Locks the folder, recalls the state, and begins a new journal. Returns what the log is to be
  /// told.
  std::vector<std::string> open(detail::kept_state& state);
  /// The state is what is written until now.
  std::vector<std::string> recall(detail::kept_state& state);

  /// Writes these events, before which record_head bytes are free, and syncs them if that is to
  /// be. 0, or the errno: then there is nothing of them.
  int append(std::string& batch, std::uint32_t count);
  /// Whether so many bytes could be written now: 0 or an errno.
  int try_to_write(std::size_t size);
  void sync();
  bool is_synced() const noexcept { return synced_ == end_; }

  /// Makes a snapshot, and a new journal behind it. 0, or the errno: then all goes on as before.
  int begin_anew(const detail::kept_state& state);

  std::filesystem::path path() const { return path_of(number_); }
  std::uint64_t size() const noexcept { return end_; }
  std::uint64_t snapshot_size() const noexcept { return snapshot_size_; }

 private:
  std::filesystem::path snapshot() const { return folder_ / "snapshot"; }
  std::filesystem::path path_of(std::uint64_t number) const;
  file_head head(file_head::content is, std::uint64_t number) const;

  void lock();
  void look_at_folder();
  bool recall_snapshot(detail::kept_state& state);
  void recall_events(detail::kept_state& state, std::vector<std::string>& news);
  int take_back(std::size_t written);
  int make_journal(std::uint64_t number, std::unique_ptr<runtime::disk_file>& made);
  int make_snapshot(const detail::kept_state& state, std::uint64_t number);
  void remove_others();
  [[noreturn]] void fail(int error, const char* operation) const;

  runtime::disk& disk_;
  const std::filesystem::path folder_;
  const std::string server_;
  const durability keeps_;
  std::unique_ptr<runtime::disk_file> lock_;
  std::unique_ptr<runtime::disk_file> file_;
  std::uint64_t number_ = 0;  // 0: there is no journal yet
  std::uint64_t newest_ = 0;  // of all numbers that were ever used
  std::uint64_t next_ = 1;    // the number of the next event
  std::uint64_t end_ = 0;     // of the file
  std::uint64_t synced_ = 0;  // what is on the disk ends here
  std::uint64_t snapshot_size_ = 0;
};

}  // namespace fauxtp::io
