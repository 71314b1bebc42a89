#include "census.hpp"

#include <array>
#include <regex>
#include <set>
#include <sstream>

namespace certificate {
namespace {

struct feature {
  const char* name;
  std::regex line;
};

const std::array features{
    feature{"a child is started again", std::regex("up [^#]*#([2-9]|1\\d).*")},
    feature{"a supervisor is started again", std::regex("begin [^#]*#([2-9]|1\\d).*")},
    feature{"a restart fails", std::regex("failed [^#]*#([2-9]|1\\d).*")},
    feature{"a dynamic supervisor has children", std::regex("children [^= ]+ [^=(]+\\(.*")},
    feature{"an init says ignore", std::regex("ignored .*")},
    feature{"a supervisor gives up", std::regex("report \\S* shutdown .*")},
    feature{"a supervisor has done (auto_shutdown)", std::regex("report \\S* auto_shutdown .*")},
    feature{"a child ends otherwise than it was asked",
            std::regex("report \\S* shutdown_error .*")},
    feature{"a supervisor does not start", std::regex("failed .*failed_to_start_child.*")},
    feature{"a request meets a restart under way",
            std::regex("reply restarting|.*[= ]restarting.*")},
    feature{"a spec is refused", std::regex(".*(invalid_spec|start_spec).*")},
    feature{"the tree ends before its last step", std::regex("left")},
};

}  // namespace

void census::count(const trace& seen) {
  ++scenarios_;
  std::set<std::string> shown;
  for (const std::string& line : seen) {
    for (const feature& each : features) {
      if (std::regex_match(line, each.line)) shown.insert(each.name);
    }
  }
  for (const std::string& each : shown) ++with_[each];
}

std::string census::shares() const {
  std::ostringstream out;
  for (const feature& each : features) {
    const auto found = with_.find(each.name);
    const std::size_t count = found == with_.end() ? 0 : found->second;
    out << "  " << 100 * count / std::max<std::size_t>(scenarios_, 1) << " %  " << each.name
        << "\n";
  }
  return out.str();
}

}  // namespace certificate
