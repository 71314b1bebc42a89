// Lists all that can be seen of a running tree: from outside its actors, and from its supervisors.
#include "control/listing.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actor_table.hpp"
#include "control/actor_json.hpp"
#include "control/targets.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/cpu_share.hpp"
#include "fauxtp/shown_text.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/task.hpp"

using namespace fauxtp;
using nlohmann::json;

namespace {

// The log has the rest of an exit reason.
constexpr std::size_t longest_reason = 200;

// A supervisor that is starting or stopping a child may answer later than this; then it is shown
// without its own data.
constexpr std::chrono::milliseconds supervisor_patience{300};

/// What a supervisor has told about itself.
struct seen_supervisor {
  pid actor{};
  std::optional<supervisor_status> status;
  std::vector<child_info> children;
};

seen_supervisor look_at(pid supervisor, std::size_t most) {
  try {
    seen_supervisor seen;
    const supervisor_status status = supervisor::get_status(supervisor, supervisor_patience);
    // A supervisor with very many children is not kept from its work by making a list of them all.
    child_filter supervisors;
    if (status.children > most) {
      supervisors = [](const child_spec& each) { return each.type == child_type::supervisor; };
    }
    seen.children =
        supervisor::which_children(supervisor, supervisor_patience, std::move(supervisors));
    seen.status = status;
    return seen;
  } catch (const call_error&) {
    return {};
  }
}

/// Asks all supervisors from the root down; those of one level at the same time.
std::map<std::string, seen_supervisor> look_at_supervisors(const std::string& name, pid root,
                                                           std::size_t most) {
  std::map<std::string, seen_supervisor> all;
  std::vector<std::pair<std::string, pid>> level = {{name, root}};
  while (!level.empty()) {
    std::vector<task<seen_supervisor>> looks;
    for (const auto& [path, actor] : level) {
      looks.push_back(spawn_task([actor = actor, most] { return look_at(actor, most); }));
    }
    std::vector<std::pair<std::string, pid>> next;
    for (std::size_t i = 0; i < looks.size(); ++i) {
      seen_supervisor& seen = all[level[i].first] = looks[i].join();
      seen.actor = level[i].second;
      for (const child_info& child : seen.children) {
        if (child.type != child_type::supervisor || !child.actor) continue;
        next.emplace_back(level[i].first + "/" + child.id, child.actor);
      }
    }
    level = std::move(next);
  }
  return all;
}

/// Names of actors; each is looked up once.
class names {
 public:
  void add(const process_info& actor) {
    known_.emplace(actor.actor, actor.name.empty() ? actor.label : actor.name);
  }
  const std::string& of(pid actor) {
    const auto found = known_.find(actor);
    if (found != known_.end()) return found->second;
    const auto seen = info(actor, longest_look);
    std::string name = !seen ? to_string(actor) : seen->name.empty() ? seen->label : seen->name;
    return known_.emplace(actor, std::move(name)).first->second;
  }

