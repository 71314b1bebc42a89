// From a file to an application's spec.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "declaration/application_spec.hpp"
#include "declaration/includes.hpp"
#include "document/diagnostic.hpp"
#include "document/document.hpp"
#include "document/document_set.hpp"

namespace fauxtp {

/// The result of reading an application's file.
///
/// Failure: no exception but std::bad_alloc. `diagnostics` holds all that is wrong, not only the
/// first mistake. `spec` is there whenever the file is a JSON object, so that modules and actors
/// can be checked in spite of other mistakes, but it may be run only if `ok()`.
struct loaded_application {
  std::optional<application_spec> spec;
  std::vector<diagnostic> diagnostics;
  std::vector<std::shared_ptr<const source_text>> sources;  // the application's own file first
  std::shared_ptr<document_set> files;  // dropped when no check needs them any more

  bool ok() const { return spec.has_value() && !has_errors(diagnostics); }

  /// Adds an error at a place of the spec. For checks that find out more than the file can tell: a
  /// module that cannot be loaded, args that an actor refuses.
  diagnostic& complain(const source_place& place, std::string code, std::string message,
                       std::string label = {}, std::string help = {});
};

/// Reads the file and those that it includes. Variables are replaced by those of the process's
/// environment; diagnostics name the file as `path` is written.
loaded_application load_application(const std::filesystem::path& path);

/// The same for a document that has been read already; `read` reads what it includes.
loaded_application load_application(document own, const file_reader& read);
/// The same for a document that includes nothing.
loaded_application load_application(document own);

/// The actors that a loaded module offers. `module` is the name that the file may put before the
/// slash.
struct module_exports {
  std::string module;
  std::vector<std::string> actors;
  bool by_full_name_only = false;  ///< its actors are meant by "MODULE/ACTOR" only
};

/// Complains about each actor that no module has, that two modules have (without saying which is
/// meant), or whose module is not among those given.
void check_actors(loaded_application& application, std::span<const module_exports> modules);

}  // namespace fauxtp
