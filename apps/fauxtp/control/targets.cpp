// Which actor, or which child, a request is about.
#include "control/targets.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <optional>
#include <set>
#include <string_view>

#include "commands.hpp"
#include "control/tree_walk.hpp"
#include "fauxtp/detail/nearest_word.hpp"
#include "fauxtp/pool.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/spawn.hpp"
#include "tree_in_force.hpp"

using namespace fauxtp;
using nlohmann::json;

namespace {

// How many actors of each worker are looked at for advice.
constexpr std::size_t most_words = 1000;

/// "<0.12.3>", or without the brackets.
std::optional<pid> pid_called(std::string_view text) {
  if (text.starts_with('<') && text.ends_with('>')) text = text.substr(1, text.size() - 2);
  if (!text.starts_with("0.")) return std::nullopt;
  const char* const end = text.data() + text.size();
  std::uint32_t slot = 0, generation = 0;
  const auto first = std::from_chars(text.data() + 2, end, slot);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, generation);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  return pid(slot, generation);
}

/// The ways to read a path, in this order: below the root, if it begins with the application's
/// name; as it was given.
std::vector<std::string> paths_meant(const std::string& wanted, const running_tree& tree) {
  std::vector<std::string> paths;
  const std::string prefix = tree.application + "/";
  if (wanted.starts_with(prefix)) paths.push_back(wanted.substr(prefix.size()));
  paths.push_back(wanted);
  return paths;
}

/// Searches all workers for an actor with that path, in the tree or not.
pid searched(const std::string& wanted, const running_tree& tree) {
  const std::string whole = full_path(wanted, tree);
  const process_list found = infos(
      {.most_of_a_worker = 100, .wait = longest_look, .choose = [&](const process_glance& each) {
         return each.label == wanted || each.label == whole;
       }});
  const process_info* best = nullptr;
  for (const process_info& each : found.actors) {
    const bool is_meant =
        each.label == wanted || each.label == whole;  // not so for an actor that holds a worker
    if (!is_meant || is_own(each, tree)) continue;
    if (best == nullptr || (each.label == wanted && best->label != wanted)) best = &each;
  }
  return best == nullptr ? pid() : best->actor;
}

std::vector<std::string> words_for(const std::string& wanted, const running_tree& tree) {
  std::set<std::string> words;
  const process_list some = infos({.most_of_a_worker = most_words, .wait = longest_look});
  const std::string prefix = tree.application + "/";
  for (const process_info& each : some.actors) {
    if (is_own(each, tree)) continue;
    if (!each.name.empty()) words.insert(each.name);
    words.insert(each.label);
    if (each.label.starts_with(prefix)) words.insert(each.label.substr(prefix.size()));
    words.insert(each.label.substr(each.label.rfind('/') + 1));
  }
  words.erase(wanted);
  return {words.begin(), words.end()};
}

/// The actor with that name, path or pid; an empty pid if there is none.
pid find_actor(const std::string& wanted, const running_tree& tree, duration patience) {
  if (const auto actor = pid_called(wanted)) {
    const auto seen = info(*actor, longest_look);
    if (!seen) throw request_error(exit_no_actor, "no actor " + wanted + ": it has ended");
    if (is_own(*seen, tree)) {
      throw request_error(exit_no_actor, wanted + " is the runner's own, and no target");
    }
    return *actor;
  }
  if (const pid named = whereis(wanted)) return named;
  const pid root = root_of(tree);
  if (root && wanted == tree.application) return root;
  if (root) {
    const tree_walk walk(tree.application, root, std::min<duration>(patience, longest_look));
    for (const std::string& path : paths_meant(wanted, tree)) {
      const auto found = walk.find(path);
      if (!found || !found->child) continue;
      if (found->child->actor) return found->child->actor;
      throw request_error(exit_no_actor,
                          "\"" + found->supervisor_path + "/" + found->id + "\" does not run" +
                              (found->child->restarting ? ": it is being restarted" : ""));
    }
  }
  return searched(wanted, tree);
}

/// Where a child stands if a supervisor somewhere above it does not answer.
child_place as_far_as_known(child_place place, const running_tree& tree) {
  const std::size_t slash = place.id.rfind('/');
  if (slash == std::string::npos) return place;
  const std::string above = place.supervisor_path + "/" + place.id.substr(0, slash);
  if (const pid supervisor = searched(above, tree)) {
    return {above, supervisor, place.id.substr(slash + 1), std::nullopt, true};
  }
  return place;
}