 private:
  std::map<pid, std::string> known_;
};

/// Adds the supervisors that are missing from a list that was cut: it keeps the newest actors, and
/// supervisors start first.
template <class Wanted>
void add_supervisors(const std::map<std::string, seen_supervisor>& supervisors, std::size_t most,
                     Wanted is_wanted, process_list& found) {
  std::set<pid> there;
  for (const process_info& each : found.actors) there.insert(each.actor);
  for (const auto& [path, supervisor] : supervisors) {
    if (!is_wanted(path) || there.contains(supervisor.actor)) continue;
    if (most == 0) return;
    --most;
    if (auto seen = info(supervisor.actor, longest_look)) {
      found.actors.push_back(std::move(*seen));
      if (found.left_out > 0) --found.left_out;
    }
  }
}

void add_supervisor(json& shown, const seen_supervisor& seen) {
  json& about = shown["supervisor"] = json::object();
  if (!seen.status) return;  // busy
  about = {{"strategy", to_string(seen.status->strategy)},
           {"restarts", seen.status->restarts},
           {"intensity", seen.status->intensity},
           {"period_ms", milliseconds(seen.status->period)},
           {"children", seen.status->children}};
}

/// A child about which no actor tells anything: it does not run, or its worker is held.
json unseen(const child_info& child, const std::string& path) {
  json shown = {{"path", path}, {"name", child.name}};
  if (child.actor) shown["pid"] = to_string(child.actor);
  shown["status"] = child.actor ? "unseen" : child.restarting ? "restarting" : "stopped";
  return shown;
}

/// What only its supervisor knows about a child.
json from_above(const child_info& child, std::size_t place) {
  json shown = {{"place", place}, {"restarts", child.restarts}, {"actor", child.what}};
  if (child.last_end) shown["last_end"] = shortened(to_string(*child.last_end), longest_reason);
  if (child.restart_in) shown["restart_in_ms"] = milliseconds(*child.restart_in);
  return shown;
}

std::map<pid, double> shares_of_processors(const json& request) {
  std::map<pid, double> shares;
  const std::chrono::milliseconds watched(request.value("cpu_ms", std::int64_t{0}));
  if (watched.count() <= 0) return shares;
  const duration time = std::min<duration>(watched, std::chrono::seconds(10));
  for (const cpu_share& each : cpu_shares(time)) shares.emplace(each.actor, each.share);
  return shares;
}

}  // namespace

json list_actors(const json& request, const running_tree& tree) {
  const bool with_shares = request.value("cpu_ms", std::int64_t{0}) > 0;
  const std::map<pid, double> shares = shares_of_processors(request);
  const std::string filter = request.value("filter", std::string());
  const auto most = request.value("most", std::size_t{10'000});
  const auto is_wanted = [filter](std::string_view path) { return path.find(filter) != path.npos; };
  process_list found =
      infos({.most_of_a_worker = most,
             .wait = longest_look,
             .choose = [is_wanted](const process_glance& each) { return is_wanted(each.label); }});
  std::vector<process_info>& actors = found.actors;
  std::map<std::string, seen_supervisor> supervisors;
  if (const pid root = root_of(tree)) {
    supervisors = look_at_supervisors(tree.application, root, most);
  }
  if (found.left_out > 0) add_supervisors(supervisors, most, is_wanted, found);
  std::erase_if(actors, [&](const process_info& each) {
    return is_own(each, tree) || !is_wanted(each.label);
  });

  names known;
  for (const process_info& each : actors) known.add(each);
  const auto name_of = [&known](pid actor) { return known.of(actor); };
  std::map<std::string, std::pair<json, json>> children;  // as their supervisors see them
  for (const auto& [path, supervisor] : supervisors) {
    std::size_t place = supervisor.children.size();  // the child that was started last comes first
    for (const child_info& each : supervisor.children) {
      const std::string its = path + "/" + each.id;
      --place;
      if (is_wanted(its))
        children.emplace(its, std::pair(unseen(each, its), from_above(each, place)));
    }
  }
  std::vector<json> shown;
  for (const process_info& each : actors) {
    json actor = actor_json(each, name_of);
    if (const auto child = children.extract(each.label)) actor.update(child.mapped().second);
    const auto supervisor = supervisors.find(each.label);
    if (supervisor != supervisors.end()) add_supervisor(actor, supervisor->second);
    const auto share = shares.find(each.actor);
    if (with_shares) actor["cpu"] = share == shares.end() ? 0.0 : share->second;
    shown.push_back(std::move(actor));
  }
  for (auto& [path, child] : children) {
    if (found.left_out > 0 && child.first.contains("pid")) continue;  // it is counted in left_out
    child.first.update(child.second);
    shown.push_back(std::move(child.first));
  }
  std::ranges::stable_sort(shown, {}, [](const json& each) -> const std::string& {
    return each["path"].get_ref<const std::string&>();
  });
  return {{"actors", std::move(shown)}, {"left_out", found.left_out}, {"silent", found.silent}};
}
