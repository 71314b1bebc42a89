#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace fauxtp::io {

/// What is written at once: the events of some requests, or a state. Each has, before its content,
/// a head of this size: its mark, the checksum of the head, and what follows here, as little-endian
/// numbers without gaps.
struct record {
  std::uint64_t size = 0;    ///< of the content, in bytes
  std::uint64_t first = 0;   ///< the number of its first event; of a state, of the next event
  std::uint64_t synced = 0;  ///< up to here the file was on the disk when this was written
  std::uint32_t count = 0;   ///< of events
  std::uint32_t sum = 0;     ///< the checksum of the content
};
inline constexpr std::size_t record_head = 40;
/// The first bytes of each record.
inline constexpr std::string_view record_mark = "\xf5rec";

/// Completes the record of which these are the bytes; the head is free until now. The checksum of a
/// head depends on its place, so a copy of a record elsewhere is none.
void seal(std::string& bytes, record head, std::uint64_t place);
/// Nothing, if no record has that head at this place.
std::optional<record> head_at(std::string_view bytes, std::uint64_t place);

/// What a file begins with: what it is, and to what it belongs.
struct file_head {
  enum class content : char { journal = 'J', snapshot = 'S' };
  content is = content::journal;
  std::uint64_t number = 0;  ///< of the journal; of a snapshot, of the journal that goes on
  std::uint64_t next = 0;    ///< the number of the event that comes first in that journal
  std::string server;        ///< what it calls itself
};
std::string to_bytes(const file_head& head);
/// In bytes.
inline constexpr std::size_t most_server_name = 255;
inline constexpr std::size_t most_file_head = 36 + most_server_name;
/// Takes the head from the beginning of the bytes. Throws journal_error.
file_head take_file_head(const std::filesystem::path& file, std::string_view& bytes);

}  // namespace fauxtp::io
