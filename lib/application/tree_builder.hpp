// Turns a tree that a file declares into one that can be started.
#pragma once

#include <string>
#include <vector>

#include "application/module_set.hpp"
#include "declaration/application_spec.hpp"
#include "fauxtp/dynamic_supervisor.hpp"

namespace fauxtp {

/// A child that its supervisor starts with. A worker with instances becomes one of these for each
/// instance.
struct planned_child {
  std::string id;
  std::string name;
  const child_entry* entry;
  std::size_t instance = 0;  // its number; 0: it is not one of several

  const worker_entry* worker() const { return std::get_if<worker_entry>(&entry->spec); }
  const supervisor_entry* supervisor() const { return std::get_if<supervisor_entry>(&entry->spec); }
};
/// Empty for a dynamic supervisor, which starts without children.
std::vector<planned_child> planned_children(const supervisor_entry& supervisor);

child_spec build_child(const planned_child& child, const module_set& modules);
dynamic_supervisor_spec build_dynamic(const supervisor_entry& supervisor,
                                      const module_set& modules);
supervisor_spec build_supervisor(const supervisor_entry& supervisor, const module_set& modules);

}  // namespace fauxtp
