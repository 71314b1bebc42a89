// What this process may use of its machine, within the limits of a container. Linux only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#pragma GCC visibility push(default)
namespace fauxtp {

/// How many threads can run at the same time here: no more than the processors that this process
/// may use, and no more than its control groups give it time for (1.5 processors are 2). At least
/// 1. A node has this many workers by default.
std::size_t processors() noexcept;

/// The time that control groups give this process (`cpu.max`; in version 1 `cpu.cfs_quota_us`), in
/// processors; nothing if they set no limit. This is the smallest limit of the process's own group
/// and of all groups above it, as far as they can be seen. `root` is the folder in which
/// proc/self/cgroup and sys/fs/cgroup lie. Reads files, and may be called by any thread.
std::optional<double> processor_quota(const std::filesystem::path& root = "/");

/// The same for memory (`memory.max`; in version 1 `memory.limit_in_bytes`), in bytes.
std::optional<double> memory_quota(const std::filesystem::path& root = "/");

}  // namespace fauxtp
#pragma GCC visibility pop
