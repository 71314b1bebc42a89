#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "fauxtp/child_spec.hpp"
#include "fauxtp/timer.hpp"

namespace fauxtp::detail {

/// A child of a supervisor: its spec, with all fields filled in, and its state.
struct child {
  child_spec spec;
  pid actor{};
  ref monitor{};
  bool restarting = false;  // its last restart failed, or is put off
  bool due = false;         // starts with the restart, or the change, that is under way
  pid last{};               // the pid of its run before this one
  std::size_t restarts = 0;
  std::optional<exit_reason> last_end{};  // why it ended by itself, or did not start
  // For restart_delay:
  std::size_t delay = 0;  // the number of the delay that it waits for; 0: none
  unsigned ends_in_a_row = 0;
  time_point last_start{};  // of the last start, or attempt to start
  time_point restart_at{};

  bool running() const noexcept { return static_cast<bool>(actor); }
};

/// The children in the order of their starts. A look-up by pid takes constant time, one by id
/// logarithmic time.
class children {
 public:
  using list = std::list<child>;
  using iterator = list::iterator;

  list& all() noexcept { return all_; }
  const list& all() const noexcept { return all_; }
  iterator begin() noexcept { return all_.begin(); }
  iterator end() noexcept { return all_.end(); }

  iterator add(child added);
  iterator find(std::string_view id);
  /// The child that runs as this actor.
  iterator find(pid actor);
  void remove(iterator gone);
  /// Puts the child behind `before`, or in front of all others if `before` is end().
  void move_behind(iterator before, iterator child);
  /// The child runs as this actor from now on.
  void runs(iterator child, pid actor, ref monitor);
  /// The child does not run, and nothing is under way that starts it.
  void ended(iterator child) { runs(child, {}, {}); }

 private:
  list all_;
  std::map<std::string, iterator, std::less<>> by_id_;
  std::unordered_map<pid, iterator> by_actor_;
};

}  // namespace fauxtp::detail
