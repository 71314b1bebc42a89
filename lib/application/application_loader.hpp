// From a file to an application's spec.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "application/application_spec.hpp"
#include "application/diagnostic.hpp"
#include "application/document.hpp"
#include "application/document_set.hpp"
#include "application/includes.hpp"

namespace fauxtp {

/// What became of an application's file.
///
/// Failure: no exception but std::bad_alloc. Everything that is wrong is in `diagnostics`, not only
/// the first thing; `spec` is there whenever the file is a JSON object, so that modules and actors
/// can be checked beside other mistakes, but it may be run only if `ok()`.
struct loaded_application {
  std::optional<application_spec> spec;
  std::vector<diagnostic> diagnostics;
  std::vector<std::shared_ptr<const source_text>> sources;  // the application's own file first
  std::shared_ptr<document_set> files;  // until all that is known of their places is told

  bool ok() const { return spec.has_value() && !has_errors(diagnostics); }

  /// Adds an error at a place of the spec, for those who find out more than the file can tell: a
  /// module that cannot be loaded, args that an actor refuses.
  diagnostic& complain(const source_place& place, std::string code, std::string message,
                       std::string label = {}, std::string help = {});
};

/// Reads the file and those that it includes, with the process's environment for their variables;
/// diagnostics name it as `path` is written.
loaded_application load_application(const std::filesystem::path& path);

/// The same for a document that has been read already, and another source of what it includes.
loaded_application load_application(document own, const file_reader& read);
/// For one that includes nothing.
loaded_application load_application(document own);

/// What a loaded module offers. `module` is the name that the file may put before the slash.
struct module_exports {
  std::string module;
  std::vector<std::string> actors;
};

/// Complains about each actor that no module has, that two modules have (without saying which is
/// meant), or whose module is not among those given.
void check_actors(loaded_application& application, std::span<const module_exports> modules);

}  // namespace fauxtp
