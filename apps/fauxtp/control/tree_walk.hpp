#pragma once

#include <optional>
#include <string>

#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/supervisor.hpp"

/// Where a child stands, or would stand.
struct child_place {
  std::string supervisor_path;
  fauxtp::pid supervisor;
  std::string id;
  std::optional<fauxtp::child_info> child{};  // none: no child has that id, or it is not known
  bool is_busy = false;                       // the supervisor does not answer now
};

/// Finds children by asking the supervisors from the root down. An id may contain slashes. Must be
/// used in an actor.
class tree_walk {
 public:
  /// `patience`: how long each supervisor may take to answer.
  tree_walk(std::string root_path, fauxtp::pid root, fauxtp::duration patience)
      : root_path_(std::move(root_path)), root_(root), patience_(patience) {}

  /// Finds a child by its path below the root. If there is none, returns where it would stand, if
  /// that supervisor runs.
  std::optional<child_place> find(const std::string& path) const;
  /// Finds a child by the name that it registers when it runs.
  std::optional<child_place> find_named(const std::string& name) const;

 private:
  std::optional<child_place> find_below(const std::string& above, fauxtp::pid supervisor,
                                        const std::string& rest) const;

  std::string root_path_;
  fauxtp::pid root_;
  fauxtp::duration patience_;
};
