// Reads the limits that control groups set.
#include "fauxtp/machine.hpp"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <fstream>
#include <sstream>
#include <string>

namespace fauxtp {
namespace {

namespace fs = std::filesystem;

using quota = std::optional<double>;
using reader = quota (*)(const fs::path& group);

/// A controller, and how its limit is read in groups of the two versions.
struct limit {
  std::string controller;
  reader of_version_1, of_version_2;
};

quota smaller(quota one, quota other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

quota ratio(double time, double period) {
  return time > 0 && period > 0 ? quota(time / period) : std::nullopt;
}

double number_in(const fs::path& file) {
  double number = 0;
  std::ifstream(file) >> number;
  return number;
}

/// "150000 100000", or "max 100000".
quota time_2(const fs::path& group) {
  std::ifstream file(group / "cpu.max");
  double time = 0;
  double period = 0;
  return file >> time >> period ? ratio(time, period) : std::nullopt;
}

/// A quota of -1 means that there is no limit.
quota time_1(const fs::path& group) {
  return ratio(number_in(group / "cpu.cfs_quota_us"), number_in(group / "cpu.cfs_period_us"));
}

/// "max" means that there is no limit.
quota memory_2(const fs::path& group) {
  const double bytes = number_in(group / "memory.max");
  return bytes > 0 ? quota(bytes) : std::nullopt;
}

/// If there is no limit, the file holds the largest number of whole pages.
quota memory_1(const fs::path& group) {
  constexpr double no_limit = 9e18;
  const double bytes = number_in(group / "memory.limit_in_bytes");
  return bytes > 0 && bytes < no_limit ? quota(bytes) : std::nullopt;
}

/// The least limit of a group and of all groups above it, because all of them hold. A container may
/// see only part of its path.
quota of_path(const fs::path& mounted, const std::string& path, reader of_group) {
  fs::path group = mounted / fs::path(path).relative_path().lexically_normal();
  quota least;
  for (; group != mounted && group.has_relative_path(); group = group.parent_path()) {
    least = smaller(least, of_group(group));
  }
  return smaller(least, of_group(mounted));
}

quota least_of(const limit& wanted, const fs::path& root) {
  const fs::path mounted = root / "sys/fs/cgroup";
  std::ifstream groups(root / "proc/self/cgroup");
  quota least;
  // A line is "4:cpu,cpuacct:/shop", or "0::/shop" in version 2.
  for (std::string line; std::getline(groups, line);) {
    std::istringstream parts(line);
    std::string number, controllers, path;
    std::getline(parts, number, ':');
    std::getline(parts, controllers, ':');
    std::getline(parts, path);
    if (controllers.empty()) {
      least = smaller(least, of_path(mounted, path, wanted.of_version_2));
      least = smaller(least, of_path(mounted / "unified", path, wanted.of_version_2));
    } else if ((',' + controllers + ',').find("," + wanted.controller + ",") != std::string::npos) {
      least = smaller(least, of_path(mounted / controllers, path, wanted.of_version_1));
      least = smaller(least, of_path(mounted / wanted.controller, path, wanted.of_version_1));
    }
  }
  return least;
}

}  // namespace

quota processor_quota(const fs::path& root) { return least_of({"cpu", time_1, time_2}, root); }

quota memory_quota(const fs::path& root) { return least_of({"memory", memory_1, memory_2}, root); }

std::size_t processors() noexcept {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  const bool known = sched_getaffinity(0, sizeof allowed, &allowed) == 0;
  double most = known ? std::max(1, CPU_COUNT(&allowed)) : 1;
  try {
    if (const auto limit = processor_quota()) most = std::min(most, std::ceil(*limit));
  } catch (const std::exception&) {  // a limit that cannot be read is none
  }
  return static_cast<std::size_t>(std::max(most, 1.0));
}

}  // namespace fauxtp
