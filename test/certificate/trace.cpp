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

using facts = trace::iterator;

/// Which supervisor has started which actor, by "path#n".
class ancestry {
 public:
  void begins(const std::string& name) {
    const std::string path = name.substr(0, name.find('#'));
    latest_[path] = name;
    started_by_[name] = latest_[above(path)];
  }
  /// Whether an actor at that path was below a supervisor that was killed in this step: a report
  /// does not say which actor it is of.
  bool has_orphan_at(const std::string& path) const {
    return std::ranges::any_of(started_by_, [&](const auto& each) {
      return each.first.starts_with(path + "#") && is_below_one_of(each.first, killed_now_);
    });
  }
  void next_step() { killed_now_.clear(); }
  void dynamic(const std::string& name) { dynamic_.insert(name); }
  bool is_dynamic(const std::string& name) const { return dynamic_.contains(name); }
  void killed(const std::string& name) {
    killed_.insert(name);
    killed_now_.insert(name);
  }
  bool below_a_killed_one(const std::string& name) const { return is_below_one_of(name, killed_); }
  /// The child of `supervisor` that `name` is, or is below of; empty if there is none.
  std::string child_of(const std::string& supervisor, const std::string& name) const {
    for (auto found = started_by_.find(name); found != started_by_.end();
         found = started_by_.find(found->second)) {
      if (found->second == supervisor) return found->first;
    }
    return {};
  }

 private:
  bool is_below_one_of(const std::string& name, const std::set<std::string>& above) const {
    for (auto found = started_by_.find(name); found != started_by_.end();
         found = started_by_.find(found->second)) {
      if (above.contains(found->second)) return true;
    }
    return false;
  }

  std::map<std::string, std::string> latest_;
  std::map<std::string, std::string> started_by_;
  std::set<std::string> killed_;
  std::set<std::string> killed_now_;  // in this step
  std::set<std::string> dynamic_;
};

/// The first three words of a line; the third of a report is its label.
std::tuple<std::string, std::string, std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::string what, name, rest;
  in >> what >> name >> rest;
  return {what, name, rest};
}

/// Sorts the ends of the actors that a dynamic supervisor has stopped at the same time. Outer
/// supervisors come first: then the ends below each inner one lie together.
void sort_ends(facts from, facts to, const ancestry& tree) {
  std::vector<std::string> dynamic;
  for (auto line = from; line != to; ++line) {
    const auto [what, name, rest] = words(*line);
    if (what == "ended" && tree.is_dynamic(name)) dynamic.push_back(name);
  }
  std::ranges::stable_sort(dynamic, {},
                           [](const std::string& name) { return std::ranges::count(name, '/'); });
  for (const std::string& supervisor : dynamic) {
    const auto child = [&](const std::string& line) {
      const auto [what, name, rest] = words(line);
      return what == "ended" ? tree.child_of(supervisor, name) : std::string();
    };
    const auto end = std::find_if(from, to, [&](const std::string& line) {
      return line.starts_with("ended " + supervisor + " ");
    });
    auto first = end;
    while (first != from && !child(*std::prev(first)).empty()) --first;
    std::stable_sort(first, end, [&](const std::string& one, const std::string& other) {
      return child(one) < child(other);
    });
  }
}

/// The line without the actors whose supervisor was killed.
std::string without_orphans(const std::string& left, const ancestry& tree) {
  std::istringstream in(left);
  std::string all, word;
  while (in >> word) {
    if (!tree.below_a_killed_one(word)) all += (all.empty() ? "" : " ") + word;
  }
  return all;
}

/// Only one side has other reports.
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
    tree.next_step();
    for (auto line = from; line != to; ++line) {
      const auto [what, name, rest] = words(*line);
      if (what == "begin" || what == "up") tree.begins(name);
      if (what == "begin" && rest == "dynamic") tree.dynamic(name);
      if (what == "ended" && rest == "killed") tree.killed(name);
    }
    const auto begin = static_cast<std::ptrdiff_t>(result.size());
    trace reports, state;
    for (auto line = from; line != to; ++line) {
      const auto [what, name, rest] = words(*line);
      if (what == "report") {
        if (both_report(rest) && !tree.has_orphan_at(name)) reports.push_back(*line);
      } else if (what == "reply" && name == "nobody") {
        // The step was about an actor that has ended; or, on one side, about an orphan.
      } else if (what == "left") {
        state.push_back(without_orphans(*line, tree));
      } else if (what == "reply" || what == "children") {
        state.push_back(*line);
      } else if (what != "ended" || !tree.below_a_killed_one(name)) {
        result.push_back(*line);
      }
    }
    sort_ends(result.begin() + begin, result.end(), tree);
    std::ranges::sort(reports);
    for (const trace& part : {reports, state}) {
      result.insert(result.end(), part.begin(), part.end());
    }
    from = to;
  }
  return result;
}

}  // namespace certificate
