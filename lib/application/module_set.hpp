// The modules of one application.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "application/application_loader.hpp"
#include "application/module_library.hpp"
#include "fauxtp/application.hpp"

namespace fauxtp {

/// The modules of one application, and the actors that they offer it.
class module_set {
 public:
  /// Loads those that the application names, and checks that its actors are there. What is wrong
  /// becomes a complaint.
  void load(loaded_application& application, const std::vector<std::filesystem::path>& folders,
            module_age age);

  struct offer {
    const module_library* library;
    const actor_types::entry* type;
  };
  /// Throws std::logic_error if there is none: the application has errors.
  offer find(const std::string& actor) const;
  /// Nothing if there is none, or more than one.
  std::optional<offer> look_up(const std::string& actor) const;
  const std::vector<application::loaded_module>& files() const { return files_; }
  /// Of these files those that are not any more what was loaded.
  std::vector<std::filesystem::path> rebuilt() const;

 private:
  const module_library* try_to_load(loaded_application& application, const module_reference& wanted,
                                    const std::vector<std::filesystem::path>& folders,
                                    module_age age);

  bool is_new(loaded_application& application, const module_reference& wanted,
              const module_library& library) const;

  std::vector<const module_library*> libraries_;
  std::vector<application::loaded_module> files_;
};

}  // namespace fauxtp
