// The journal of a durable_server, as far as it does not depend on the server's class.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fauxtp/call.hpp"
#include "fauxtp/detail/server_loop.hpp"
#include "fauxtp/io.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// What may be lost of that which a durable_server has acknowledged.
enum class durability : unsigned char {
  nothing_lost,  ///< nothing: replies come when the events are on the disk
  last_second,   ///< at a loss of power, what was acknowledged in the second before
  /// At a loss of power, what came after the last snapshot and was not brought to the disk by the
  /// system itself.
  process_crash
};

struct durable_options {
  /// Where the files are; it must be there. Only one server may use it.
  std::filesystem::path folder;
  durability keeps = durability::nothing_lost;
  /// When the journal has grown to so many bytes, or to as many as the last snapshot has if those
  /// are more, a snapshot is made.
  std::uint64_t snapshot_after = std::uint64_t{64} << 20;
};

/// Thrown when what is in the folder of a durable_server is not what it has left there; `what()`
/// has the file, the place in it, and what was found.
class journal_error : public std::runtime_error {
 public:
  journal_error(const std::filesystem::path& file, std::uint64_t offset, const std::string& found);
  ~journal_error() override;

  const std::filesystem::path& file() const noexcept { return file_; }
  /// In bytes.
  std::uint64_t offset() const noexcept { return offset_; }

 private:
  std::filesystem::path file_;
  std::uint64_t offset_;
};

/// Thrown by durable_server::record when the disk takes nothing. A handler that does not catch it
/// has done nothing, and only its call fails.
class not_written : public io::error {
 public:
  using error::error;
  ~not_written() override;
};

namespace detail {

/// A state, as its journal sees it.
class kept_state {
 public:
  virtual ~kept_state() = default;
  /// Makes it what it is before the first event.
  virtual void clear() = 0;
  /// Writes all of it at the end of the text.
  virtual void write(std::string& to) const = 0;
  /// Becomes what was written.
  virtual void read(std::string_view from) = 0;
  /// Applies all these events, and returns how many they were.
  virtual std::uint64_t apply(std::string_view events) = 0;
};

/// Gathers the events and the replies of a server's handlers, and sends the replies when the events
/// are on the disk.
class event_journal final : public reply_gate {
 public:
  /// `server`: what it calls itself in its files. Returns when the state is what it was.
  event_journal(const std::string& server, const durable_options& options, kept_state& state);
  ~event_journal();

  /// Where the next event is to be written, at the end. Throws not_written.
  std::string& begin_event();
  void end_event() noexcept { ++events_; }
  /// Takes back what was written of it.
  void drop_event();
  /// It could not be applied, so the state is not known any more. Called while that exception is
  /// being handled.
  void spoil() noexcept;

  void begin_handler() noexcept { begun_ = {batch_.size(), events_}; }
  void end_handler();
  /// Called while its exception is being handled: throws it again, or answers the call.
  void handler_failed(const from* client);
  /// Whether the message was for the journal.
  bool serve(const term& message);

  /// Brings to the disk what was gathered, and sends the replies. Throws not_written.
  void commit();

  void pass(const from& client, term answer) override;
  void before_wait() override;
  void before_pause() override { write_batch(); }
  void before_last_reply() override { commit(); }

 private:
  struct files;
  struct mark {
    std::size_t bytes = 0;
    std::uint32_t events = 0;
  };

  /// 0, or why nothing of it is kept; then the state is what it was before.
  int write_batch();
  void release();
  void fail_batch(int error);
  void drop_handler();
  void commit_if_possible() noexcept;
  void make_snapshot();
  void sync_in_a_second();

  const durable_options options_;
  kept_state& state_;
  const std::unique_ptr<files> files_;
  std::string batch_;
  std::uint32_t events_ = 0;  // in the batch
  std::size_t event_begins_ = 0;
  mark begun_;  // where those of the running handler begin
  std::vector<std::pair<from, term>> held_;
  bool disk_takes_nothing_ = false;
  bool will_sync_ = false;
  std::uint64_t snapshot_at_ = 0;  // bytes of the journal
  std::exception_ptr spoilt_;
};

}  // namespace detail
}  // namespace fauxtp
#pragma GCC visibility pop
