// Loads the modules of an application.
#include "application/module_set.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "declaration/foreign_words.hpp"

namespace fauxtp {
namespace {

std::vector<std::string> names_of(const module_library& library) {
  std::vector<std::string> names;
  for (const auto& type : library.types.all()) names.push_back(type.name);
  return names;
}

/// What the build of a module says in place of it if it could not be built: NAME.missing, whose
/// first line is the header that was not there. Empty if there is no such file.
std::string why_missing(const std::string& module,
                        const std::vector<std::filesystem::path>& folders) {
  for (const auto& folder : folders) {
    std::ifstream file(folder / (module + ".missing"));
    std::string header, why;
    if (std::getline(file, header) && std::getline(file, why)) return why;
  }
  return {};
}

}  // namespace

void module_set::load(loaded_application& application,
                      const std::vector<std::filesystem::path>& folders, module_age age) {
  bool all_there = true;
  std::vector<module_exports> exports;
  for (const module_reference& each : application.spec->modules) {
    const module_library* library = try_to_load(application, each, folders, age);
    if (library == nullptr) {
      all_there = false;
      continue;
    }
    if (!is_new(application, each, *library)) continue;
    libraries_.push_back(library);
    files_.push_back({library->file, library->types.all().size()});
    exports.push_back({library->name, names_of(*library)});
  }
  const module_library& always_there = built_in_actors();
  exports.push_back({always_there.name, names_of(always_there), true});
  // If a module is missing, its actors would be complained about for no fault of their own.
  if (all_there) check_actors(application, exports);
}

const module_library* module_set::try_to_load(loaded_application& application,
                                              const module_reference& wanted,
                                              const std::vector<std::filesystem::path>& folders,
                                              module_age age) {
  const auto file = find_module(wanted.module, folders);
  if (file.empty()) {
    const std::vector<std::string> present = modules_in(folders);
    const auto meant =
        nearest(wanted.module, std::vector<std::string_view>(present.begin(), present.end()));
    std::string looked;
    for (const auto& folder : folders) looked += (looked.empty() ? "" : ", ") + folder.string();
    const std::string why = why_missing(wanted.module, folders);
    application.complain(wanted.place, "E304", "there is no module \"" + wanted.module + "\"",
                         meant ? "did you mean \"" + *meant + "\"?" : "",
                         why.empty() ? "looked in " + looked : why);
    return nullptr;
  }
  try {
    return &load_module(file, age);
  } catch (const std::exception& failure) {
    application.complain(wanted.place, "E305", "module \"" + wanted.module + "\" cannot be loaded",
                         "", file.string() + ": " + failure.what());
    return nullptr;
  }
}

// A file may name a module twice, but no two modules may have the same name.
bool module_set::is_new(loaded_application& application, const module_reference& wanted,
                        const module_library& library) const {
  if (library.name == built_in_actors().name) {
    application.complain(wanted.place, "E309", "no module may be called \"" + library.name + "\"",
                         "",
                         library.file.string() + "\nthe actors that are built in have that name");
    return false;
  }
  const auto same = std::ranges::find(libraries_, library.name, &module_library::name);
  if (same == libraries_.end()) return true;
  if (*same != &library) {
    application.complain(wanted.place, "E309", "two modules are called \"" + library.name + "\"",
                         "",
                         (*same)->file.string() + " and " + library.file.string() +
                             "\nwhich one an actor is from could not be said");
  }
  return false;
}

std::vector<std::filesystem::path> module_set::rebuilt() const {
  std::vector<std::filesystem::path> files;
  for (const module_library* library : libraries_) {
    if (is_rebuilt(*library)) files.push_back(library->file);
  }
  return files;
}

std::optional<module_set::offer> module_set::look_up(const std::string& actor) const {
  const std::size_t slash = actor.find('/');
  const std::string name = slash == std::string::npos ? actor : actor.substr(slash + 1);
  std::optional<offer> found;
  for (const module_library* library : libraries_) {
    const bool is_meant = slash == std::string::npos ? library != &built_in_actors()
                                                     : library->name == actor.substr(0, slash);
    if (!is_meant) continue;
    for (const auto& type : library->types.all()) {
      if (type.name != name) continue;
      if (found) return std::nullopt;
      found = {library, &type};
    }
  }
  return found;
}

module_set::offer module_set::find(const std::string& actor) const {
  if (const auto found = look_up(actor)) return *found;
  throw std::logic_error("fauxtp: the application has errors and cannot be started");
}

}  // namespace fauxtp
