// A running tree, by the paths of its file.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "application/differences.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/supervisor.hpp"

namespace fauxtp {

/// A running tree's supervisors by their paths. What it knows may be old, since a supervisor can
/// fall at any time: who turns out to have ended is looked for again.
class live_tree {
 public:
  explicit live_tree(pid root) : root_(root) {}

  /// Calls `ask` with the supervisor of that path; false if none runs there. Throws call_error if
  /// the root has ended.
  template <class Ask>
  bool with(const std::string& path, Ask ask) {
    for (;;) {
      const pid supervisor = find(path);
      if (!supervisor) return false;
      try {
        ask(supervisor);
        return true;
      } catch (const call_error& error) {
        if (supervisor == root_ || (is_alive(supervisor) && error.cause() != exit_reason::noproc))
          throw;
        known_.clear();
        yield();  // its own supervisor has yet to hear of it
      }
    }
  }

 private:
  pid find(const std::string& path);

  pid root_;
  std::map<std::string, pid> known_;  // empty: it does not run
};

}  // namespace fauxtp
