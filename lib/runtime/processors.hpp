#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

namespace fauxtp::runtime {

/// How many threads can run at the same time here: no more than the processors that this process
/// may use, nor than its control groups give it time for, as the limits of containers do (1.5
/// processors are 2). At least 1.
std::size_t processors() noexcept;

/// The time that control groups give, in processors; nothing if they have no limit. In `root` lie
/// proc/self/cgroup and sys/fs/cgroup.
std::optional<double> processor_quota(const std::filesystem::path& root = "/");

}  // namespace fauxtp::runtime
