#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "runtime/disk.hpp"

/// Reads and writes of a disk take less than they are given at times; these go on until all is
/// done. They block, and return 0 or an errno.
namespace fauxtp::io {

/// `done`: how much was read; less than was asked for only at the end of the file.
int read_part(runtime::disk_file& from, std::uint64_t offset, std::span<std::byte> to,
              std::size_t& done);
/// `done`: how much was written, also if it has failed.
int write_whole(runtime::disk_file& to, std::uint64_t offset, std::span<const std::byte> from,
                std::size_t& done);

/// Where a file's name lies.
std::filesystem::path folder_of(const std::filesystem::path& file);

}  // namespace fauxtp::io
