// fauxtp tree FILE: the tree as the file declares it.
#include <unistd.h>

#include <cstdio>
#include <fauxtp/json.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "actor_table.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "fauxtp/application.hpp"
#include "tree_drawing.hpp"

namespace {

using nlohmann::json;

bool is_dynamic(const json& supervisor) { return supervisor["strategy"] == "simple_one_for_one"; }

std::string about_rules(const json& supervisor) {
  std::string text = supervisor["strategy"];
  const auto most = supervisor.find("max_children");
  if (most != supervisor.end()) text += ", at most " + most->dump() + " children";
  text += ", at most " + counted(supervisor["intensity"], "restart") + " in " +
          time_text(supervisor["period_ms"]);
  const std::string done = supervisor["auto_shutdown"];
  return done == "never" ? text : text + ", ends with " + done;
}

/// What the child is, and which of its settings are not the default.
std::string about(const json& child, bool on_request) {
  std::string text;
  if (child.contains("supervisor")) {
    text = about_rules(child["supervisor"]);
  } else {
    text = child["actor"].get<std::string>() + "  " + child["restart"].get<std::string>();
  }
  if (child.contains("route")) {
    text += ", a pool (" + child["route"].get<std::string>() + ")";
  }
  if (on_request) text += ", on request";
  if (child["significant"]) text += ", significant";
  if (child["shutdown_ms"] == "brutal_kill") text += ", killed to stop";
  const std::string name = child.value("name", "");
  return name.empty() || name == child["id"].get_ref<const std::string&>()
             ? text
             : text + ", named " + name;
}

std::string id_of(const json& child) {
  const std::string id = child["id"];
  return child.contains("instances") ? id + "-1.." + child["instances"].dump() : id;
}

/// How many actors the child is, all below it included. Those that come on request do not count.
std::size_t actors_of(const json& child) {
  if (!child.contains("children")) return child.value("instances", std::size_t{1});
  std::size_t count = 1;
  if (is_dynamic(child["supervisor"])) return count;
  for (const json& each : child["children"]) count += actors_of(each);
  return count;
}

/// Whom the strategy stops and starts again when that child of the supervisor falls.
std::string about_fall(const json& supervisor, std::size_t fallen) {
  const json& children = supervisor["children"];
  const json& child = children[fallen];
  const std::string strategy = supervisor["supervisor"]["strategy"];
  const bool takes_any = strategy == "one_for_all" || strategy == "rest_for_one";
  const bool comes_back = child["restart"] != "temporary";
  std::string names;
  std::size_t actors = actors_of(child);
  const auto take = [&](const std::string& id, std::size_t count) {
    names += (names.empty() ? "" : ", ") + id;
    actors += count;
  };
  if (child.contains("instances")) {
    actors = 1;
    if (takes_any && child["instances"] > 1) take("its siblings", actors_of(child) - 1);
  }
  for (std::size_t i = strategy == "one_for_all" ? 0 : fallen + 1; i < children.size(); ++i) {
    if (i != fallen && takes_any && comes_back) take(id_of(children[i]), actors_of(children[i]));
  }
  if (!comes_back) return "its fall takes nobody along, and it does not come back";
  return "its fall takes " + (names.empty() ? "nobody" : names) +
         " along: " + counted(actors, "actor");
}

drawn_part drawn(const json& child, bool on_request) {
  drawn_part part{id_of(child), about(child, on_request), {}};
  if (!child.contains("children")) return part;
  for (const json& each : child["children"]) {
    part.parts.push_back(drawn(each, is_dynamic(child["supervisor"])));
  }
  return part;
}

/// Says of each child what its fall means, in place of what it is.
void tell_falls(const json& supervisor, drawn_part& shown) {
  if (is_dynamic(supervisor["supervisor"])) {
    shown.parts.front().about = "its fall takes nobody along: 1 actor";
    return;
  }
  for (std::size_t i = 0; i < shown.parts.size(); ++i) {
    shown.parts[i].about = about_fall(supervisor, i);
    const json& child = supervisor["children"][i];
    if (child.contains("children")) tell_falls(child, shown.parts[i]);
  }
}

}  // namespace

int tree(const command_options& options) {
  const auto application = fauxtp::application::load(options.file, options.module_folders);
  std::fputs(application.messages(options.colour).c_str(), stderr);
  if (!application.ok()) return exit_invalid_file;
  const json declared = fauxtp::to_json(application.declared());
  if (options.json) {
    print_json(declared, 1);
  } else {
    drawn_part whole = drawn(declared, false);
    if (options.falls) tell_falls(declared, whole);
    std::fputs(drawing_of(whole, shows_unicode(STDOUT_FILENO)).c_str(), stdout);
  }
  return exit_ok;
}
