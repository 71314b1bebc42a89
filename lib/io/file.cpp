// Files, by functions that block a thread of the pool.
#include "fauxtp/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "fauxtp/blocking.hpp"
#include "fauxtp/io.hpp"
#include "runtime/descriptor.hpp"
#include "runtime/system_call.hpp"

namespace fauxtp::io {
namespace {

using runtime::owned_descriptor;
using runtime::uninterrupted;

constexpr std::size_t step = 64 * 1024;  // by which a file that grows is read further

int flags_of(file_mode mode) noexcept {
  switch (mode) {
    case file_mode::read:
      return O_RDONLY;
    case file_mode::write:
      return O_WRONLY | O_CREAT | O_TRUNC;
    case file_mode::append:
      return O_WRONLY | O_CREAT | O_APPEND;
    case file_mode::update:
      return O_RDWR | O_CREAT;
  }
  return O_RDONLY;
}

// The functions below run on a thread of the pool. They return 0 or an errno.

int read_part(int from, std::uint64_t offset, std::span<std::byte> to, std::size_t& done) {
  while (done < to.size()) {
    const ssize_t size = uninterrupted([&] {
      return pread(from, to.data() + done, to.size() - done, static_cast<off_t>(offset + done));
    });
    if (size < 0) return errno;
    if (size == 0) break;
    done += static_cast<std::size_t>(size);
  }
  return 0;
}

int write_whole(int to, std::uint64_t offset, std::span<const std::byte> from) {
  while (!from.empty()) {
    const ssize_t size = uninterrupted(
        [&] { return pwrite(to, from.data(), from.size(), static_cast<off_t>(offset)); });
    if (size < 0) return errno;
    offset += static_cast<std::uint64_t>(size);
    from = from.subspan(static_cast<std::size_t>(size));
  }
  return 0;
}

int sync_whole(int which) { return fdatasync(which) == 0 ? 0 : errno; }

/// A rename is on the disk when the folder is.
int sync_folder(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const owned_descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened && fsync(opened.number()) == 0 ? 0 : errno;
}

/// All that is to be there before a file takes the place of that one.
int fill(int beside, const std::filesystem::path& place, std::string_view content) {
  struct stat before {};
  const bool was_there = stat(place.c_str(), &before) == 0;
  if (fchmod(beside, was_there ? before.st_mode & 07777 : 0644) != 0) return errno;
  const int failure = write_whole(beside, 0, std::as_bytes(std::span(content)));
  return failure != 0 ? failure : sync_whole(beside);
}

}  // namespace

template <class Operation>
void file::run(const char* name, const std::source_location& where, Operation operation) {
  if (own_ == nullptr) throw error(EBADF, name, path_.string());
  const int failure = blocking([&] { return operation(own_->number()); }, where);
  if (failure != 0) throw error(failure, name, path_.string());
}

file::file(const std::filesystem::path& path, file_mode mode, std::source_location where)
    : path_(path) {
  int failure = 0;
  // It closes itself if the actor is to end meanwhile.
  auto opened = blocking(
      [&] {
        owned_descriptor made(
            uninterrupted([&] { return ::open(path.c_str(), flags_of(mode) | O_CLOEXEC, 0666); }));
        if (!made) failure = errno;
        return made;
      },
      where);
  if (failure != 0) throw error(failure, "open", path.string());
  own_ = std::make_unique<owned_descriptor>(std::move(opened));
}
file::file(file&& other) noexcept = default;
file& file::operator=(file&& other) noexcept = default;
file::~file() = default;

std::size_t file::read_at(std::uint64_t offset, std::span<std::byte> to,
                          std::source_location where) {
  std::size_t done = 0;
  run("read", where, [&](int own) { return read_part(own, offset, to, done); });
  return done;
}

std::string file::read_all(std::size_t most, std::source_location where) {
  std::string all;
  run("read", where, [&](int own) {
    struct stat known {};
    if (fstat(own, &known) != 0) return errno;
    // A file of /proc has no size, and any other may grow.
    std::size_t end = static_cast<std::size_t>(known.st_size) + 1;
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
  run("write", where, [&](int own) { return write_whole(own, offset, from); });
}

void file::write(std::string_view text, std::source_location where) {
  write_at(written_, std::as_bytes(std::span(text)), where);
  written_ += text.size();
}

std::uint64_t file::size(std::source_location where) {
  struct stat known {};
  run("look at", where, [&](int own) { return fstat(own, &known) == 0 ? 0 : errno; });
  return static_cast<std::uint64_t>(known.st_size);
}

void file::resize(std::uint64_t size, std::source_location where) {
  run("resize", where,
      [&](int own) { return ftruncate(own, static_cast<off_t>(size)) == 0 ? 0 : errno; });
}

void file::sync(std::source_location where) { run("sync", where, sync_whole); }

void replace_file(const std::filesystem::path& path, std::string_view content,
                  std::source_location where) {
  std::string beside = path.string() + ".XXXXXX";
  const int failure = blocking(
      [&]() -> int {
        const owned_descriptor made(mkostemp(beside.data(), O_CLOEXEC));
        if (!made) return errno;
        int failure = fill(made.number(), path, content);
        if (failure == 0 && rename(beside.c_str(), path.c_str()) != 0) failure = errno;
        if (failure == 0) return sync_folder(path);
        unlink(beside.c_str());
        return failure;
      },
      where);
  if (failure != 0) throw error(failure, "replace", path.string());
}

}  // namespace fauxtp::io
