// The files of a durable_server, and the order in which they are written.
#include "io/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "fauxtp/io.hpp"
#include "io/disk_bytes.hpp"
#include "io/journal_reader.hpp"

namespace fauxtp::io {
namespace {

constexpr std::string_view journals = "journal.";

std::optional<std::uint64_t> number_in(const std::string& name) {
  if (!name.starts_with(journals)) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + journals.size(), end, number);
  return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

int write_all(runtime::disk_file& to, std::uint64_t place, std::string_view bytes,
              std::size_t& done) {
  return write_whole(to, place, std::as_bytes(std::span(bytes)), done);
}

/// Says where the event or the state is that cannot be read.
template <class Function>
auto placed(const std::filesystem::path& file, std::uint64_t place, Function function) {
  try {
    return function();
  } catch (const journal_error&) {
    throw;
  } catch (const std::exception& why) {
    throw journal_error(file, place, why.what());
  }
}

}  // namespace

journal::journal(runtime::disk& on, const std::filesystem::path& folder, const std::string& server,
                 durability keeps)
    : disk_(on),
      // The program may change its directory.
      folder_(std::filesystem::absolute(folder)),
      server_(server.substr(0, most_server_name)),
      keeps_(keeps) {}

std::vector<std::string> journal::open(detail::kept_state& state) {
  lock();
  look_at_folder();
  std::vector<std::string> news = recall(state);
  if (const int error = begin_anew(state)) fail(error, "begin");
  remove_others();
  return news;
}

std::vector<std::string> journal::recall(detail::kept_state& state) {
  std::vector<std::string> news;
  state.clear();
  next_ = 1;
  if (recall_snapshot(state)) recall_events(state, news);
  return news;
}

int journal::append(std::string& batch, std::uint32_t count) {
  seal(batch, {.first = next_, .synced = synced_, .count = count}, end_);
  std::size_t written = 0;
  if (const int error = write_all(*file_, end_, batch, written)) {
    if (const int failed = take_back(written)) fail(failed, "take back");
    return error;
  }
  end_ += batch.size();
  next_ += count;
  if (keeps_ == durability::nothing_lost) sync();
  return 0;
}

int journal::try_to_write(std::size_t size) {
  std::size_t written = 0;
  const int error = write_all(*file_, end_, std::string(size, '\0'), written);
  if (const int failed = take_back(written)) fail(failed, "take back");
  return error;
}

/// A part of what could not be written must not be found there later.
int journal::take_back(std::size_t written) {
  if (written == 0) return 0;
  if (const int error = file_->resize(end_)) return error;
  return keeps_ == durability::process_crash ? 0 : file_->sync();
}

void journal::sync() {
  if (const int error = file_->sync()) fail(error, "sync");
  synced_ = end_;
}

// The snapshot says which journal goes on, so its rename is the moment at which the new one does.
int journal::begin_anew(const detail::kept_state& state) {
  const std::uint64_t number = ++newest_;
  std::unique_ptr<runtime::disk_file> made;
  if (const int error = make_journal(number, made)) return error;
  if (const int error = make_snapshot(state, number)) {
    disk_.remove(path_of(number));
    return error;
  }
  if (const std::uint64_t old = std::exchange(number_, number)) disk_.remove(path_of(old));
  file_ = std::move(made);
  end_ = to_bytes(head(file_head::content::journal, number)).size();
  synced_ = end_;
  return 0;
}

int journal::make_journal(std::uint64_t number, std::unique_ptr<runtime::disk_file>& made) {
  auto opened =
      disk_.open(path_of(number), {.reads = true, .writes = true, .makes = true, .empties = true});
  if (opened.error != 0) return opened.error;
  std::size_t done = 0;
  int error = write_all(*opened.file, 0, to_bytes(head(file_head::content::journal, number)), done);
  if (error == 0) error = opened.file->sync();
  if (error == 0) error = disk_.sync_folder(folder_);
  if (error != 0) disk_.remove(path_of(number));
  made = std::move(opened.file);
  return error;
}

int journal::make_snapshot(const detail::kept_state& state, std::uint64_t number) {
  const std::string begin = to_bytes(head(file_head::content::snapshot, number));
  std::string bytes(record_head, '\0');
  state.write(bytes);
  seal(bytes, {.first = next_}, begin.size());

  const runtime::opened_file beside = disk_.make_beside(snapshot());
  if (beside.error != 0) return beside.error;
  std::size_t done = 0;
  int error = write_all(*beside.file, 0, begin, done);
  done = 0;
  if (error == 0) error = write_all(*beside.file, begin.size(), bytes, done);
  if (error == 0) error = beside.file->sync();
  if (error != 0) {
    disk_.remove(beside.path);
    return error;
  }
  // From here on nobody knows which of the two a loss of power would leave.
  if (const int failed = disk_.rename(beside.path, snapshot())) fail(failed, "replace snapshot of");
  if (const int failed = disk_.sync_folder(folder_)) fail(failed, "sync folder of");
  snapshot_size_ = begin.size() + bytes.size();
  return 0;
}

bool journal::recall_snapshot(detail::kept_state& state) {
  auto reader = journal_reader::of(disk_, snapshot());
  if (!reader) {
    if (number_ != 0) throw journal_error(snapshot(), 0, "there is no snapshot any more");
    return false;
  }
  const file_head found = reader->head(head(file_head::content::snapshot, number_));
  const auto whole = reader->next();
  if (!whole || whole->place + record_head + whole->head.size != reader->size()) {
    throw journal_error(snapshot(), whole ? reader->size() : reader->size() - 1,
                        "the snapshot is not whole, or more than that");
  }
  placed(snapshot(), whole->place, [&] { state.read(whole->content); });
  number_ = found.number;
  next_ = found.next;
  snapshot_size_ = reader->size();
  return true;
}

void journal::recall_events(detail::kept_state& state, std::vector<std::string>& news) {
  auto reader = journal_reader::of(disk_, path());
  if (!reader) throw journal_error(path(), 0, "the snapshot's journal is not there");
  reader->head(head(file_head::content::journal, number_));
  while (const auto found = reader->next()) {
    if (found->head.first != next_) {
      throw journal_error(path(), found->place,
                          "there is event " + std::to_string(found->head.first) + ", where event " +
                              std::to_string(next_) + " was expected");
    }
    const std::uint64_t count =
        placed(path(), found->place, [&] { return state.apply(found->content); });
    if (count != found->head.count) {
      throw journal_error(path(), found->place, "there are more events than it says, or fewer");
    }
    next_ += count;
  }
  if (!reader->torn()) return;
  news.push_back("cut the last " + std::to_string(reader->torn()->size) + " bytes of " +
                 path().string() + ", which were not written whole: at " +
                 std::to_string(reader->torn()->place) + ", " + reader->torn()->why);
}

void journal::lock() {
  auto opened = disk_.open(folder_ / "lock", {.writes = true, .makes = true});
  if (opened.error != 0) throw error(opened.error, "open", opened.path.string());
  const int failed = opened.file->lock();
  if (failed == EWOULDBLOCK) {
    throw journal_error(opened.path, 0, "another server uses this folder");
  }
  if (failed != 0) throw error(failed, "lock", opened.path.string());
  lock_ = std::move(opened.file);
}

/// Only the snapshot's journal has events. If another one has some, the snapshot is not the one
/// that belongs to them.
void journal::look_at_folder() {
  std::uint64_t in_use = 0;
  if (auto reader = journal_reader::of(disk_, snapshot())) {
    in_use = reader->head(head(file_head::content::snapshot, 0)).number;
  }
  newest_ = in_use;
  const runtime::listed_folder all = disk_.list(folder_);
  if (all.error != 0) throw error(all.error, "list", folder_.string());
  for (const auto& name : all.names) {
    const auto number = number_in(name.string());
    if (!number || *number <= in_use) continue;
    newest_ = std::max(newest_, *number);
    const auto reader = journal_reader::of(disk_, path_of(*number));
    if (reader && reader->size() > to_bytes(head(file_head::content::journal, *number)).size()) {
      throw journal_error(reader->path(), 0,
                          in_use == 0 ? "there is no snapshot that belongs to this journal"
                                      : "the snapshot belongs to journal " +
                                            std::to_string(in_use) + ", which is older");
    }
  }
}

void journal::remove_others() {
  for (const auto& name : disk_.list(folder_).names) {
    const std::string text = name.string();
    const auto number = number_in(text);
    if ((number && *number != number_) || text.starts_with("snapshot.")) {
      disk_.remove(folder_ / name);
    }
  }
}

std::filesystem::path journal::path_of(std::uint64_t number) const {
  return folder_ / (std::string(journals) + std::to_string(number));
}

file_head journal::head(file_head::content is, std::uint64_t number) const {
  return {.is = is, .number = number, .next = next_, .server = server_};
}

void journal::fail(int error, const char* operation) const {
  throw io::error(error, operation, path().string());
}

}  // namespace fauxtp::io
