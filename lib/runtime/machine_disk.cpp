// Files of this machine's file system.
#include "runtime/machine_disk.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "runtime/descriptor.hpp"
#include "runtime/system_call.hpp"

namespace fauxtp::runtime {
namespace {

int error_of(int result) noexcept { return result == 0 ? 0 : errno; }

class descriptor_file final : public disk_file {
 public:
  explicit descriptor_file(owned_descriptor own) : own_(std::move(own)) {}

  io_result read_at(std::uint64_t offset, std::span<std::byte> to) override {
    return result_of(uninterrupted(
        [&] { return pread(own_.number(), to.data(), to.size(), static_cast<off_t>(offset)); }));
  }
  io_result write_at(std::uint64_t offset, std::span<const std::byte> from) override {
    return result_of(uninterrupted([&] {
      return pwrite(own_.number(), from.data(), from.size(), static_cast<off_t>(offset));
    }));
  }
  io_result size() override {
    struct stat known {};
    if (fstat(own_.number(), &known) != 0) return {0, errno};
    return {static_cast<std::size_t>(known.st_size), 0};
  }
  int resize(std::uint64_t size) override {
    return error_of(ftruncate(own_.number(), static_cast<off_t>(size)));
  }
  int sync() override { return error_of(fdatasync(own_.number())); }
  // It belongs to what was opened, not to the process, so two actors cannot both have it.
  int lock() override {
    return error_of(uninterrupted([&] { return flock(own_.number(), LOCK_EX | LOCK_NB); }));
  }

 private:
  owned_descriptor own_;
};

int flags_of(const file_access& how) noexcept {
  int flags = !how.writes ? O_RDONLY : how.reads ? O_RDWR : O_WRONLY;
  if (how.makes) flags |= O_CREAT;
  if (how.empties) flags |= O_TRUNC;
  if (how.appends) flags |= O_APPEND;
  return flags;
}

mode_t permissions_at(const std::filesystem::path& place) noexcept {
  struct stat there {};
  return stat(place.c_str(), &there) == 0 ? there.st_mode & 07777 : 0644;
}

}  // namespace

opened_file machine_disk::open(const std::filesystem::path& path, const file_access& how) {
  owned_descriptor made(
      uninterrupted([&] { return ::open(path.c_str(), flags_of(how) | O_CLOEXEC, 0666); }));
  if (!made) return {nullptr, path, errno};
  return {std::make_unique<descriptor_file>(std::move(made)), path, 0};
}

opened_file machine_disk::make_beside(const std::filesystem::path& place) {
  std::string path = place.string() + ".XXXXXX";
  owned_descriptor made(mkostemp(path.data(), O_CLOEXEC));
  if (!made) return {nullptr, path, errno};
  if (fchmod(made.number(), permissions_at(place)) != 0) {
    const int error = errno;
    unlink(path.c_str());
    return {nullptr, path, error};
  }
  return {std::make_unique<descriptor_file>(std::move(made)), path, 0};
}

int machine_disk::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  return error_of(::rename(from.c_str(), to.c_str()));
}

int machine_disk::remove(const std::filesystem::path& path) {
  return error_of(unlink(path.c_str()));
}

int machine_disk::sync_folder(const std::filesystem::path& folder) {
  const owned_descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened ? error_of(fsync(opened.number())) : errno;
}

listed_folder machine_disk::list(const std::filesystem::path& folder) {
  listed_folder found;
  std::error_code failure;
  std::filesystem::directory_iterator each(folder, failure);
  while (!failure && each != std::filesystem::directory_iterator()) {
    found.names.push_back(each->path().filename());
    each.increment(failure);
  }
  found.error = failure.value();
  return found;
}

}  // namespace fauxtp::runtime
