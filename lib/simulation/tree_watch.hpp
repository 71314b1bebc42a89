#pragma once

#include <map>
#include <string>
#include <vector>

#include "fauxtp/log.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/supervisor.hpp"

namespace fauxtp::simulation {

/// Looks whether supervisors do what OTP's do.
class tree_watch {
 public:
  /// Children are stopped from the last to the first: what is not, is told by wrong().
  void note(const report& told);
  /// The children of the supervisor at that path, as it lists them: the last one first.
  void knows(const std::string& supervisor, const std::vector<child_info>& children);
  /// Until they are known again: a reload gives children other places, and is not over.
  void forget_places() noexcept { families_.clear(); }
  /// After each calm. Each actor of the tree must have its supervisor. And there must not be more
  /// actors outside of the tree after each fault: then what crashes leaves some behind.
  void look_at(const std::vector<process_info>& tree, pid root,
               const std::vector<process_info>& outside);

  /// What was found first; empty: nothing.
  const std::string& wrong() const noexcept { return wrong_; }

 private:
  void is_wrong(std::string text);

  struct family {
    std::map<std::string, std::size_t> places;  // of the children's ids, the last one is 0
    std::string last_stopped;                   // since one was started
  };
  std::map<std::string, family> families_;  // by the supervisor's path
  std::size_t outside_ = 0;                 // how many actors, at the last look
  std::size_t grown_ = 0;  // at so many looks, one after the other, there were more
  std::string wrong_;
};

}  // namespace fauxtp::simulation
