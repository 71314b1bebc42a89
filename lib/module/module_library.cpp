// Finds modules and loads them.
#include "module/module_library.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/core/demangle.hpp>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <vector>

#include "actor/standard_error.hpp"
#include "fauxtp/log.hpp"
#include "module/elf_check.hpp"
#include "module/load_watch.hpp"

namespace fauxtp {
namespace {

namespace fs = std::filesystem;

// The folders that hold files which were built or installed with the runner.
std::vector<fs::path> beside_the_runner() {
  std::error_code none;
  const fs::path runner = fs::read_symlink("/proc/self/exe", none).parent_path();
  if (runner.empty()) return {};
  return {runner, runner.parent_path() / "modules", runner.parent_path() / "lib/fauxtp/modules"};
}

bool is_file(const fs::path& path) {
  std::error_code none;
  return fs::is_regular_file(path, none);
}

}  // namespace

std::vector<fs::path> module_folders(const fs::path& application_file,
                                     const std::vector<std::string>& of_the_file,
                                     const std::vector<fs::path>& given) {
  const fs::path here = application_file.has_parent_path() ? application_file.parent_path() : ".";
  std::vector<fs::path> folders{here};
  for (const std::string& each : of_the_file) folders.push_back(here / each);
  folders.insert(folders.end(), given.begin(), given.end());
  std::ranges::move(beside_the_runner(), std::back_inserter(folders));
  return folders;
}

fs::path find_module(const std::string& module, const std::vector<fs::path>& folders) {
  if (module.find('/') != std::string::npos) {
    const fs::path path = folders.front() / module;
    if (is_file(path)) return path;
    const fs::path with_ending = path.string() + ".so";
    return is_file(with_ending) ? with_ending : fs::path();
  }
  for (const fs::path& folder : folders) {
    for (const std::string& name : {module + ".so", "lib" + module + ".so", module}) {
      if (name.ends_with(".so") && is_file(folder / name)) return folder / name;
    }
  }
  return {};
}

std::vector<std::string> modules_in(const std::vector<fs::path>& folders) {
  std::vector<std::string> names;
  for (const fs::path& folder : folders) {
    std::error_code none;
    for (const auto& each : fs::directory_iterator(folder, none)) {
      std::string name = each.path().stem().string();
      if (each.path().extension() != ".so") continue;
      names.push_back(name.starts_with("lib") ? name.substr(3) : name);
    }
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

namespace {

/// Tells one file from another, and one state of a file from another.
struct file_state {
  dev_t device = 0;
  ino_t number = 0;
  off_t size = 0;
  std::int64_t changed = 0;  // ns

  bool operator==(const file_state&) const = default;
};

file_state state_of(const fs::path& file) {
  struct stat found {};
  if (stat(file.c_str(), &found) != 0) throw std::runtime_error(std::strerror(errno));
  return {found.st_dev, found.st_ino, found.st_size,
          found.st_mtim.tv_sec * std::int64_t{1'000'000'000} + found.st_mtim.tv_nsec};
}

/// Makes a copy in memory with a name of its own: the loader knows a library by the name of its
/// file, and for the same name it would return the old build. The copy stays open, so that no other
/// copy gets its name.
std::string copied(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in) throw std::runtime_error("it cannot be read");
  const int copy = memfd_create(file.filename().c_str(), MFD_CLOEXEC);
  if (copy < 0) throw std::runtime_error(std::strerror(errno));
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = write(copy, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno != EINTR) throw std::runtime_error(std::strerror(errno));
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  return "/proc/self/fd/" + std::to_string(copy);
}

std::string text_of_current_exception() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  std::string text = type == nullptr ? "no exception" : boost::core::demangle(type->name());
  try {
    if (type != nullptr) throw;
  } catch (const std::exception& thrown) {
    text += std::string(": ") + thrown.what();
  } catch (...) {
  }
  return text;
}

/// No exception passes through the system's loader: if a static initialiser throws, the process
/// ends. This object at least names the module then.
class loading {
 public:
  explicit loading(const fs::path& file) : before_(std::set_terminate(&name_it)) { which_ = &file; }
  ~loading() {
    which_ = nullptr;
    std::set_terminate(before_);
  }
  loading(const loading&) = delete;
  loading& operator=(const loading&) = delete;

 private:
  [[noreturn]] static void name_it() {
    if (which_ != nullptr) {
      detail::standard_error::say(
          "fauxtp: the module " + which_->string() +
          " cannot be loaded, and ends the process: a static initialiser has thrown " +
          text_of_current_exception() + "\n");
      detail::standard_error::flush();
    }
    std::abort();
  }
  static constinit inline thread_local const fs::path* which_ = nullptr;
  std::terminate_handler before_;
};

void* load_library(const fs::path& file, const std::string& path) {
  const loading named(file);
  return dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
}

std::unique_ptr<const module_library> open_module(const fs::path& file, const std::string& path) {
  const load_watch slow(file);
  void* library = load_library(file, path);
  if (library == nullptr) throw std::runtime_error(dlerror());
  const auto* entry = static_cast<const module_entry*>(dlsym(library, "fauxtp_module"));
  if (entry == nullptr) {
    throw std::runtime_error("it is a library, but no module: it has no FAUXTP_MODULE(name) {…}");
  }
  if (entry->magic != module_magic) {
    throw std::runtime_error("its symbol fauxtp_module is not what FAUXTP_MODULE makes");
  }
  if (entry->abi != std::string_view(FAUXTP_ABI)) {
    throw std::runtime_error("it was built against another ABI (" + std::string(entry->abi) +
                             "; this is " FAUXTP_ABI "): build it again");
  }
  auto loaded = std::make_unique<module_library>(module_library{entry->name, file, {}});
  try {
    entry->declare(loaded->types);
  } catch (...) {
    throw std::runtime_error("its FAUXTP_MODULE has thrown " + text_of_current_exception());
  }
  return loaded;
}

struct build {
  file_state state;
  std::unique_ptr<const module_library> library;
};

/// A module's file: all paths by which it has been asked for, and what each of them resolved to
/// then.
struct module_file {
  std::set<std::string> paths;
  std::vector<build> builds;  // the newest last

  bool has_build(const file_state& state) const {
    return std::ranges::any_of(builds, [&](const build& each) { return each.state == state; });
  }
};

/// All modules that this process has loaded.
struct loaded_modules {
  std::mutex guard;
  std::list<module_file> files;
};
loaded_modules& all_modules() {
  static loaded_modules all;
  return all;
}

/// The absolute path, without the steps that lead nowhere ("."). A ".." stays: it may follow a
/// symbolic link.
fs::path without_dots(const fs::path& file) {
  fs::path made;
  for (const fs::path& step : fs::absolute(file)) {
    if (step != ".") made /= step;
  }
  return made;
}

/// The same path counts more than the same file: if a symbolic link leads to another build by now,
/// its path still means the module that was loaded through it.
module_file& known_file(loaded_modules& all, const fs::path& file, const file_state& state) {
  const std::string path = without_dots(file).string();
  const std::string resolved = fs::canonical(file).string();
  const auto find = [&](const auto& is_it) { return std::ranges::find_if(all.files, is_it); };
  auto found = find([&](const module_file& each) { return each.paths.contains(path); });
  if (found == all.files.end()) {
    found = find([&](const module_file& each) { return each.paths.contains(resolved); });
  }
  if (found == all.files.end()) {
    found = find([&](const module_file& each) { return each.has_build(state); });
  }
  module_file& known = found == all.files.end() ? all.files.emplace_back() : *found;
  known.paths.insert({path, resolved});
  return known;
}

}  // namespace

const module_library& load_module(const fs::path& file, module_age age) {
  if (const std::string reason = why_no_library(file); !reason.empty()) {
    throw std::runtime_error(reason);
  }
  loaded_modules& all = all_modules();
  const std::lock_guard lock(all.guard);
  const file_state state = state_of(file);
  std::vector<build>& builds = known_file(all, file, state).builds;
  if (builds.empty()) {
    // Loads it by its whole path: else the system's folders are searched.
    builds.push_back({state, open_module(file, fs::absolute(file).string())});
  } else if (age == module_age::newest && builds.back().state != state) {
    builds.push_back({state, open_module(file, copied(file))});
  }
  return *builds.back().library;
}

bool is_rebuilt(const module_library& library) {
  if (!is_file(library.file)) return false;
  const file_state now = state_of(library.file);
  loaded_modules& all = all_modules();
  const std::lock_guard lock(all.guard);
  return std::ranges::any_of(all.files, [&](const module_file& file) {
    return std::ranges::any_of(file.builds, [&](const build& each) {
      return each.library.get() == &library && each.state != now;
    });
  });
}

void actor_types::add(std::string name, child_type type, actor_factory make,
                      std::optional<argument_form> arguments) {
  const bool again =
      std::ranges::any_of(all_, [&](const entry& other) { return other.name == name; });
  if (again) throw std::runtime_error("it names two actors \"" + name + "\"");
  all_.push_back({std::move(name), type, std::move(make), std::move(arguments)});
}

}  // namespace fauxtp
