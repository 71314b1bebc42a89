// A supervision tree as data.
#include "declaration/declared_tree.hpp"

#include <cstdint>

namespace fauxtp {
namespace {

term milliseconds(duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

term shutdown_of(const shutdown_time& shutdown) {
  if (shutdown.is_brutal_kill() || shutdown.time() == infinity) return to_string(shutdown);
  return milliseconds(shutdown.time());
}

/// What workers and supervisors have in common.
template <class Entry>
map common(const Entry& entry, child_type type) {
  map all;
  all.set("id", entry.id);
  all.set("type", std::string(to_string(type)));
  all.set("restart", std::string(to_string(entry.restart)));
  all.set("shutdown_ms", shutdown_of(entry.shutdown));
  all.set("significant", entry.significant);
  if (!entry.name.empty()) all.set("name", entry.name);
  return all;
}

map declared(const worker_entry& worker) {
  map all = common(worker, worker.type);
  all.set("actor", worker.actor);
  if (!worker.spawn.scheduler.empty()) all.set("scheduler", worker.spawn.scheduler);
  if (worker.instances) all.set("instances", static_cast<std::int64_t>(*worker.instances));
  if (worker.route) {
    all.set("route", std::string(to_string(*worker.route)));
    all.set("when_all_fail", std::string(to_string(worker.when_all_fail)));
  }
  return all;
}

map declared(const supervisor_entry& supervisor) {
  map rules;
  rules.set("strategy", std::string(supervisor.is_dynamic ? "simple_one_for_one"
                                                          : to_string(supervisor.strategy)));
  rules.set("intensity", supervisor.intensity);
  rules.set("period_ms", milliseconds(supervisor.period));
  if (supervisor.intensity_counts != intensity_counts::each) {
    rules.set("intensity_counts", std::string(to_string(supervisor.intensity_counts)));
  }
  rules.set("auto_shutdown", std::string(to_string(supervisor.auto_shutdown)));
  if (supervisor.max_children != supervisor_entry().max_children) {
    rules.set("max_children", static_cast<std::int64_t>(supervisor.max_children));
  }
  list children;
  for (const child_entry& child : supervisor.children) {
    children.push_back(
        std::visit([](const auto& spec) { return term(declared(spec)); }, child.spec));
  }
  map all = common(supervisor, child_type::supervisor);
  all.set("supervisor", std::move(rules));
  all.set("children", std::move(children));
  return all;
}

}  // namespace

term declared_tree(const application_spec& application) {
  map root = declared(application.supervisor);
  root.set("id", application.name);
  return root;
}

}  // namespace fauxtp
