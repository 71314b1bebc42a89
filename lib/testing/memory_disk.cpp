// Opening and naming files in memory.
#include "testing/memory_disk.hpp"

#include <cerrno>

#include "testing/memory_file.hpp"

namespace fauxtp::testing {

runtime::opened_file memory_disk::open(const std::filesystem::path& path,
                                       const runtime::file_access& how) {
  const auto lock = state_->enter();
  const std::string name = name_of(path);
  if (const int failed = error_of_opening(name, how)) return {nullptr, path, failed};
  std::shared_ptr<stored_file> file = state_->names.find(name);
  if (file == nullptr && how.makes) {
    file = state_->names.make(name);
  } else if (how.empties) {
    file->resize(0);
  }
  return {std::make_unique<memory_file>(state_, std::move(file), how), path, 0};
}

runtime::opened_file memory_disk::make_beside(const std::filesystem::path& place) {
  const auto lock = state_->enter();
  constexpr runtime::file_access how{.reads = true, .writes = true, .makes = true};
  std::string path;
  int number = 0;
  do {
    path = place.string() + "." + std::to_string(++number);
  } while (state_->names.find(name_of(path)) != nullptr);
  if (const int failed = error_of_opening(name_of(path), how)) return {nullptr, path, failed};
  auto file = state_->names.make(name_of(path));
  return {std::make_unique<memory_file>(state_, std::move(file), how), path, 0};
}

int memory_disk::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  const auto lock = state_->enter();
  if (const int failed = state_->begin()) return failed;
  if (state_->faults.read_only) return EROFS;
  const std::string name = name_of(from);
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
  const auto lock = state_->enter();
  if (const int failed = state_->begin()) return failed;
  if (state_->faults.read_only) return EROFS;
  const std::string name = name_of(path);
  if (state_->names.is_folder(name)) return EISDIR;
  if (state_->names.find(name) == nullptr) return ENOENT;
  state_->names.remove(name);
  return 0;
}

int memory_disk::sync_folder(const std::filesystem::path& folder) {
  const auto lock = state_->enter();
  if (const int failed = state_->begin()) return failed;
  const int failed = state_->fault(state_->faults.sync_error);
  if (failed == 0) {
    state_->names.sync(name_of(folder));
  } else {
    survival chance(unsynced::by_chance, state_->dice);
    state_->names.fail_to_sync(name_of(folder), chance);
  }
  return failed;
}

runtime::listed_folder memory_disk::list(const std::filesystem::path& folder) {
  const auto lock = state_->enter();
  if (const int failed = state_->begin()) return {{}, failed};
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

int memory_disk::error_of_opening(const std::string& name, const runtime::file_access& how) const {
  if (const int failed = state_->begin()) return failed;
  if (const int failed = state_->fault(state_->faults.open_error)) return failed;
  if (state_->names.is_folder(name)) return how.writes ? EISDIR : 0;
  if (state_->names.find(name) == nullptr && !how.makes) return ENOENT;
  return how.writes && state_->faults.read_only ? EROFS : 0;
}

}  // namespace fauxtp::testing
