#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fauxtp/module.hpp"
#include "fauxtp/module_age.hpp"

namespace fauxtp {

/// A module that was loaded. It stays mapped for ever: types and code of its actors may be anywhere
/// in the process.
struct module_library {
  std::string name;
  std::filesystem::path file;
  actor_types types;
};

/// The folders in which the modules of an application's file are looked for.
std::vector<std::filesystem::path> module_folders(const std::filesystem::path& application_file,
                                                  const std::vector<std::string>& of_the_file,
                                                  const std::vector<std::filesystem::path>& given);

/// The file of a module: NAME.so or libNAME.so in one of the folders, or the module itself if it is
/// a path (relative to the first folder). Empty if there is none.
std::filesystem::path find_module(const std::string& module,
                                  const std::vector<std::filesystem::path>& folders);

/// The names of all modules in the folders.
std::vector<std::string> modules_in(const std::vector<std::filesystem::path>& folders);

/// Loads the file, or returns the library if it is loaded already; the reference stays valid for
/// ever. Throws std::runtime_error with the reason if the file is no module, or one of another ABI.
/// Any thread may call it.
const module_library& load_module(const std::filesystem::path& file, module_age age);

/// Whether the library's file has changed since it was loaded. Any thread may call it.
bool is_rebuilt(const module_library& library);

}  // namespace fauxtp
