// Files, by functions that block a thread of the pool.
#include "fauxtp/file.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "actor/local_node.hpp"
#include "fauxtp/blocking.hpp"
#include "fauxtp/io.hpp"
#include "io/disk_bytes.hpp"
#include "runtime/disk.hpp"

namespace fauxtp::io {
namespace {

using runtime::disk_file;
using runtime::io_result;

constexpr std::size_t step = 64 * 1024;  // by which a file that grows is read further

runtime::disk& disk_here() { return detail::process::current().node().files(); }

runtime::file_access access_for(file_mode mode) noexcept {
  switch (mode) {
    case file_mode::read:
      return {.reads = true};
    case file_mode::write:
      return {.writes = true, .makes = true, .empties = true};
    case file_mode::append:
      return {.writes = true, .makes = true, .appends = true};
    case file_mode::update:
      return {.reads = true, .writes = true, .makes = true};
  }
  return {.reads = true};
}

// The function below runs on a thread of the pool. It returns 0 or an errno.

int replace(runtime::disk& on, const std::filesystem::path& path, std::string_view content) {
  const runtime::opened_file beside = on.make_beside(path);
  if (beside.error != 0) return beside.error;
  std::size_t done = 0;
  int failure = write_whole(*beside.file, 0, std::as_bytes(std::span(content)), done);
  if (failure == 0) failure = beside.file->sync();
  if (failure == 0) failure = on.rename(beside.path, path);
  // The new name is on the disk when the folder is.
  if (failure == 0) return on.sync_folder(folder_of(path));
  on.remove(beside.path);
  return failure;
}

}  // namespace

template <class Operation>
void file::run(const char* name, const std::source_location& where, Operation operation) {
  if (own_ == nullptr) throw error(EBADF, name, path_.string());
  const int failure = blocking([&] { return operation(*own_); }, where);
  if (failure != 0) throw error(failure, name, path_.string());
}

file::file(const std::filesystem::path& path, file_mode mode, std::source_location where)
    : path_(path) {
  runtime::disk& disk = disk_here();
  // It closes itself if the actor is to end meanwhile.
  auto opened = blocking([&] { return disk.open(path, access_for(mode)); }, where);
  if (opened.error != 0) throw error(opened.error, "open", path.string());
  own_ = std::move(opened.file);
  // Absolute: the program may change its directory.
  if (access_for(mode).makes) unsynced_folder_ = folder_of(std::filesystem::absolute(path));
}
file::file(file&& other) noexcept = default;
file& file::operator=(file&& other) noexcept = default;
file::~file() = default;

std::size_t file::read_at(std::uint64_t offset, std::span<std::byte> to,
                          std::source_location where) {
  std::size_t done = 0;
  run("read", where, [&](disk_file& own) { return read_part(own, offset, to, done); });
  return done;
}

std::string file::read_all(std::size_t most, std::source_location where) {
  std::string all;
  run("read", where, [&](disk_file& own) {
    const io_result known = own.size();
    if (known.error != 0) return known.error;
    // A file of /proc has no size, and any other may grow.
    std::size_t end = known.size + 1;
    for (std::size_t size = 0;; end = size + step) {
      if (size > most) return EFBIG;
      all.resize(std::min(end, most + 1));
      std::size_t part = 0;
      const auto room = std::as_writable_bytes(std::span(all)).subspan(size);
      if (const int failure = read_part(own, size, room, part)) return failure;
      size += part;
      if (part < room.size()) {
        all.resize(size);
        return 0;
      }
    }
  });
  return all;
}

void file::write_at(std::uint64_t offset, std::span<const std::byte> from,
                    std::source_location where) {
  std::size_t done = 0;
  run("write", where, [&](disk_file& own) { return write_whole(own, offset, from, done); });
}

void file::write(std::string_view text, std::source_location where) {
  write_at(written_, std::as_bytes(std::span(text)), where);
  written_ += text.size();
}

std::uint64_t file::size(std::source_location where) {
  io_result known;
  run("look at", where, [&](disk_file& own) {
    known = own.size();
    return known.error;
  });
  return known.size;
}

void file::resize(std::uint64_t size, std::source_location where) {
  run("resize", where, [&](disk_file& own) { return own.resize(size); });
}

void file::sync(std::source_location where) {
  runtime::disk& disk = disk_here();
  run("sync", where, [&](disk_file& own) {
    if (const int failure = own.sync()) return failure;
    if (unsynced_folder_.empty()) return 0;
    const int failure = disk.sync_folder(unsynced_folder_);
    if (failure == 0) unsynced_folder_.clear();
    return failure;
  });
}

void replace_file(const std::filesystem::path& path, std::string_view content,
                  std::source_location where) {
  runtime::disk& disk = disk_here();
  const int failure = blocking([&] { return replace(disk, path, content); }, where);
  if (failure != 0) throw error(failure, "replace", path.string());
}

}  // namespace fauxtp::io
