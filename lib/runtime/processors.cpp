// Counts what this process may use of the machine.
#include "runtime/processors.hpp"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <fstream>
#include <sstream>
#include <string>

namespace fauxtp::runtime {
namespace {

namespace fs = std::filesystem;

using quota = std::optional<double>;

quota smaller(quota one, quota other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

quota ratio(double time, double period) {
  return time > 0 && period > 0 ? quota(time / period) : std::nullopt;
}

/// Version 2: "150000 100000", or "max 100000".
quota of_group_2(const fs::path& group) {
  std::ifstream file(group / "cpu.max");
  double time = 0;
  double period = 0;
  return file >> time >> period ? ratio(time, period) : std::nullopt;
}

/// Version 1: -1 is no limit.
quota of_group_1(const fs::path& group) {
  double time = 0;
  double period = 0;
  std::ifstream(group / "cpu.cfs_quota_us") >> time;
  std::ifstream(group / "cpu.cfs_period_us") >> period;
  return ratio(time, period);
}

/// The limits of a group, and of all above it, hold. A container may see only part of its path.
quota of_path(const fs::path& mounted, const std::string& path,
              quota (*of_group)(const fs::path&)) {
  fs::path group = mounted / fs::path(path).relative_path().lexically_normal();
  quota least;
  for (; group != mounted && group.has_relative_path(); group = group.parent_path()) {
    least = smaller(least, of_group(group));
  }
  return smaller(least, of_group(mounted));
}

}  // namespace

std::optional<double> processor_quota(const fs::path& root) {
  const fs::path mounted = root / "sys/fs/cgroup";
  std::ifstream groups(root / "proc/self/cgroup");
  quota least;
  // "4:cpu,cpuacct:/shop", of version 2 "0::/shop".
  for (std::string line; std::getline(groups, line);) {
    std::istringstream parts(line);
    std::string number, controllers, path;
    std::getline(parts, number, ':');
    std::getline(parts, controllers, ':');
    std::getline(parts, path);
    if (controllers.empty()) {
      least = smaller(least, of_path(mounted, path, &of_group_2));
      least = smaller(least, of_path(mounted / "unified", path, &of_group_2));
    } else if ((',' + controllers + ',').find(",cpu,") != std::string::npos) {
      least = smaller(least, of_path(mounted / controllers, path, &of_group_1));
      least = smaller(least, of_path(mounted / "cpu", path, &of_group_1));
    }
  }
  return least;
}

std::size_t processors() noexcept {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  const bool known = sched_getaffinity(0, sizeof allowed, &allowed) == 0;
  double most = known ? std::max(1, CPU_COUNT(&allowed)) : 1;
  try {
    if (const auto limit = processor_quota()) most = std::min(most, std::ceil(*limit));
  } catch (const std::exception&) {  // what cannot be read is no limit
  }
  return static_cast<std::size_t>(std::max(most, 1.0));
}

}  // namespace fauxtp::runtime
