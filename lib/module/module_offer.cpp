// Looks into modules without an application.
#include "fauxtp/module_offer.hpp"

#include <algorithm>
#include <stdexcept>

#include "module/module_library.hpp"

namespace fauxtp {
namespace {

namespace fs = std::filesystem;

fs::path file_of(const std::string& module, const std::vector<fs::path>& folders) {
  std::error_code none;
  if (fs::is_regular_file(module, none)) return fs::absolute(module);
  const std::vector<fs::path> all = module_folders("", {}, folders);
  const fs::path found = find_module(module, all);
  if (!found.empty()) return found;
  std::string looked;
  for (const fs::path& each : all) looked += (looked.empty() ? "" : ", ") + each.string();
  throw std::runtime_error("there is no module \"" + module + "\"; looked in " + looked);
}

}  // namespace

module_offer offer_of(const std::string& module, const std::vector<fs::path>& folders) {
  const fs::path file = file_of(module, folders);
  const module_library& library = load_module(file, module_age::loaded);
  module_offer offer{library.name, library.file, {}};
  for (const actor_types::entry& each : library.types.all()) {
    offer.actors.push_back({each.name, each.type, each.arguments});
  }
  return offer;
}

std::vector<fs::path> module_files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& each : fs::directory_iterator(folder, none)) {
    if (each.path().extension() == ".so") files.push_back(each.path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace fauxtp
