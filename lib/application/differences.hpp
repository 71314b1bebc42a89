// What is not the same in two applications.
#pragma once

#include <string>
#include <vector>

#include "application/application_data.hpp"
#include "fauxtp/reload.hpp"

namespace fauxtp {

/// A child by the path of its supervisor, empty for the root, and its id.
struct child_place {
  std::string supervisor;
  std::string id;

  std::string path() const { return supervisor.empty() ? id : supervisor + "/" + id; }
};

/// A child that is stopped, or started.
struct changing_child {
  child_place place;
  bool restarts;  // both, one after the other; false: it is in one of the trees only
  /// It is temporary no more: it starts if it has ended before, and goes on if it has not.
  bool revives = false;
};

struct differences {
  std::vector<tree_change> shown;
  std::vector<std::string> kept;        // paths of supervisors that are in both, from the root down
  std::vector<changing_child> stopped;  // in the order of the old tree
  std::vector<changing_child> started;  // in the order of the new tree
};

differences differences_of(const detail::application_data& running,
                           const detail::application_data& next);

}  // namespace fauxtp