child_target as_target(const child_place& place) {
  return {place.supervisor_path + "/" + place.id, place.id, place.supervisor_path,
          place.supervisor};
}

}  // namespace

namespace {

/// "stores-1 to stores-4".
std::string members_of(const pool& all) {
  const std::size_t size = all.spec().size;
  const std::string first = all.name() + "-1";
  return size == 1 ? first : first + " to " + all.name() + "-" + std::to_string(size);
}

/// A pool is no actor, and no child.
void refuse_pool(const std::string& wanted) {
  if (const auto found = pool::find(wanted)) {
    throw request_error(exit_no_actor, "\"" + wanted + "\" is a pool: name one of its members, " +
                                           members_of(*found));
  }
}

}  // namespace

std::string text_of(const json& request, const char* key) {
  const auto found = request.find(key);
  if (found == request.end() || !found->is_string()) {
    throw request_error(exit_usage, std::string("the request has no text \"") + key + "\"");
  }
  return *found;
}

duration patience_of(const json& request) {
  return std::chrono::milliseconds(request.value("timeout_ms", std::int64_t{5000}));
}

std::string label_of(pid actor) {
  const auto seen = info(actor, longest_look);
  return seen ? seen->label : to_string(actor);
}

pid root_of(const running_tree& tree) {
  const pid root = tree.in_force.root();
  return root ? root : searched(tree.application, tree);  // it is still starting
}

bool is_own(const process_info& actor, const running_tree& tree) {
  return actor.observer || actor.actor == tree.runner;
}

std::string full_path(const std::string& path, const running_tree& tree) {
  const bool whole = path == tree.application || path.starts_with(tree.application + "/");
  return whole ? path : tree.application + "/" + path;
}

void no_such(const std::string& what, const std::string& wanted,
             const std::vector<std::string>& known) {
  const std::vector<std::string_view> words(known.begin(), known.end());
  const std::string_view meant = nearest_word(wanted, words);
  throw request_error(exit_no_actor,
                      "no " + what + " \"" + wanted + "\"" +
                          (meant.empty() ? "" : "; did you mean \"" + std::string(meant) + "\"?"));
}

pid target_of(const json& request, const running_tree& tree) {
  const std::string wanted = text_of(request, "target");
  if (const pid found = find_actor(wanted, tree, patience_of(request))) return found;
  refuse_pool(wanted);
  no_such("actor", wanted, words_for(wanted, tree));
}

server_ref receiver_of(const json& request, const running_tree& tree) {
  const std::string wanted = text_of(request, "target");
  const auto found = pool::find(wanted);
  if (!found) return target_of(request, tree);
  if (found->spec().route == routing::by_key) {
    throw request_error(exit_failed, "the pool \"" + wanted + "\" routes by key: " +
                                         "name one of its members, " + members_of(*found));
  }
  return *found;
}

namespace {

std::string path_of(pid actor, const std::string& wanted, const running_tree& tree) {
  std::string label = label_of(actor);
  const bool has_path = label != to_string(actor) || pid_called(wanted);
  return has_path ? label : full_path(wanted, tree);
}

}  // namespace

std::string path_of_target(const json& request, const running_tree& tree) {
  return path_of(target_of(request, tree), text_of(request, "target"), tree);
}

child_target child_of(const json& request, const running_tree& tree) {
  const std::string wanted = text_of(request, "target");
  const auto pid_given = pid_called(wanted);
  const pid runs = pid_given ? find_actor(wanted, tree, patience_of(request)) : whereis(wanted);
  const std::string path = runs ? path_of(runs, wanted, tree) : wanted;
  if (path == tree.application || (runs && runs == root_of(tree))) {
    throw request_error(exit_failed, "\"" + wanted +
                                         "\" is no child of a supervisor; the root itself is "
                                         "stopped by SIGTERM");
  }
  const pid root = root_of(tree);
  if (!root) throw request_error(exit_failed, tree.application + " does not run yet");
  const tree_walk walk(tree.application, root,
                       std::min<duration>(patience_of(request), longest_look));
  std::optional<child_place> nearest;  // how far the path led, if there is no such child
  for (const std::string& each : paths_meant(path, tree)) {
    auto found = walk.find(each);
    if (found && found->child) return as_target(*found);
    if (found && found->is_busy) return as_target(as_far_as_known(std::move(*found), tree));
    if (!nearest) nearest = std::move(found);
  }
  if (const auto named = walk.find_named(wanted)) return as_target(*named);
  refuse_pool(wanted);
  if (nearest) return as_target(*nearest);  // its supervisor says that it has no such child
  no_such("child", wanted, words_for(wanted, tree));
}
