// Operations on a disk that are repeated until all is done.
#include "io/disk_bytes.hpp"

namespace fauxtp::io {

int read_part(runtime::disk_file& from, std::uint64_t offset, std::span<std::byte> to,
              std::size_t& done) {
  while (done < to.size()) {
    const runtime::io_result read = from.read_at(offset + done, to.subspan(done));
    if (read.error != 0) return read.error;
    if (read.size == 0) break;
    done += read.size;
  }
  return 0;
}

int write_whole(runtime::disk_file& to, std::uint64_t offset, std::span<const std::byte> from,
                std::size_t& done) {
  while (done < from.size()) {
    const runtime::io_result written = to.write_at(offset + done, from.subspan(done));
    if (written.error != 0) return written.error;
    done += written.size;
  }
  return 0;
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

}  // namespace fauxtp::io
