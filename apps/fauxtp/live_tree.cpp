// fauxtp tree without a file: the tree of a running application as it is now.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "actor_table.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "control/control_client.hpp"
#include "fauxtp/shown_text.hpp"
#include "tree_drawing.hpp"

namespace {

using nlohmann::json;

constexpr std::chrono::seconds patience{10};

struct node {
  const json* actor = nullptr;
  std::map<std::string, node> children;
};

/// Makes a tree of the actors by their paths. Actors outside the tree, which have other paths, are
/// left out.
node grown(const json& actors, const std::string& root) {
  node tree;
  for (const json& each : actors) {
    const std::string path = each["path"];
    if (path != root && !path.starts_with(root + "/")) continue;
    node* place = &tree;
    for (std::size_t at = root.size(); at < path.size();) {
      const std::size_t end = std::min(path.find('/', at + 1), path.size());
      place = &place->children[path.substr(at + 1, end - at - 1)];
      at = end;
    }
    place->actor = &each;
  }
  return tree;
}

using named_node = std::pair<std::string, const node*>;

/// In the order of their starts. Actors whose place no supervisor has told come last, by their
/// pids.
std::vector<named_node> in_order(const std::map<std::string, node>& siblings) {
  const auto place = [](const named_node& each) {
    constexpr std::size_t last = std::numeric_limits<std::size_t>::max();
    const json* actor = each.second->actor;
    const std::string pid = actor == nullptr ? "" : actor->value("pid", "");
    unsigned node = 0;
    unsigned long long number = 0, life = 0;
    std::sscanf(pid.c_str(), "<%u.%llu.%llu>", &node, &number, &life);
    return std::tuple(actor == nullptr ? last : actor->value("place", last), number, life);
  };
  std::vector<named_node> all;
  for (const auto& [id, child] : siblings) all.emplace_back(id, &child);
  std::ranges::stable_sort(all, {}, place);
  return all;
}

std::string about(const json& actor) {
  std::string text = actor.value("pid", "");
  const auto add = [&text](const std::string& more) { text += (text.empty() ? "" : "  ") + more; };
  add(state_text(actor));
  const auto supervisor = actor.find("supervisor");
  if (supervisor != actor.end()) {
    if (supervisor->empty()) {
      add("busy starting or stopping a child");
    } else {
      add((*supervisor)["strategy"]);
      add(std::to_string((*supervisor)["restarts"].get<std::size_t>()) + " of " +
          counted((*supervisor)["intensity"], "restart") + " used in " +
          time_text((*supervisor)["period_ms"]));
    }
  } else if (actor.contains("mailbox")) {
    add("mailbox " + std::to_string(actor["mailbox"].get<std::size_t>()));
    add("handled " + std::to_string(actor["handled"].get<std::uint64_t>()));
  }
  const std::size_t restarts = actor.value("restarts", std::size_t{0});
  if (restarts > 0) add("restarted " + counted(restarts, "time"));
  return text;
}

drawn_part drawn(const node& tree, const std::string& id) {
  drawn_part part{
      fauxtp::visible(id), tree.actor == nullptr ? "" : fauxtp::visible(about(*tree.actor)), {}};
  for (const auto& [name, child] : in_order(tree.children)) {
    part.parts.push_back(drawn(*child, name));
  }
  return part;
}

json as_json(const node& tree, const std::string& id) {
  json shown = tree.actor == nullptr ? json::object() : *tree.actor;
  shown["id"] = id;
  if (tree.children.empty()) return shown;
  json& children = shown["children"] = json::array();
  for (const auto& [name, child] : in_order(tree.children)) {
    children.push_back(as_json(*child, name));
  }
  return shown;
}

}  // namespace

int live_tree(const operator_options& options) {
  const running_application application = find_application(options.application);
  json answer = ask(application, {{"request", "ps"}, {"most", options.most}}, patience);
  const json actors = std::move(answer["actors"]);
  const std::string missing = missing_text(answer);
  if (!missing.empty()) std::fprintf(stderr, "fauxtp: %s\n", missing.c_str());
  const node tree = grown(actors, application.name);
  if (options.json) {
    print_json(as_json(tree, application.name), 1);
    return exit_ok;
  }
  std::fputs(drawing_of(drawn(tree, application.name), shows_unicode(STDOUT_FILENO)).c_str(),
             stdout);
  return exit_ok;
}
