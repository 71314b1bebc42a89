// The modules of one application.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "application/built_in_actors.hpp"
#include "declaration/application_loader.hpp"
#include "fauxtp/application.hpp"
#include "module/module_library.hpp"

namespace fauxtp {

/// The modules of one application, and the actors that they offer it.
class module_set {
 public:
  /// Loads the modules that the application names, and checks that they have its actors. Mistakes
  /// become complaints.
  void load(loaded_application& application, const std::vector<std::filesystem::path>& folders,
            module_age age);

  struct offer {
    const module_library* library;
    const actor_types::entry* type;
  };
  /// The module and the type of this actor. Throws std::logic_error if there is none: the
  /// application has errors.
  offer find(const std::string& actor) const;
  /// The same, but returns nothing if no module has the actor, or more than one.
  std::optional<offer> look_up(const std::string& actor) const;
  const std::vector<application::loaded_module>& files() const { return files_; }
  /// Those of the files that have changed since they were loaded.
  std::vector<std::filesystem::path> rebuilt() const;

 private:
  const module_library* try_to_load(loaded_application& application, const module_reference& wanted,
                                    const std::vector<std::filesystem::path>& folders,
                                    module_age age);

  bool is_new(loaded_application& application, const module_reference& wanted,
              const module_library& library) const;

  std::vector<const module_library*> libraries_{&built_in_actors()};
  std::vector<application::loaded_module> files_;
};

}  // namespace fauxtp
