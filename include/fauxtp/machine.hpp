// What this process may use of the machine that it runs on, as containers limit it. Linux only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

namespace fauxtp {

/// How many threads can run at the same time here: no more than the processors that this process
/// may use, nor than its control groups give it time for (1.5 processors are 2). At least 1. So many
/// workers a node has that is not told a number.
std::size_t processors() noexcept;

/// The time that control groups give this process (`cpu.max`, of version 1 `cpu.cfs_quota_us`), in
/// processors; nothing if they have no limit. The smallest limit of its own group and of all above
/// it, as far as they can be seen. In `root` lie proc/self/cgroup and sys/fs/cgroup. Reads files, and
/// may be called by any thread.
std::optional<double> processor_quota(const std::filesystem::path& root = "/");

/// The same of memory (`memory.max`, of version 1 `memory.limit_in_bytes`), in bytes.
std::optional<double> memory_quota(const std::filesystem::path& root = "/");

}  // namespace fauxtp
