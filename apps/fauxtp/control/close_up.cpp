// One actor, seen from all sides.
#include "control/close_up.hpp"

#include <optional>
#include <string>
#include <vector>

#include "actor_table.hpp"
#include "commands.hpp"
#include "control/actor_json.hpp"
#include "control/targets.hpp"
#include "control/tree_walk.hpp"
#include "crash_book.hpp"
#include "fauxtp/blocking.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/dead_letter.hpp"
#include "fauxtp/pool.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/sys.hpp"
#include "stack_names.hpp"
#include "tree_in_force.hpp"

using namespace fauxtp;
using nlohmann::json;

namespace {

// If a server is too busy to show its state in this time, all else is shown without it.
constexpr std::chrono::milliseconds patience_for_state{500};

std::string named(pid actor) {
  const auto seen = info(actor, longest_look);
  return seen ? seen->label + " " + to_string(actor) : to_string(actor);
}

/// A supervisor of many thousands has as many links: a few are enough to see what they are.
json named(const std::vector<pid>& actors) {
  constexpr std::size_t most = 20;
  json all = json::array();
  for (const pid each : actors) {
    if (all.size() == most) {
      all.push_back("and " + std::to_string(actors.size() - most) + " more");
      break;
    }
    all.push_back(named(each));
  }
  return all;
}

json described_closely(const process_info& seen) {
  const auto name_of = [](pid actor) { return named(actor); };
  json made = actor_json(seen, name_of);
  if (seen.seen_from_outside) return made;
  made["trap_exit"] = seen.trap_exit;
  if (seen.stack_touched) made["stack_touched"] = *seen.stack_touched;
  made["links"] = named(seen.links);
  made["monitors"] = named(seen.monitors);
  made["monitored_by"] = named(seen.monitored_by);
  made["children"] = named(seen.children);
  if (seen.parent) made["parent"] = named(seen.parent);
  return made;
}

json described(const child_spec& spec) {
  json made = {{"id", spec.id},
               {"type", to_string(spec.type)},
               {"restart", to_string(*spec.restart)},
               {"shutdown", to_string(*spec.shutdown)},
               {"significant", spec.significant}};
  if (spec.drain > duration::zero()) made["drain_ms"] = milliseconds(spec.drain);
  if (spec.start_timeout != infinity) made["start_timeout_ms"] = milliseconds(spec.start_timeout);
  if (!spec.spawn.scheduler.empty()) made["scheduler"] = spec.spawn.scheduler;
  if (spec.restart_delay) {
    made["restart_delay"] = {{"min_ms", milliseconds(spec.restart_delay->min)},
                             {"max_ms", milliseconds(spec.restart_delay->max)}};
  }
  return made;
}

void add_supervisor_of(json& shown, const child_place& place) {
  shown["supervisor"] = place.supervisor_path;
  if (place.is_busy) shown["supervisor_is_busy"] = true;
  if (!place.child) return;
  const child_info& child = *place.child;
  shown["actor"] = child.what;
  shown["restarts"] = child.restarts;
  if (child.last_end) shown["last_end"] = to_string(*child.last_end);
  if (child.restart_in) shown["restart_in_ms"] = milliseconds(*child.restart_in);
  if (!child.actor) shown["status"] = child.restarting ? "restarting" : "stopped";
}

/// The place of that actor's child spec, if a supervisor of the tree has started it.
std::optional<child_place> place_of(const std::string& path, const running_tree& tree) {
  const pid root = root_of(tree);
  const std::string prefix = tree.application + "/";
  if (!root || !path.starts_with(prefix)) return std::nullopt;
  auto found = tree_walk(tree.application, root, longest_look).find(path.substr(prefix.size()));
  if (found && !found->child && !found->is_busy) return std::nullopt;
  return found;
}

void add_state(json& shown, pid actor) {
  try {
    shown["state"] = to_string(sys::get_state(actor, patience_for_state));
  } catch (const call_error&) {  // no server, or one that is busy
  }
}

json crashes_of(const std::string& path, const running_tree& tree) {
  return blocking([&] { return tree.crashes.of(path); });
}

/// A child that does not run has a path, too.
std::string path_of(const json& request, const running_tree& tree) {
  try {
    return path_of_target(request, tree);
  } catch (const request_error&) {
    const std::string path = full_path(text_of(request, "target"), tree);
    const auto place = place_of(path, tree);
    if (place && place->child) return place->supervisor_path + "/" + place->id;
    throw;
  }
}

json described(const pool& all) {
  const pool_spec spec = all.spec();
  json members = json::array();
  for (const pool::member& each : all.members()) {
    json shown = {{"name", all.name() + "-" + std::to_string(each.number)}, {"doing", each.doing}};
    if (each.actor) shown["pid"] = to_string(each.actor);
    if (spec.route == routing::least_loaded) shown["open_calls"] = each.open_calls;
    members.push_back(std::move(shown));
  }
  return {{"pool", spec.name},
          {"size", spec.size},
          {"route", to_string(spec.route)},
          {"when_all_fail", to_string(spec.when_all_fail)},
          {"members", std::move(members)}};
}

json overview(const running_tree& tree) {
  const dead_letter_counts dead = count_dead_letters();
  return {{"application", tree.application},
          {"dead_letters",
           {{"no_actor", dead.no_actor},
            {"late_reply", dead.late_reply},
            {"mailbox_full", dead.mailbox_full},
            {"shed", dead.shed},
            {"left_out", dead.left_out},
            {"unread", dead.unread}}}};
}

}  // namespace

json look_closely(const json& request, const running_tree& tree) {
  if (!request.contains("target")) return overview(tree);
  if (const auto all = pool::find(text_of(request, "target"))) return described(*all);
  const std::string path = path_of(request, tree);
  const std::optional<child_place> place = place_of(path, tree);
  json shown = {{"path", path}};
  pid actor;
  if (!place || !place->child || place->child->actor) {
    actor = target_of(request, tree);
    if (const auto seen = info(actor, longest_look)) shown = described_closely(*seen);
  }
  if (place) add_supervisor_of(shown, *place);
  if (place && place->child) {
    const auto spec = supervisor::get_childspec(place->supervisor, place->id, longest_look);
    if (spec) shown["spec"] = described(*spec);
  }
  const auto running = tree.in_force.application();
  if (const std::string declared = running->place_of(path); !declared.empty()) {
    shown["declared_at"] = declared;
  }
  const json crashes = crashes_of(path, tree);
  for (auto each = crashes.rbegin(); each != crashes.rend(); ++each) {
    if ((*each)["path"] != path) continue;  // a crash of an actor under it
    shown["last_crash"] = *each;
    break;
  }
  if (actor) add_state(shown, actor);
  return shown;
}

json show_stack(const json& request, const running_tree& tree) {
  static stack_names names;
  const pid actor = target_of(request, tree);
  const auto seen = info(actor, longest_look);
  const std::vector<const void*> stack = stack_of(actor, longest_look);
  if (!seen) throw request_error(exit_no_actor, to_string(actor) + " has ended");
  return {{"path", seen->label},
          {"pid", to_string(actor)},
          {"status", seen->hibernates ? "hibernates" : to_string(seen->status)},
          {"stack", blocking([&] { return names.of(stack); })}};
}

json list_crashes(const json& request, const running_tree& tree) {
  if (!request.contains("target")) return crashes_of("", tree);
  try {
    return crashes_of(path_of(request, tree), tree);
  } catch (const request_error&) {  // the actor may have ended; its crashes are still here
    json found = crashes_of(full_path(text_of(request, "target"), tree), tree);
    if (found.empty()) throw;
    return found;
  }
}
