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
  if (on_request) text += ", on request";
  if (child["significant"]) text += ", significant";
  if (child["shutdown_ms"] == "brutal_kill") text += ", killed to stop";
  const std::string name = child.value("name", "");
  return name.empty() || name == child["id"].get_ref<const std::string&>()
             ? text
             : text + ", named " + name;
}

drawn_part drawn(const json& child, bool on_request) {
  drawn_part part{child["id"], about(child, on_request), {}};
  if (child.contains("instances")) part.id += "-1.." + child["instances"].dump();
  if (!child.contains("children")) return part;
  for (const json& each : child["children"]) {
    part.parts.push_back(drawn(each, is_dynamic(child["supervisor"])));
  }
  return part;
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
    std::fputs(drawing_of(drawn(declared, false), shows_unicode(STDOUT_FILENO)).c_str(), stdout);
  }
  return exit_ok;
}
