// fauxtp actors, fauxtp schema: what modules offer to application files.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "argument_schema.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "control/requests.hpp"
#include "embedded.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/json.hpp"

namespace {

using fauxtp::argument_form;
using fauxtp::module_offer;
using fauxtp::offered_actor;
using json = nlohmann::ordered_json;

/// The named module, or all modules of the application's file.
std::vector<module_offer> offers_for(const command_options& options, const std::string& module) {
  std::vector<module_offer> all;
  if (!module.empty()) {
    all.push_back(fauxtp::offer_of(module, options.module_folders));
    return all;
  }
  const auto application = fauxtp::application::load(options.file, options.module_folders);
  std::cerr << application.messages(options.colour);
  for (const auto& each : application.modules()) all.push_back(fauxtp::offer_of(each.file));
  return all;
}

std::string remark(const argument_form& argument) {
  const std::string live = argument.live ? ", changes while it runs" : "";
  if (argument.required) return "must be given" + live;
  const bool shown = argument.otherwise != nullptr;
  return (shown ? "default " + to_json(*argument.otherwise).dump() : "may be left out") + live;
}

void print_arguments(const offered_actor& actor) {
  std::size_t names = 0, types = 0;
  for (const argument_form& each : actor.arguments->parts) {
    names = std::max(names, each.name.size());
    types = std::max(types, to_string(each).size());
  }
  for (const argument_form& each : actor.arguments->parts) {
    std::printf("    %-*s  %-*s  %s\n", static_cast<int>(names), each.name.c_str(),
                static_cast<int>(types), to_string(each).c_str(), remark(each).c_str());
  }
}

void print(const module_offer& module) {
  std::printf("%s  %s\n", module.name.c_str(), module.file.c_str());
  for (const offered_actor& actor : module.actors) {
    const char* args = !actor.arguments                 ? "  args: anything"
                       : actor.arguments->parts.empty() ? "  no args"
                                                        : "";
    const bool supervises = actor.type == fauxtp::child_type::supervisor;
    std::printf("  %s%s%s\n", actor.name.c_str(), supervises ? "  a supervisor" : "", args);
    if (actor.arguments) print_arguments(actor);
  }
}

json in_json(const module_offer& module) {
  json actors = json::array();
  for (const offered_actor& each : module.actors) {
    actors.push_back({{"name", each.name},
                      {"type", to_string(each.type)},
                      {"args", each.arguments ? schema_of(*each.arguments) : json()}});
  }
  return {{"module", module.name}, {"file", module.file.string()}, {"actors", std::move(actors)}};
}

}  // namespace

int actors(const command_options& options, const std::string& module) {
  std::vector<module_offer> all;
  try {
    all = offers_for(options, module);
  } catch (const std::runtime_error& failure) {
    throw request_error(exit_failed, failure.what());
  }
  json shown = json::array();
  for (const module_offer& each : all) options.json ? shown.push_back(in_json(each)) : print(each);
  if (options.json) print_json(shown, 1);
  return exit_ok;
}

int schema(const std::vector<std::filesystem::path>& modules) {
  if (modules.empty()) {
    std::cout << embedded::schema;
    return exit_ok;
  }
  std::vector<module_offer> all;
  for (const auto& each : modules) {
    const bool is_folder = std::filesystem::is_directory(each);
    for (const auto& file : is_folder ? fauxtp::module_files_in(each) : std::vector{each}) {
      try {
        all.push_back(fauxtp::offer_of(file.string()));
      } catch (const std::runtime_error& failure) {
        if (!is_folder) throw request_error(exit_failed, failure.what());
        std::cerr << "warning: " << file.string() << ": " << failure.what() << "\n";
      }
    }
  }
  std::cout << with_arguments(json::parse(embedded::schema), all).dump(2) << "\n";
  return exit_ok;
}
