// When events are written, and when the replies to their requests are sent.
#include "fauxtp/detail/event_journal.hpp"

#include <algorithm>
#include <stdexcept>
#include <system_error>

#include "actor/local_node.hpp"
#include "fauxtp/blocking.hpp"
#include "fauxtp/deadline.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/timer.hpp"
#include "io/journal.hpp"

namespace fauxtp {

journal_error::journal_error(const std::filesystem::path& file, std::uint64_t offset,
                             const std::string& found)
    : std::runtime_error(file.string() + ", byte " + std::to_string(offset) + ": " + found),
      file_(file),
      offset_(offset) {}
journal_error::~journal_error() = default;

not_written::~not_written() = default;

namespace detail {
namespace {

/// From this size on a batch does not wait for an empty mailbox.
constexpr std::size_t most_gathered = std::size_t{1} << 20;  // bytes
constexpr std::size_t most_held = 10'000;                    // replies
/// What a disk that was full must take, before the server believes that it is not full any more.
constexpr std::size_t some_room = std::size_t{64} << 10;
constexpr duration unsynced_at_most = std::chrono::seconds(1);

struct sync_is_due {
  const void* of;
};

/// As blocking(), but what has begun is not given up when nobody waits for its request any more.
template <class Function>
void to_the_end(Function function) {
  std::exception_ptr failure;
  bool has_begun = false;
  do {
    try {
      blocking([&] {
        has_begun = true;
        try {
          function();
        } catch (...) {
          failure = std::current_exception();
        }
      });
    } catch (const cancelled_request&) {
    }
  } while (!has_begun);
  if (failure) std::rethrow_exception(failure);
}

void tell(severity level, const char* label, std::string text) {
  submit({.level = level, .label = label, .text = std::move(text)});
}

}  // namespace

struct event_journal::files {
  files(const std::string& server, const durable_options& options)
      : own(process::current().node().files(), folder_of(options), server, options.keeps) {}

  static const std::filesystem::path& folder_of(const durable_options& options) {
    if (!options.folder.empty()) return options.folder;
    throw std::invalid_argument("fauxtp: a durable_server needs a folder for its files");
  }

  io::journal own;
};

event_journal::event_journal(const std::string& server, const durable_options& options,
                             kept_state& state)
    : options_(options), state_(state), files_(std::make_unique<files>(server, options)) {
  std::vector<std::string> news;
  to_the_end([&] { news = files_->own.open(state_); });
  for (std::string& each : news) tell(severity::warning, "io/journal_cut", std::move(each));
  batch_.resize(io::record_head);
  snapshot_at_ = std::max(options_.snapshot_after, files_->own.snapshot_size());
}

event_journal::~event_journal() = default;

std::string& event_journal::begin_event() {
  if (spoilt_) std::rethrow_exception(spoilt_);
  if (disk_takes_nothing_) {
    int error = 0;
    to_the_end([&] { error = files_->own.try_to_write(some_room); });
    if (error != 0) throw not_written(error, "write", files_->own.path().string());
    disk_takes_nothing_ = false;
  }
  event_begins_ = batch_.size();
  return batch_;
}

void event_journal::drop_event() { batch_.resize(event_begins_); }

void event_journal::spoil() noexcept { spoilt_ = std::current_exception(); }

void event_journal::end_handler() {
  if (batch_.size() < most_gathered && held_.size() < most_held) return;
  write_batch();
}

void event_journal::handler_failed(const from* client) {
  try {
    throw;
  } catch (const not_written& why) {
    drop_handler();
    if (client == nullptr) return tell(severity::warning, "io/not_written", why.what());
    fail_term(*client, exit_reason(tuple("not_written", std::string(why.what()))));
  } catch (const cancelled_request&) {
    throw;  // the server may go on, with what was applied
  } catch (const actor_exit&) {
    commit_if_possible();
    throw;
  } catch (...) {
    drop_handler();
    commit_if_possible();
    throw;
  }
}

/// It has failed, so it has done nothing. The state is not used any more, or has not changed.
void event_journal::drop_handler() {
  batch_.resize(begun_.bytes);
  events_ = begun_.events;
}

/// What other handlers have done before is acknowledged, although the server ends.
void event_journal::commit_if_possible() noexcept {
  try {
    write_batch();
  } catch (...) {  // it ends, as its callers will be told
  }
}

void event_journal::commit() {
  const int error = write_batch();
  begin_handler();
  if (error != 0) throw not_written(error, "write", files_->own.path().string());
}

int event_journal::write_batch() {
  if (spoilt_) std::rethrow_exception(spoilt_);
  if (events_ == 0) {
    release();
    return 0;
  }
  try {
    int error = 0;
    to_the_end([&] { error = files_->own.append(batch_, events_); });
    if (error != 0) {
      fail_batch(error);
      return error;
    }
  } catch (...) {
    spoil();
    throw;
  }
  batch_.resize(io::record_head);
  if (batch_.capacity() > 2 * most_gathered) batch_.shrink_to_fit();
  events_ = 0;
  release();
  sync_in_a_second();
  if (files_->own.size() >= snapshot_at_) make_snapshot();
  return 0;
}

/// Later requests of the batch were handled as if the earlier ones had been, so none has.
void event_journal::fail_batch(int error) {
  const std::string why =
      files_->own.path().string() + ": " + std::system_category().message(error);
  tell(severity::warning, "io/not_written",
       std::to_string(events_) + " events were not written to " + why);
  batch_.resize(io::record_head);
  events_ = 0;
  disk_takes_nothing_ = true;
  to_the_end([&] { files_->own.recall(state_); });
  for (const auto& [client, answer] : std::exchange(held_, {})) {
    fail_term(client, exit_reason(tuple("not_written", "write " + why)));
  }
}

void event_journal::release() {
  for (auto& [client, answer] : std::exchange(held_, {})) reply_term(client, std::move(answer));
}

void event_journal::make_snapshot() {
  int error = 0;
  try {
    to_the_end([&] { error = files_->own.begin_anew(state_); });
  } catch (...) {
    spoil();
    throw;
  }
  const std::uint64_t more = std::max(options_.snapshot_after, files_->own.snapshot_size());
  snapshot_at_ = error == 0 ? more : files_->own.size() + more;
  if (error == 0) return;
  tell(severity::warning, "io/no_snapshot",
       "there is no new snapshot, and " + files_->own.path().string() +
           " grows: " + std::system_category().message(error));
}

void event_journal::sync_in_a_second() {
  if (options_.keeps != durability::last_second || will_sync_) return;
  will_sync_ = true;
  send_after(unsynced_at_most, self(), sync_is_due{this});
}

bool event_journal::serve(const term& message) {
  const auto* due = message.get_if<sync_is_due>();
  if (due == nullptr || due->of != this) return false;
  will_sync_ = false;
  if (files_->own.is_synced()) return true;
  try {
    to_the_end([&] { files_->own.sync(); });
  } catch (...) {
    spoil();
    throw;
  }
  return true;
}

void event_journal::pass(const from& client, term answer) {
  if (events_ == 0 && held_.empty()) return reply_term(client, std::move(answer));
  held_.emplace_back(client, std::move(answer));
}

/// Whoever is about to ask goes with those who have asked.
void event_journal::before_wait() {
  if (events_ == 0 && held_.empty()) return;
  process& own = process::current();
  own.home().deliver_parcels();
  if (own.messages().oldest() != nullptr) return;
  yield();
  if (own.messages().oldest() == nullptr) write_batch();
}

}  // namespace detail
}  // namespace fauxtp
