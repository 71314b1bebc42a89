// Builds the specs of supervisors and their children.
#include "application/tree_builder.hpp"

#include "module/template_start.hpp"

namespace fauxtp {
namespace {

child_spec build_worker(const planned_child& child, const worker_entry& entry,
                        const module_set& modules) {
  const actor_types::entry& type = *modules.find(entry.actor).type;
  spawn_options spawn = entry.spawn;
  spawn.instance = child.instance;
  return {.id = child.id,
          .start = type.make(entry.args),
          .name = child.name,
          .pool = entry.route ? entry.name : "",
          .restart = entry.restart,
          .shutdown = entry.shutdown,
          .drain = entry.drain,
          .significant = entry.significant,
          .type = type.type,
          .start_timeout = entry.start_timeout,
          .spawn = std::move(spawn),
          .restart_delay = entry.restart_delay};
}

void add_pools(const supervisor_entry& supervisor, std::vector<pool_spec>& pools) {
  for (const child_entry& each : supervisor.children) {
    if (const auto* inner = std::get_if<supervisor_entry>(&each.spec)) {
      add_pools(*inner, pools);
    } else if (const auto& worker = std::get<worker_entry>(each.spec); worker.route) {
      pools.push_back({worker.name, *worker.instances, *worker.route, worker.when_all_fail});
    }
  }
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
      all.push_back({numbered(worker->id, n), numbered(worker->name, n), &each, n});
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
  // The root keeps all pools, so that they are there while a supervisor below it restarts.
  const bool is_root = supervisor.id.empty();
  if (is_root) add_pools(supervisor, spec.pools);
  for (const planned_child& each : planned_children(supervisor)) {
    spec.children.push_back(build_child(each, modules));
  }
  return spec;
}

}  // namespace fauxtp
