// Builds the specs of supervisors and their children.
#include "application/tree_builder.hpp"

#include "module/template_start.hpp"

namespace fauxtp {
namespace {

child_spec build_worker(const planned_child& child, const worker_entry& entry,
                        const module_set& modules) {
  const actor_types::entry& type = *modules.find(entry.actor).type;
  return {.id = child.id,
          .start = type.make(entry.args),
          .name = child.name,
          .restart = entry.restart,
          .shutdown = entry.shutdown,
          .drain = entry.drain,
          .significant = entry.significant,
          .type = type.type,
          .start_timeout = entry.start_timeout,
          .spawn = entry.spawn,
          .restart_delay = entry.restart_delay};
}

}  // namespace

std::vector<planned_child> planned_children(const supervisor_entry& supervisor) {
  std::vector<planned_child> all;
  if (supervisor.is_dynamic) return all;
  for (const child_entry& each : supervisor.children) {
    const auto* worker = std::get_if<worker_entry>(&each.spec);
    if (worker == nullptr) {
      const auto& inner = std::get<supervisor_entry>(each.spec);
      all.push_back({inner.id, inner.name, &each});
      continue;
    }
    if (!worker->instances) all.push_back({worker->id, worker->name, &each});
    for (std::size_t n = 1; n <= worker->instances.value_or(0); ++n) {
      all.push_back({numbered(worker->id, n), numbered(worker->name, n), &each});
    }
  }
  return all;
}

child_spec build_child(const planned_child& child, const module_set& modules) {
  if (const worker_entry* worker = child.worker()) return build_worker(child, *worker, modules);
  const supervisor_entry& inner = *child.supervisor();
  return {.id = child.id,
          .start = inner.is_dynamic ? child_start(build_dynamic(inner, modules))
                                    : child_start(build_supervisor(inner, modules)),
          .name = child.name,
          .restart = inner.restart,
          .shutdown = inner.shutdown,
          .significant = inner.significant,
          .type = child_type::supervisor,
          .restart_delay = inner.restart_delay};
}

dynamic_supervisor_spec build_dynamic(const supervisor_entry& supervisor,
                                      const module_set& modules) {
  const worker_entry& child = supervisor.template_child();
  const actor_types::entry& type = *modules.find(child.actor).type;
  return {.child = {.start = start_of_template(type.make, child.args),
                    .restart = child.restart,
                    .shutdown = child.shutdown,
                    .drain = child.drain,
                    .significant = child.significant,
                    .type = type.type,
                    .start_timeout = child.start_timeout,
                    .spawn = child.spawn,
                    .restart_delay = child.restart_delay},
          .intensity = static_cast<std::size_t>(supervisor.intensity),
          .period = supervisor.period,
          .intensity_counts = supervisor.intensity_counts,
          .auto_shutdown = supervisor.auto_shutdown,
          .max_children = supervisor.max_children};
}

supervisor_spec build_supervisor(const supervisor_entry& supervisor, const module_set& modules) {
  supervisor_spec spec{.strategy = supervisor.strategy,
                       .intensity = static_cast<std::size_t>(supervisor.intensity),
                       .period = supervisor.period,
                       .intensity_counts = supervisor.intensity_counts,
                       .auto_shutdown = supervisor.auto_shutdown};
  for (const planned_child& each : planned_children(supervisor)) {
    spec.children.push_back(build_child(each, modules));
  }
  return spec;
}

}  // namespace fauxtp
