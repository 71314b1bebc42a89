// Which actor, or which child, a request is about.
#include "control/targets.hpp"

#include <algorithm>
#include <set>

#include "commands.hpp"
#include "fauxtp/nearest_word.hpp"
#include "fauxtp/registry.hpp"

using namespace fauxtp;
using nlohmann::json;

namespace {

// A worker that does not answer for so long is held by one actor.
constexpr std::chrono::milliseconds longest_look{500};

std::string without(const std::string& application, const std::string& path) {
  return path.starts_with(application + "/") ? path.substr(application.size() + 1) : path;
}

const process_info* find(const std::vector<process_info>& all, const std::string& wanted,
                         const running_tree& tree) {
  const pid named = whereis(wanted);
  for (const process_info& each : all) {
    const std::string actor = to_string(each.actor);
    if ((named ? each.actor == named : each.label == wanted) || actor == wanted ||
        actor == "<" + wanted + ">") {
      return &each;
    }
  }
  for (const process_info& each : all) {
    if (each.label == full_path(wanted, tree)) return &each;
  }
  return nullptr;
}

std::vector<std::string> words_for(const std::vector<process_info>& all, const running_tree& tree) {
  std::set<std::string> words;
  for (const process_info& each : all) {
    if (!each.name.empty()) words.insert(each.name);
    words.insert(each.label);
    words.insert(without(tree.application, each.label));
    words.insert(each.label.substr(each.label.rfind('/') + 1));
  }
  return {words.begin(), words.end()};
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

std::vector<process_info> application_actors() {
  std::vector<process_info> all = infos(10'000, longest_look);
  std::set<pid> ours;
  for (const process_info& each : all) {
    if (each.label.starts_with("control/")) ours.insert(each.actor);
  }
  std::erase_if(all, [&](const process_info& each) {
    return ours.contains(each.actor) || ours.contains(each.parent);
  });
  std::ranges::sort(all, {}, &process_info::label);
  return all;
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
  if (const pid named = whereis(wanted)) return named;
  const std::vector<process_info> all = application_actors();
  if (const process_info* found = find(all, wanted, tree)) return found->actor;
  no_such("actor", wanted, words_for(all, tree));
}

child_target child_of(const json& request, const running_tree& tree) {
  const std::string wanted = text_of(request, "target");
  const std::vector<process_info> all = application_actors();
  const process_info* runs = find(all, wanted, tree);
  child_target child{.path = runs != nullptr ? runs->label : full_path(wanted, tree)};
  const std::size_t slash = child.path.rfind('/');
  if (slash == std::string::npos) {
    throw request_error(exit_failed, "\"" + wanted +
                                         "\" is no child of a supervisor; the root itself is "
                                         "stopped by SIGTERM");
  }
  child.id = child.path.substr(slash + 1);
  child.supervisor_path = child.path.substr(0, slash);
  for (const process_info& each : all) {
    if (each.label == child.supervisor_path) child.supervisor = each.actor;
  }
  if (!child.supervisor) no_such("child", wanted, words_for(all, tree));
  return child;
}
