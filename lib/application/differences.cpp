// Compares two applications, supervisor by supervisor.
#include "application/differences.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "application/key_changes.hpp"
#include "application/tree_builder.hpp"
#include "declaration/quantity.hpp"

namespace fauxtp {
namespace {

using kind = tree_change::kind;

restart_type restart_of(const planned_child& child) {
  return std::visit([](const auto& spec) { return spec.restart; }, child.entry->spec);
}

/// The ids that must move so that all others can keep their order: all ids but a longest common
/// subsequence of both lists.
std::set<std::string> out_of_order(const std::vector<std::string>& before,
                                   const std::vector<std::string>& after) {
  std::map<std::string, std::size_t> position;
  for (std::size_t i = 0; i < before.size(); ++i) position.emplace(before[i], i);
  std::vector<std::size_t> last;  // indices into `after`: the smallest end of a run of each length
  std::vector<std::optional<std::size_t>> previous(after.size());
  const auto old_place = [&](std::size_t i) { return position.at(after[i]); };
  for (std::size_t i = 0; i < after.size(); ++i) {
    const auto behind = std::ranges::lower_bound(last, old_place(i), {}, old_place);
    if (behind != last.begin()) previous[i] = *std::prev(behind);
    behind == last.end() ? last.push_back(i) : void(*behind = i);
  }
  std::set<std::string> moved(after.begin(), after.end());
  for (auto i = last.empty() ? std::nullopt : std::optional(last.back()); i; i = previous[*i]) {
    moved.erase(after[*i]);
  }
  return moved;
}

std::set<std::string> live_arguments(const argument_form& form) {
  std::set<std::string> names;
  for (const argument_form& each : form.parts) {
    if (each.live) names.insert(each.name);
  }
  return names;
}

/// Whether two paths lead to the same file, however they are written.
bool same_file(const std::string& one, const std::string& other) {
  if (one == other) return true;
  std::error_code none;
  const auto resolved = [&](const std::string& path) {
    return std::filesystem::weakly_canonical(path, none);
  };
  return !one.empty() && !other.empty() && resolved(one) == resolved(other) && !none;
}
bool same_sink(const sink_entry& one, const sink_entry& other) {
  return one.type == other.type && same_file(one.path, other.path) &&
         one.rotate_size == other.rotate_size && one.keep == other.keep;
}

class comparison {
 public:
  comparison(const detail::application_data& running, const detail::application_data& next)
      : running_(running), next_(next) {}

  differences all() && {
    compare_applications();
    compare(running_.root(), next_.root(), "");
    list_stops(running_.root(), "");
    name_movers();
    found_.shown.insert(found_.shown.end(), removed_.begin(), removed_.end());
    return std::move(found_);
  }

 private:
  void show(kind what, const std::string& path, std::string why) {
    found_.shown.push_back({what, path, std::move(why)});
  }

  void compare_applications();
  void compare_logging(const logging_spec& before, const logging_spec& after);
  void compare(const supervisor_entry& before, const supervisor_entry& after,
               const std::string& path);
  void compare_child(const planned_child& before, const planned_child& after,
                     const child_place& place);
  void show_moves(const std::vector<planned_child>& before, const std::vector<planned_child>& after,
                  const std::string& path);
  void compare_templates(const supervisor_entry& before, const supervisor_entry& after,
                         const std::string& path);
  /// The arguments that differ, if the actor takes other ones while it runs.
  std::string live_change(const planned_child& before, const planned_child& after) const;
  /// Null: any arguments will do.
  const argument_form* form_of(const worker_entry& worker) const;
  /// Why the child must be restarted; empty if it need not be.
  std::string why_restart(const planned_child& before, const planned_child& after) const;
  void list_stops(const supervisor_entry& before, const std::string& path);
  void name_movers();

