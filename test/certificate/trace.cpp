#include "trace.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

namespace certificate {
namespace {

std::string above(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

/// Which supervisor started whom, by "path#n".
class ancestry {
 public:
  void begins(const std::string& name) {
    const std::string path = name.substr(0, name.find('#'));
    latest_[path] = name;
    started_by_[name] = latest_[above(path)];
  }
  void killed(const std::string& name) { killed_.insert(name); }
  bool below_a_killed_one(const std::string& name) const {
    for (auto found = started_by_.find(name); found != started_by_.end();
         found = started_by_.find(found->second)) {
      if (killed_.contains(found->second)) return true;
    }
    return false;
  }

 private:
  std::map<std::string, std::string> latest_;
  std::map<std::string, std::string> started_by_;
  std::set<std::string> killed_;
};

/// The first three words of a line; the third of a report is its label.
std::tuple<std::string, std::string, std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::string what, name, rest;
  in >> what >> name >> rest;
  return {what, name, rest};
}

/// Others are of one side only.
bool both_report(const std::string& label) {
  return label == "child_terminated" || label == "start_error" || label == "shutdown" ||
         label == "shutdown_error";
}

}  // namespace

trace canonical(const trace& seen) {
  ancestry tree;
  trace result;
  for (auto from = seen.begin(); from != seen.end();) {
    const auto to = std::find_if(from + 1, seen.end(),
                                 [](const auto& line) { return line.starts_with("step "); });
    for (auto line = from; line != to; ++line) {
      const auto [what, name, rest] = words(*line);
      if (what == "begin" || what == "up") tree.begins(name);
      if (what == "ended" && rest == "killed") tree.killed(name);
    }
    trace loose, reports, state;
    for (auto line = from; line != to; ++line) {
      const auto [what, name, rest] = words(*line);
      if (what == "report") {
        if (both_report(rest)) reports.push_back(*line);
      } else if (what == "reply" || what == "children" || what == "left") {
        state.push_back(*line);
      } else if (what == "ended" && tree.below_a_killed_one(name)) {
        loose.push_back(*line + " (its supervisor was killed)");
      } else {
        result.push_back(*line);
      }
    }
    std::ranges::sort(loose);
    std::ranges::sort(reports);
    for (const trace& part : {loose, reports, state}) {
      result.insert(result.end(), part.begin(), part.end());
    }
    from = to;
  }
  return result;
}

}  // namespace certificate
