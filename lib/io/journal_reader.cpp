// Record after record, and what to make of one that is damaged.
#include "io/journal_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "fauxtp/detail/event_journal.hpp"
#include "fauxtp/io.hpp"
#include "io/checksum.hpp"
#include "io/disk_bytes.hpp"

namespace fauxtp::io {
namespace {

constexpr std::size_t step = std::size_t{1} << 20;  // bytes that are read at once

std::string named(const file_head& head) {
  return std::string(head.is == file_head::content::journal ? "journal "
                                                            : "snapshot for journal ") +
         std::to_string(head.number) + " of the server " + head.server;
}

}  // namespace

std::optional<journal_reader> journal_reader::of(runtime::disk& on,
                                                 const std::filesystem::path& path) {
  auto opened = on.open(path, {.reads = true});
  if (opened.error == ENOENT) return std::nullopt;
  if (opened.error != 0) throw error(opened.error, "open", path.string());
  return journal_reader(std::move(opened.file), path);
}

journal_reader::journal_reader(std::unique_ptr<runtime::disk_file> file, std::filesystem::path path)
    : file_(std::move(file)), path_(std::move(path)) {
  const runtime::io_result known = file_->size();
  if (known.error != 0) throw error(known.error, "look at", path_.string());
  size_ = known.size;
}

file_head journal_reader::head(const file_head& like) {
  std::string_view bytes = window(most_file_head);
  const std::size_t all = bytes.size();
  file_head found = take_file_head(path_, bytes);
  at_ += all - bytes.size();
  const bool is_journal = like.is == file_head::content::journal;
  if (found.is != like.is || found.server != like.server ||
      (is_journal && found.number != like.number)) {
    throw journal_error(path_, 0, "this is the " + named(found) + ", not the " + named(like));
  }
  if (is_journal && found.next != like.next) {
    throw journal_error(path_, 0,
                        "its first event is event " + std::to_string(found.next) +
                            ", and the snapshot ends before event " + std::to_string(like.next));
  }
  return found;
}

std::optional<journal_reader::found> journal_reader::next() {
  if (place() == size_) return std::nullopt;
  const std::optional<record> head = head_at(window(record_head), place());
  const std::uint64_t left = size_ - place();
  if (left < record_head) return cut("the head of a record is not whole");
  if (!head) return cut("there is no record");
  if (left - record_head < head->size) return cut("a record is not whole");
  const std::string_view content = window(record_head + head->size).substr(record_head);
  if (content.size() < head->size || checksum(content) != head->sum) {
    return cut("the checksum of a record does not fit");
  }
  const std::uint64_t here = place();
  at_ += record_head + head->size;
  return found{*head, content, here};
}

/// What was not synced may be there in parts only, whatever lies behind it. But a record that was
/// written when all before was on the disk shows that it has got lost there.
std::nullopt_t journal_reader::cut(const std::string& why) {
  const std::uint64_t here = place();
  const std::string_view rest = window(size_ - here);
  for (std::size_t at = rest.find(record_mark, 1); at != rest.npos;
       at = rest.find(record_mark, at + 1)) {
    const auto later = head_at(rest.substr(at), here + at);
    if (!later || later->synced <= here) continue;
    throw journal_error(path_, here,
                        why + ", and at " + std::to_string(here + at) +
                            " there is one that was written when this was on the disk");
  }
  torn_ = {here, size_ - here, why};
  return std::nullopt;
}

/// The next bytes, fewer only at the end of the file.
std::string_view journal_reader::window(std::size_t size) {
  if (part_.size() - at_ < size && begin_ + part_.size() < size_) {
    part_.erase(0, at_);
    begin_ += std::exchange(at_, 0);
    const std::size_t had = part_.size();
    const std::uint64_t wanted = std::max<std::uint64_t>(size, step);
    part_.resize(std::min<std::uint64_t>(wanted, size_ - begin_));
    std::size_t done = 0;
    const auto room = std::as_writable_bytes(std::span(part_)).subspan(had);
    const int failure = read_part(*file_, begin_ + had, room, done);
    if (failure != 0) throw error(failure, "read", path_.string());
    part_.resize(had + done);
  }
  return std::string_view(part_).substr(at_, size);
}

}  // namespace fauxtp::io
