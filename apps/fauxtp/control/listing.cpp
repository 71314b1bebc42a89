// All that can be seen of a running tree, from outside its actors and from its supervisors.
#include "control/listing.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "control/targets.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/cpu_share.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/task.hpp"

using namespace fauxtp;
using nlohmann::json;

namespace {

// A supervisor that starts or stops a child answers later than that, and is shown without.
constexpr std::chrono::milliseconds supervisor_patience{300};

double milliseconds(duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

/// What a supervisor has said of itself.
struct seen_supervisor {
  std::optional<supervisor_status> status;
  std::vector<child_info> children;
};

seen_supervisor look_at(pid supervisor) {
  try {
    seen_supervisor seen;
    seen.children = supervisor::which_children(supervisor, supervisor_patience);
    seen.status = supervisor::get_status(supervisor, supervisor_patience);
    return seen;
  } catch (const call_error&) {
    return {};
  }
}

/// Of all supervisors from the root down, those of one level at the same time.
std::map<std::string, seen_supervisor> look_at_supervisors(const std::string& name, pid root) {
  std::map<std::string, seen_supervisor> all;
  std::vector<std::pair<std::string, pid>> level = {{name, root}};
  while (!level.empty()) {
    std::vector<task<seen_supervisor>> looks;
    for (const auto& [path, actor] : level) {
      looks.push_back(spawn_task([actor = actor] { return look_at(actor); }));
    }
    std::vector<std::pair<std::string, pid>> next;
    for (std::size_t i = 0; i < looks.size(); ++i) {
      seen_supervisor& seen = all[level[i].first] = looks[i].join();
      for (const child_info& child : seen.children) {
        if (child.type != child_type::supervisor || !child.actor) continue;
        next.emplace_back(level[i].first + "/" + child.id, child.actor);
      }
    }
    level = std::move(next);
  }
  return all;
}

using names = std::map<pid, std::string>;

json described(const wait_info& wait, const names& known) {
  json waits = {{"for", to_string(wait.what)}, {"ms", milliseconds(wait.since)}};
  if (wait.where.line() != 0) {
    waits["file"] = wait.where.file_name();
    waits["line"] = wait.where.line();
  }
  if (wait.whom) {
    const auto found = known.find(wait.whom);
    waits["whom"] = found == known.end() ? to_string(wait.whom) : found->second;
  }
  return waits;
}

json described(const process_info& seen, const names& known) {
  json made = {{"pid", to_string(seen.actor)},
               {"path", seen.label},
               {"name", seen.name},
               {"status", to_string(seen.status)},
               {"hibernates", seen.hibernates},
               {"mailbox", seen.messages},
               {"oldest_message_ms", milliseconds(seen.oldest_message)},
               {"handled", seen.handled},
               {"worker", seen.worker},
               {"stack_size", seen.stack_size},
               {"stack_used", seen.stack_used},
               {"stack_touched", seen.stack_touched}};
  if (seen.mailbox.messages != 0) {
    made["mailbox_limit"] = seen.mailbox.messages;
    made["overflow"] = to_string(seen.mailbox.policy);
    made["lost"] = seen.lost;
  }
  if (seen.waits) made["waits"] = described(*seen.waits, known);
  return made;
}

void add_supervisor(json& shown, const seen_supervisor& seen) {
  json& about = shown["supervisor"] = json::object();
  if (!seen.status) return;  // busy
  about = {{"strategy", to_string(seen.status->how)},
           {"restarts", seen.status->restarts},
           {"intensity", seen.status->intensity},
           {"period_ms", milliseconds(seen.status->period)},
           {"children", seen.children.size()}};
}

/// A child of which the actors themselves say nothing: it does not run, or its worker is held.
json unseen(const child_info& child, const std::string& path) {
  json shown = {{"path", path}, {"name", ""}};
  if (child.actor) shown["pid"] = to_string(child.actor);
  shown["status"] = child.actor ? "unseen" : child.restarting ? "restarting" : "stopped";
  return shown;
}

}  // namespace

json list_actors(const json& request, const running_tree& tree) {
  std::map<pid, double> shares;
  const std::chrono::milliseconds watched(request.value("cpu_ms", std::int64_t{0}));
  if (watched.count() > 0) {
    for (const cpu_share& each :
         cpu_shares(std::min<duration>(watched, std::chrono::seconds(10)))) {
      shares.emplace(each.actor, each.share);
    }
  }
  const std::vector<process_info> actors = application_actors();
  names known;
  pid root;
  for (const process_info& each : actors) {
    known.emplace(each.actor, each.name.empty() ? each.label : each.name);
    if (each.label == tree.application) root = each.actor;
  }
  std::map<std::string, seen_supervisor> supervisors;
  if (root) supervisors = look_at_supervisors(tree.application, root);

  std::map<std::string, json> children;  // that are not among the actors, or have restarts to tell
  for (const auto& [path, supervisor] : supervisors) {
    std::size_t place = supervisor.children.size();  // the last that was started comes first
    for (const child_info& each : supervisor.children) {
      json& child = children[path + "/" + each.id] = unseen(each, path + "/" + each.id);
      child["place"] = --place;
      child["restarts"] = each.restarts;
      child["actor"] = each.what;
    }
  }
  std::vector<json> shown;
  for (const process_info& each : actors) {
    json actor = described(each, known);
    if (const auto child = children.extract(each.label)) {
      for (const char* key : {"place", "restarts", "actor"}) actor[key] = child.mapped()[key];
    }
    const auto supervisor = supervisors.find(each.label);
    if (supervisor != supervisors.end()) add_supervisor(actor, supervisor->second);
    const auto share = shares.find(each.actor);
    if (watched.count() > 0) actor["cpu"] = share == shares.end() ? 0.0 : share->second;
    shown.push_back(std::move(actor));
  }
  for (auto& [path, child] : children) shown.push_back(std::move(child));
  std::ranges::stable_sort(shown, {}, [](const json& each) -> const std::string& {
    return each["path"].get_ref<const std::string&>();
  });
  return shown;
}