  const detail::application_data& running_;
  const detail::application_data& next_;
  differences found_;
  std::set<std::string> restarted_;
  std::vector<tree_change> removed_;
  std::map<std::string, const child_entry*> removed_entries_;  // by path
  std::map<std::string, const child_entry*> added_entries_;
};

void comparison::compare_applications() {
  const application_spec& before = *running_.loaded.spec;
  const application_spec& after = *next_.loaded.spec;
  const auto differ = [&](const std::string& key, const std::string& old_one,
                          const std::string& new_one) {
    if (old_one != new_one) show(kind::cannot, key, old_one + " -> " + new_one);
  };
  differ("name", before.name, after.name);
  differ("runtime.threads", text(before.runtime.threads), text(after.runtime.threads));
  differ("runtime.schedulers", text(before.runtime.schedulers), text(after.runtime.schedulers));
  differ("runtime.stack_size", size_text(before.runtime.stack_size),
         size_text(after.runtime.stack_size));
  differ("runtime.shutdown_timeout", text(before.runtime.shutdown_timeout),
         text(after.runtime.shutdown_timeout));
  if (!same_file(before.control.socket, after.control.socket)) {
    differ("control.socket", text(before.control.socket), text(after.control.socket));
  }
  differ("runtime.stall_after", text(before.runtime.stall_after), text(after.runtime.stall_after));
  const term nothing;
  const term& old_env = before.env ? *before.env : nothing;
  const term& new_env = after.env ? *after.env : nothing;
  if (!(old_env == new_env)) {
    found_.env = true;
    show(kind::set, "env", "for actors that read it from now on, and those that watch it");
  }
  compare_logging(before.logging, after.logging);
}

void comparison::compare_logging(const logging_spec& before, const logging_spec& after) {
  const auto compare = [&](const std::string& key, const std::string& old_one,
                           const std::string& new_one) {
    if (old_one != new_one) show(kind::set, key, old_one + " -> " + new_one);
  };
  compare("logging.level", text(before.level), text(after.level));
  compare("logging.format", text(before.format), text(after.format));
  std::set<std::string> words;
  for (const auto& [word, entry] : before.levels) words.insert(word);
  for (const auto& [word, entry] : after.levels) words.insert(word);
  for (const std::string& word : words) {
    compare("logging.levels." + word, level_text(before, word), level_text(after, word));
  }
  if (!std::ranges::equal(before.sinks, after.sinks, same_sink)) {
    show(kind::set, "logging.sinks", text(before.sinks) + " -> " + text(after.sinks));
  }
  if (before.capsules != after.capsules) {
    show(kind::set, "logging.capsules", text(before.capsules) + " -> " + text(after.capsules));
  }
}

void comparison::compare(const supervisor_entry& before, const supervisor_entry& after,
                         const std::string& path) {
  found_.kept.push_back(path);
  if (std::string limits = limits_that_differ(before, after); !limits.empty()) {
    show(kind::change, path, std::move(limits));
  }
  if (after.is_dynamic) compare_templates(before, after, path);
  const std::vector<planned_child> old_children = planned_children(before);
  const std::vector<planned_child> new_children = planned_children(after);
  std::map<std::string, const planned_child*> old_ids;
  for (const planned_child& each : old_children) old_ids.emplace(each.id, &each);

  std::map<std::string, std::string> restarts;  // why, by id
  std::string first;                            // the first child that must be restarted
  for (const planned_child& each : new_children) {
    const auto old_one = old_ids.find(each.id);
    if (old_one == old_ids.end()) continue;
    std::string why = why_restart(*old_one->second, each);
    if (why.empty()) continue;
    if (first.empty()) first = each.id;
    restarts.emplace(each.id, std::move(why));
  }
  bool behind = after.strategy == strategy::one_for_all;
  for (const planned_child& each : new_children) {
    const bool with_it = !first.empty() && behind && after.strategy != strategy::one_for_one;
    if (with_it && old_ids.contains(each.id)) {
      restarts.emplace(each.id, text(after.strategy) + ", with " + first);
    }
    behind = behind || each.id == first;
  }

  show_moves(old_children, new_children, path);
  for (const planned_child& each : new_children) {
    const child_place place{path, each.id};
    const auto old_one = old_ids.find(each.id);
    if (old_one == old_ids.end()) {
      show(kind::add, place.path(), "");
      added_entries_.emplace(place.path(), each.entry);
      found_.started.push_back({place, false});
    } else if (const auto restart = restarts.find(each.id); restart != restarts.end()) {
      show(kind::restart, place.path(), restart->second);
      restarted_.insert(place.path());
      found_.started.push_back({place, true});
    } else {
      compare_child(*old_one->second, each, place);
    }
    if (old_one != old_ids.end()) old_ids.erase(old_one);
  }
  for (const planned_child& each : old_children) {
    if (!old_ids.contains(each.id)) continue;
    const child_place place{path, each.id};
    removed_.push_back({kind::remove, place.path(), ""});
    removed_entries_.emplace(place.path(), each.entry);
  }
}

// Children that run now go on. If one of them is restarted, it still gets the actor and the args
// that it was started with.
void comparison::compare_templates(const supervisor_entry& before, const supervisor_entry& after,
                                   const std::string& path) {
  const planned_child old_one{before.template_child().id, "", &before.children.front()};
  const planned_child new_one{after.template_child().id, "", &after.children.front()};
  key_changes changes;
  if (const std::string why = why_restart(old_one, new_one); !why.empty()) {
    changes.add(why + " for children to come");
  }
  if (const std::string live = live_change(old_one, new_one); !live.empty()) {
    changes.add(live + " for children to come");
  }
  if (const std::string rules = rules_that_differ(old_one, new_one); !rules.empty()) {
    changes.add(rules);
  }
  if (!changes.all().empty()) {
    show(kind::change, child_place{path, new_one.id}.path(), changes.all());
  }
}

void comparison::compare_child(const planned_child& before, const planned_child& after,
                               const child_place& place) {
  key_changes changes;
  if (const std::string live = live_change(before, after); !live.empty()) {
    changes.add(live);
    const worker_entry& worker = *after.worker();
    found_.reconfigured.push_back({place, form_of(worker), &worker.args});
  }
  if (const std::string rules = rules_that_differ(before, after); !rules.empty()) {
    changes.add(rules);
  }
  if (!changes.all().empty()) show(kind::change, place.path(), changes.all());
  const auto is_temporary = [](const planned_child& child) {
    return restart_of(child) == restart_type::temporary;
  };
  if (is_temporary(before) && !is_temporary(after)) found_.started.push_back({place, false, true});
  if (before.supervisor() != nullptr) {
    compare(*before.supervisor(), *after.supervisor(), place.path());
  }
}

void comparison::show_moves(const std::vector<planned_child>& before,
                            const std::vector<planned_child>& after, const std::string& path) {
  const auto ids = [](const std::vector<planned_child>& all,
                      const std::vector<planned_child>& others) {
    std::set<std::string> known;
    for (const planned_child& each : others) known.insert(each.id);
    std::vector<std::string> chosen;
    for (const planned_child& each : all) {
      if (known.contains(each.id)) chosen.push_back(each.id);
    }
    return chosen;
  };
  const std::vector<std::string> new_order = ids(after, before);
  const std::set<std::string> moved = out_of_order(ids(before, after), new_order);
  for (std::size_t i = 0; i < new_order.size(); ++i) {
    if (!moved.contains(new_order[i])) continue;
    show(kind::move, child_place{path, new_order[i]}.path(),
         i == 0 ? "now first" : "now behind " + new_order[i - 1]);
  }
}

std::string comparison::live_change(const planned_child& before, const planned_child& after) const {
  if (before.worker() == nullptr || after.worker() == nullptr) return {};
  const term& old_args = before.worker()->args;
  const term& new_args = after.worker()->args;
  const argument_form* form = form_of(*after.worker());
  if (form == nullptr || form->change_to == nullptr) return {};
  const bool all_are_live = differ_only_in(live_arguments(*form), old_args, new_args);
  return all_are_live ? args_that_differ(old_args, new_args) : "";
}

const argument_form* comparison::form_of(const worker_entry& worker) const {
  const auto& form = next_.modules.find(worker.actor).type->arguments;
  return form ? &*form : nullptr;
}

std::string comparison::why_restart(const planned_child& before, const planned_child& after) const {
  if (before.name != after.name) return "name " + text(before.name) + " -> " + text(after.name);
  if ((before.worker() == nullptr) != (after.worker() == nullptr)) {
    return before.worker() != nullptr ? "a supervisor now" : "a worker now";
  }
  if (before.worker() == nullptr) {
    if (before.supervisor()->is_dynamic == after.supervisor()->is_dynamic) return {};
    return after.supervisor()->is_dynamic ? "simple_one_for_one now" : "simple_one_for_one no more";
  }
  const worker_entry& old_one = *before.worker();
  const worker_entry& new_one = *after.worker();
  const module_set::offer was = running_.modules.find(old_one.actor);
  const module_set::offer is = next_.modules.find(new_one.actor);
  if (was.library->name != is.library->name || was.type->name != is.type->name) {
    return "actor " + old_one.actor + " -> " + new_one.actor;
  }
  if (!(old_one.args == new_one.args) && live_change(before, after).empty()) {
    return args_that_differ(old_one.args, new_one.args);
  }
  const std::size_t old_size = old_one.spawn.stack_size;
  const std::size_t new_size = new_one.spawn.stack_size;
  const std::size_t common_size = running_.loaded.spec->runtime.stack_size;
  const auto or_common = [&](std::size_t bytes) { return bytes == 0 ? common_size : bytes; };
  if (or_common(old_size) != or_common(new_size)) {
    return "stack_size " + stack_size_text(old_size) + " -> " + stack_size_text(new_size);
  }
  key_changes switches;
  switches.compare("deadlines", old_one.spawn.deadlines, new_one.spawn.deadlines);
  switches.compare("prioritize_stop", old_one.spawn.prioritize_stop, new_one.spawn.prioritize_stop);
  switches.compare("capsule", static_cast<int>(old_one.spawn.capsule),
                   static_cast<int>(new_one.spawn.capsule));
  if (!switches.all().empty()) return switches.all();
  if (old_one.spawn.scheduler != new_one.spawn.scheduler) {
    return "scheduler " + text(old_one.spawn.scheduler) + " -> " + text(new_one.spawn.scheduler);
  }
  if (was.library != is.library) return "module " + is.library->name + " was built anew";
  return {};
}

void comparison::list_stops(const supervisor_entry& before, const std::string& path) {
  for (const planned_child& each : planned_children(before)) {
    const child_place place{path, each.id};
    const bool restarts = restarted_.contains(place.path());
    if (restarts || removed_entries_.contains(place.path())) {
      found_.stopped.push_back({place, restarts});
    } else if (each.supervisor() != nullptr) {
      list_stops(*each.supervisor(), place.path());
    }
  }
}

// Finds children that are removed from one supervisor and added to another, and says so at both
// places. The actor cannot move along: it is stopped, and a new one is started.
void comparison::name_movers() {
  const auto id_of = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
  for (tree_change& added : found_.shown) {
    if (added.what != kind::add) continue;
    const auto from = std::ranges::find_if(removed_, [&](const tree_change& gone) {
      return id_of(gone.path) == id_of(added.path) &&
             removed_entries_.at(gone.path)->spec.index() ==
                 added_entries_.at(added.path)->spec.index();
    });
    if (from == removed_.end()) continue;
    added.why = "it was " + from->path;
    from->why = "it becomes " + added.path;
  }
}

}  // namespace

std::string_view to_string(tree_change::kind what) noexcept {
  constexpr std::string_view names[] = {"add",  "remove", "restart", "change",
                                        "move", "set",    "cannot"};
  return names[static_cast<std::size_t>(what)];
}

differences differences_of(const detail::application_data& running,
                           const detail::application_data& next) {
  return comparison(running, next).all();
}

}  // namespace fauxtp
