// The differences between two applications.
#pragma once

#include <string>
#include <vector>

#include "application/application_data.hpp"
#include "fauxtp/arguments.hpp"
#include "fauxtp/reload.hpp"

namespace fauxtp {

/// A child: the path of its supervisor (empty for the root) and its id.
struct child_place {
  std::string supervisor;
  std::string id;

  std::string path() const { return supervisor.empty() ? id : supervisor + "/" + id; }
};

/// A child that is stopped or started.
struct changing_child {
  child_place place;
  bool restarts;  // it is stopped and started again; false: only one of the two
  /// The child was temporary and is no more: it is started if it has ended already, and else goes
  /// on.
  bool revives = false;
};

/// A child that gets other arguments while it runs.
struct reconfigured_child {
  child_place place;
  const argument_form* form;  // of the actor, in the new application
  const term* args;           // there, too
};

struct differences {
  std::vector<tree_change> shown;
  std::vector<std::string> kept;        // paths of supervisors that go on, from the root down
  std::vector<changing_child> stopped;  // in the order of the old tree
  std::vector<changing_child> started;  // in the order of the new tree
  std::vector<reconfigured_child> reconfigured;
  bool env = false;  // it differs
};

differences differences_of(const detail::application_data& running,
                           const detail::application_data& next);

}  // namespace fauxtp
