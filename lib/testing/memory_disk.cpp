// Opening and naming files in memory.
#include "testing/memory_disk.hpp"

#include <cerrno>

#include "testing/memory_file.hpp"

namespace fauxtp::testing {

runtime::opened_file memory_disk::open(const std::filesystem::path& path,
                                       const runtime::file_access& how) {
  const std::string name = name_of(path);
  const auto here = state_->enter({.what = "open", .file = name});
  if (const int failed = error_of_opening(here, name, how)) return {nullptr, path, failed};
  std::shared_ptr<stored_file> file = state_->names.find(name);
  if (file == nullptr && how.makes) {
    file = state_->names.make(name);
  } else if (how.empties) {
    file->resize(0);
  }
  return {std::make_unique<memory_file>(state_, name, std::move(file), how), path, 0};
}

runtime::opened_file memory_disk::make_beside(const std::filesystem::path& place) {
  const auto here = state_->enter({.what = "open", .file = name_of(place)});
  constexpr runtime::file_access how{.reads = true, .writes = true, .makes = true};
  std::string path;
  int number = 0;
  do {
    path = place.string() + "." + std::to_string(++number);
  } while (state_->names.find(name_of(path)) != nullptr);
  const std::string name = name_of(path);
  if (const int failed = error_of_opening(here, name, how)) return {nullptr, path, failed};
  auto file = state_->names.make(name);
  return {std::make_unique<memory_file>(state_, name, std::move(file), how), path, 0};
}

int memory_disk::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  const std::string name = name_of(from);
  const auto here = state_->enter({.what = "rename", .file = name});
  if (const int failed = state_->begin()) return failed;
  if (here.error != 0) return here.error;
  if (state_->faults.read_only) return EROFS;
  const std::string wanted = name_of(to);
  if (state_->names.find(name) == nullptr) return ENOENT;
  if (state_->names.is_folder(wanted)) return EISDIR;
  // It would be two changes, of which one may be on the disk.
  if (std::filesystem::path(name).parent_path() != std::filesystem::path(wanted).parent_path()) {
    return EXDEV;
  }
  if (name != wanted) state_->names.rename(name, wanted);
  return 0;
}

int memory_disk::remove(const std::filesystem::path& path) {
  const std::string name = name_of(path);
  const auto here = state_->enter({.what = "remove", .file = name});
  if (const int failed = state_->begin()) return failed;
  if (here.error != 0) return here.error;
  if (state_->faults.read_only) return EROFS;
  if (state_->names.is_folder(name)) return EISDIR;
  if (state_->names.find(name) == nullptr) return ENOENT;
  state_->names.remove(name);
  return 0;
}

int memory_disk::sync_folder(const std::filesystem::path& folder) {
  const std::string name = name_of(folder);
  const auto here = state_->enter({.what = "sync", .file = name});
  if (const int failed = state_->begin()) return failed;
  const int failed = here.error != 0 ? here.error : state_->fault(state_->faults.sync_error);
  if (failed == 0) {
    state_->names.sync(name);
  } else {
    survival chance(unsynced::by_chance, state_->dice);
    state_->names.fail_to_sync(name, chance);
  }
  return failed;
}

runtime::listed_folder memory_disk::list(const std::filesystem::path& folder) {
  const auto here = state_->enter({.what = "list", .file = name_of(folder)});
  if (const int failed = state_->begin()) return {{}, failed};
  if (here.error != 0) return {{}, here.error};
  runtime::listed_folder found;
  for (const auto& [name, file] : state_->names.all()) {
    const std::filesystem::path path = name;
    if (path.parent_path() == name_of(folder)) found.names.push_back(path.filename());
  }
  return found;
}

std::string memory_disk::name_of(const std::filesystem::path& path) {
  std::string name = std::filesystem::absolute(path).lexically_normal().string();
  if (name.size() > 1 && name.ends_with('/')) name.pop_back();
  return name;
}

int memory_disk::error_of_opening(const disk_state::entry& here, const std::string& name,
                                  const runtime::file_access& how) const {
  if (const int failed = state_->begin()) return failed;
  if (here.error != 0) return here.error;
  if (const int failed = state_->fault(state_->faults.open_error)) return failed;
  if (state_->names.is_folder(name)) return how.writes ? EISDIR : 0;
  if (state_->names.find(name) == nullptr && !how.makes) return ENOENT;
  return how.writes && state_->faults.read_only ? EROFS : 0;
}

}  // namespace fauxtp::testing
