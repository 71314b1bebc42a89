#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "fauxtp/child_spec.hpp"
#include "runtime/clock.hpp"

namespace fauxtp::detail {

/// A child of a supervisor: its spec, all fields filled in, and what has become of it.
struct child {
  child_spec spec;
  pid actor{};
  ref monitor{};
  bool restarting = false;  // its last restart failed, or is put off
  bool due = false;         // starts with the restart, or the change, that is under way
  pid last{};               // what it ran as before
  std::size_t restarts = 0;
  std::optional<exit_reason> last_end{};  // by itself
  // Of a restart_delay:
  std::size_t delay = 0;  // the number of the one that it waits for; 0: none
  unsigned ends_in_a_row = 0;
  runtime::time_point last_start{};  // or the last attempt
  runtime::time_point restart_at{};

  bool running() const noexcept { return static_cast<bool>(actor); }
};

/// The children in the order of their starts. Every look-up costs the same however many they are.
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
  /// The one that runs as this actor.
  iterator find(pid actor);
  void remove(iterator gone);
  /// Puts the child behind that one; in front of all, if that is end().
  void move_behind(iterator before, iterator child);
  /// The child runs as this actor from now on.
  void runs(iterator child, pid actor, ref monitor);
  /// It does not run, and nothing is under way that starts it.
  void ended(iterator child) { runs(child, {}, {}); }

 private:
  list all_;
  std::map<std::string, iterator, std::less<>> by_id_;
  std::unordered_map<pid, iterator> by_actor_;
};

}  // namespace fauxtp::detail
