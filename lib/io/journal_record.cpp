// The heads of journals and of their records, as bytes.
#include "io/journal_record.hpp"

#include <cstring>

#include "fauxtp/detail/event_journal.hpp"
#include "io/checksum.hpp"

namespace fauxtp::io {
namespace {

constexpr std::uint32_t format = 1;
constexpr std::string_view file_mark = "fauxtp-";  // and one letter
constexpr std::size_t fixed_part = 36;             // of a file's head, before the server's name

template <class Number>
void put(std::string& to, std::size_t at, Number value) {
  std::memcpy(to.data() + at, &value, sizeof value);
}
template <class Number>
Number get(std::string_view from, std::size_t at) {
  Number value;
  std::memcpy(&value, from.data() + at, sizeof value);
  return value;
}

std::uint32_t sum_of_head(std::string_view head, std::uint64_t place) {
  const std::string_view as_bytes(reinterpret_cast<const char*>(&place), sizeof place);
  return checksum(head.substr(8, record_head - 8), checksum(as_bytes));
}

}  // namespace

void seal(std::string& bytes, record head, std::uint64_t place) {
  const std::string_view content = std::string_view(bytes).substr(record_head);
  bytes.replace(0, record_mark.size(), record_mark);
  put(bytes, 8, std::uint64_t{content.size()});
  put(bytes, 16, head.first);
  put(bytes, 24, head.synced);
  put(bytes, 32, head.count);
  put(bytes, 36, checksum(content));
  put(bytes, 4, sum_of_head(bytes, place));
}

std::optional<record> head_at(std::string_view bytes, std::uint64_t place) {
  if (bytes.size() < record_head || !bytes.starts_with(record_mark)) return std::nullopt;
  if (get<std::uint32_t>(bytes, 4) != sum_of_head(bytes, place)) return std::nullopt;
  return record{.size = get<std::uint64_t>(bytes, 8),
                .first = get<std::uint64_t>(bytes, 16),
                .synced = get<std::uint64_t>(bytes, 24),
                .count = get<std::uint32_t>(bytes, 32),
                .sum = get<std::uint32_t>(bytes, 36)};
}

std::string to_bytes(const file_head& head) {
  std::string all(fixed_part, '\0');
  all.replace(0, file_mark.size(), file_mark);
  all[file_mark.size()] = static_cast<char>(head.is);
  put(all, 8, format);
  put(all, 16, head.number);
  put(all, 24, head.next);
  put(all, 32, static_cast<std::uint32_t>(head.server.size()));
  all += head.server;
  put(all, 12, checksum(std::string_view(all).substr(16)));
  return all;
}

file_head take_file_head(const std::filesystem::path& file, std::string_view& bytes) {
  if (bytes.size() < fixed_part || !bytes.starts_with(file_mark)) {
    throw journal_error(file, 0, "this is no journal and no snapshot");
  }
  if (const auto found = get<std::uint32_t>(bytes, 8); found != format) {
    throw journal_error(file, 8,
                        "this is of format " + std::to_string(found) + ", and only format " +
                            std::to_string(format) + " can be read");
  }
  const std::size_t size = fixed_part + get<std::uint32_t>(bytes, 32);
  if (bytes.size() < size ||
      get<std::uint32_t>(bytes, 12) != checksum(bytes.substr(16, size - 16))) {
    throw journal_error(file, 12, "the checksum of the file's head does not fit");
  }
  file_head found{.is = static_cast<file_head::content>(bytes[file_mark.size()]),
                  .number = get<std::uint64_t>(bytes, 16),
                  .next = get<std::uint64_t>(bytes, 24),
                  .server = std::string(bytes.substr(fixed_part, size - fixed_part))};
  bytes.remove_prefix(size);
  return found;
}

}  // namespace fauxtp::io
