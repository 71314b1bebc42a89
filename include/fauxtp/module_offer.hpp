#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fauxtp/arguments.hpp"
#include "fauxtp/child_spec.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// What a module offers to application files; for tools.
///
/// ```cpp file=test/examples/arguments.cpp region=offer
/// for (const offered_actor& each : offer_of("counter_demo", {MODULE_DIR}).actors) {
///   std::printf("%s %s\n", each.name.c_str(),
///               each.arguments ? to_string(*each.arguments).c_str() : "anything");
/// }
/// ```
struct offered_actor {
  std::string name;
  child_type type = child_type::worker;
  std::optional<argument_form> arguments;  ///< none: the args may be anything
};
struct module_offer {
  std::string name;
  std::filesystem::path file;
  std::vector<offered_actor> actors;
};

/// The offer of one module, named by its name, which is looked for in the folders and beside the
/// runner, or by its file. Loads the module. Throws std::runtime_error if there is none, or if it
/// cannot be loaded.
module_offer offer_of(const std::string& module,
                      const std::vector<std::filesystem::path>& folders = {});

/// The files in the folder that look like modules, sorted by their names.
std::vector<std::filesystem::path> module_files_in(const std::filesystem::path& folder);

}  // namespace fauxtp
#pragma GCC visibility pop
