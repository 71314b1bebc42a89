// An application: its file, its modules, and the tree that they make together.
#include "fauxtp/application.hpp"

#include <algorithm>

#include "application/application_loader.hpp"
#include "application/bounds.hpp"
#include "application/lints.hpp"
#include "application/module_library.hpp"
#include "application/nearest.hpp"
#include "application/tree_drawing.hpp"

namespace fauxtp {
namespace detail {

struct application_data {
  loaded_application loaded;
  std::vector<module_library> libraries;
  std::vector<application::loaded_module> modules;
  std::size_t supervisors = 0;
  std::size_t workers = 0;

  void load_modules(const std::vector<std::filesystem::path>& folders);
  void count(const supervisor_entry& supervisor);
  supervisor_spec build(const supervisor_entry& entry) const;
  child_spec build(const worker_entry& entry, std::string id, std::string name) const;
  const actor_types::entry& type_of(const std::string& actor) const;
};

void application_data::load_modules(const std::vector<std::filesystem::path>& folders) {
  bool all_there = true;
  for (const module_reference& each : loaded.spec->modules) {
    const auto file = find_module(each.module, folders);
    if (file.empty()) {
      all_there = false;
      const std::vector<std::string> present = modules_in(folders);
      const auto meant =
          nearest(each.module, std::vector<std::string_view>(present.begin(), present.end()));
      std::string looked;
      for (const auto& folder : folders) looked += (looked.empty() ? "" : ", ") + folder.string();
      loaded.complain(each.place, "E304", "there is no module \"" + each.module + "\"",
                      meant ? "did you mean \"" + *meant + "\"?" : "", "looked in " + looked);
      continue;
    }
    try {
      libraries.push_back(load_module(file));
      modules.push_back({file, libraries.back().types.all().size()});
    } catch (const std::exception& failure) {
      all_there = false;
      loaded.complain(each.place, "E305", "module \"" + each.module + "\" cannot be loaded", "",
                      file.string() + ": " + failure.what());
    }
  }
  // Without all modules an actor that is not found says nothing.
  if (!all_there) return;
  std::vector<module_exports> exports;
  for (const module_library& each : libraries) {
    module_exports names{each.name, {}};
    for (const auto& type : each.types.all()) names.actors.push_back(type.name);
    exports.push_back(std::move(names));
  }
  check_actors(loaded, exports);
}

void application_data::count(const supervisor_entry& supervisor) {
  ++supervisors;
  for (const child_entry& child : supervisor.children) {
    if (const auto* inner = std::get_if<supervisor_entry>(&child.spec)) {
      count(*inner);
    } else {
      workers += std::get<worker_entry>(child.spec).instances.value_or(1);
    }
  }
}

const actor_types::entry& application_data::type_of(const std::string& actor) const {
  const std::size_t slash = actor.find('/');
  for (const module_library& library : libraries) {
    if (slash != std::string::npos && library.name != actor.substr(0, slash)) continue;
    const std::string name = slash == std::string::npos ? actor : actor.substr(slash + 1);
    for (const auto& type : library.types.all()) {
      if (type.name == name) return type;
    }
  }
  throw std::logic_error("fauxtp: the application has errors and cannot be started");
}

child_spec application_data::build(const worker_entry& entry, std::string id,
                                   std::string name) const {
  const actor_types::entry& type = type_of(entry.actor);
  return {.id = std::move(id),
          .start = type.make(entry.args),
          .name = std::move(name),
          .restart = entry.restart,
          .shutdown = entry.shutdown,
          .significant = entry.significant,
          .type = type.type,
          .start_timeout = entry.start_timeout,
          .stack_size = entry.stack_size.value_or(0)};
}

supervisor_spec application_data::build(const supervisor_entry& entry) const {
  supervisor_spec spec{.how = entry.how,
                       .intensity = static_cast<std::size_t>(entry.intensity),
                       .period = entry.period,
                       .when_done = entry.when_done};
  for (const child_entry& child : entry.children) {
    if (const auto* worker = std::get_if<worker_entry>(&child.spec)) {
      if (!worker->instances) spec.children.push_back(build(*worker, worker->id, worker->name));
      for (std::size_t n = 1; n <= worker->instances.value_or(0); ++n) {
        spec.children.push_back(build(*worker, numbered(worker->id, n), numbered(worker->name, n)));
      }
      continue;
    }
    const auto& inner = std::get<supervisor_entry>(child.spec);
    spec.children.push_back({.id = inner.id,
                             .start = child_start(build(inner)),
                             .name = inner.name,
                             .restart = inner.restart,
                             .shutdown = inner.shutdown,
                             .significant = inner.significant,
                             .type = child_type::supervisor});
  }
  return spec;
}

}  // namespace detail

application::application() : data_(std::make_unique<detail::application_data>()) {}
application::application(application&&) noexcept = default;
application& application::operator=(application&&) noexcept = default;
application::~application() = default;

application application::load(const std::filesystem::path& file,
                              const std::vector<std::filesystem::path>& folders) {
  application made;
  detail::application_data& data = *made.data_;
  data.loaded = load_application(file);
  if (data.loaded.spec) {
    data.load_modules(module_folders(file, data.loaded.spec->module_path, folders));
    data.count(data.loaded.spec->supervisor);
    lint(data.loaded);
  }
  return made;
}

bool application::ok() const { return data_->loaded.ok(); }

std::string application::messages(bool colour) const {
  const auto& found = data_->loaded.diagnostics;
  return found.empty() ? std::string() : render(found, colour);
}

std::vector<application::finding> application::findings() const {
  std::vector<finding> all;
  for (const diagnostic& each : data_->loaded.diagnostics) {
    all.push_back({.is_error = each.level == diagnostic::severity::error,
                   .code = each.code,
                   .message = each.message,
                   .help = each.label.empty() ? each.help : each.label,
                   .file = each.place.file,
                   .line = each.place.line,
                   .column = each.place.column,
                   .pointer = each.place.pointer});
  }
  return all;
}

std::vector<application::time_bound> application::bounds() const {
  const supervisor_entry& root = data_->loaded.spec->supervisor;
  const auto made = [](const std::string& path, const time_bounds& of) {
    return time_bound{path, of.start.time, of.start.because, of.stop.time, of.stop.because};
  };
  std::vector<time_bound> all = {made(name(), bounds_of(root, name()))};
  for (const child_entry& each : root.children) {
    const auto& id =
        std::visit([](const auto& spec) -> const std::string& { return spec.id; }, each.spec);
    all.push_back(made(name() + "/" + id, bounds_of(each, name())));
  }
  return all;
}

const std::string& application::name() const { return data_->loaded.spec->name; }
const std::string& application::version() const { return data_->loaded.spec->vsn; }
const std::vector<application::loaded_module>& application::modules() const {
  return data_->modules;
}
std::size_t application::supervisors() const { return data_->supervisors; }
std::size_t application::workers() const { return data_->workers; }

node_options application::runtime() const {
  const runtime_spec& runtime = data_->loaded.spec->runtime;
  node_options options;
  options.workers = static_cast<std::size_t>(runtime.threads);
  options.stack_size = runtime.stack_size;
  options.env = data_->loaded.spec->env;
  options.shutdown_timeout =
      std::chrono::duration_cast<std::chrono::milliseconds>(runtime.shutdown_timeout);
  return options;
}

supervisor_spec application::tree() const { return data_->build(data_->loaded.spec->supervisor); }

start_result application::start_link() const {
  return supervisor::start_link(tree(), {.label = name(), .supervised = true});
}

std::string application::drawing(bool unicode) const {
  return draw_tree(*data_->loaded.spec, unicode);
}

}  // namespace fauxtp
