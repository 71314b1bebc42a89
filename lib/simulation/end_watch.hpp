#pragma once

#include <set>
#include <string>
#include <tuple>

#include "actor/local_node.hpp"
#include "fauxtp/pid.hpp"

namespace fauxtp::simulation {

/// Looks whether all have heard of the ends of actors: who monitors one has got its `down`, who
/// waits for its answer does not wait any more, and nobody has the name of one.
///
/// What tells of an end may be on its way, so it takes two looks. In between each worker must have
/// taken in what was sent to it, and then once more.
class end_watch {
 public:
  explicit end_watch(detail::local_node& node) : node_(node) {}

  // No other thread of the node runs meanwhile.
  void look();
  void look_again();

  /// What was found first; empty: nothing.
  const std::string& wrong() const noexcept { return wrong_; }

 private:
  /// What has not come yet.
  struct overdue {
    std::set<std::tuple<pid, ref, pid>> downs;    // who waits for it, and whose it is
    std::set<std::tuple<pid, ref, pid>> answers;  // the same
    std::set<std::string> names;
  };
  overdue seen() const;

  detail::local_node& node_;
  overdue before_;
  std::string wrong_;
};

}  // namespace fauxtp::simulation
