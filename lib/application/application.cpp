// An application: its file, its modules, and the tree that they make together.
#include "fauxtp/application.hpp"

#include <algorithm>
#include <array>

#include "application/application_data.hpp"
#include "application/argument_check.hpp"
#include "application/log_levels.hpp"
#include "application/tree_builder.hpp"
#include "declaration/bounds.hpp"
#include "declaration/declared_tree.hpp"
#include "declaration/lints.hpp"
#include "declaration/resolved_file.hpp"
#include "declaration/struck_by.hpp"

namespace fauxtp {

void detail::application_data::count(const supervisor_entry& supervisor) {
  ++supervisors;
  if (supervisor.is_dynamic) return;  // its children start on request
  for (const child_entry& child : supervisor.children) {
    if (const auto* inner = std::get_if<supervisor_entry>(&child.spec)) {
      count(*inner);
    } else {
      workers += std::get<worker_entry>(child.spec).instances.value_or(1);
    }
  }
}

namespace {

bool has_id(const worker_entry& worker, const std::string& id) {
  if (!worker.instances) return worker.id == id;
  for (std::size_t n = 1; n <= *worker.instances; ++n) {
    if (numbered(worker.id, n) == id) return true;
  }
  return false;
}

}  // namespace

application::application() : data_(std::make_unique<detail::application_data>()) {}
application::application(application&&) noexcept = default;
application& application::operator=(application&&) noexcept = default;
application::~application() = default;

application application::load(const std::filesystem::path& file,
                              const std::vector<std::filesystem::path>& folders,
                              module_age modules) {
  application made;
  detail::application_data& data = *made.data_;
  data.loaded = load_application(file);
  if (data.loaded.spec) {
    data.modules.load(data.loaded, module_folders(file, data.loaded.spec->module_path, folders),
                      modules);
    check_arguments(data);
    data.count(data.root());
    lint(data.loaded);
    check_levels(data);
  }
  return made;
}

application::resolved_text application::resolve(const std::filesystem::path& file,
                                                bool with_origins, bool colour) {
  application read;
  read.data_->loaded = load_application(file);
  if (!read.ok()) return {false, "", read.messages(colour)};
  return {true, resolved_file(file, with_origins), read.messages(colour)};
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
  std::vector<time_bound> all;
  const auto add = [&all](const std::string& path, const time_bounds& of) {
    all.push_back({path, of.start.time, of.start.because, of.stop.time, of.stop.because});
  };
  const auto add_below = [&add](const supervisor_entry& above, const std::string& path,
                                const auto& again) -> void {
    for (const child_entry& each : above.children) {
      const auto* inner = std::get_if<supervisor_entry>(&each.spec);
      if (inner == nullptr) continue;
      const std::string own = path + "/" + inner->id;
      add(own, bounds_of(each, path));
      again(*inner, own, again);
    }
  };
  add(name(), bounds_of(data_->root(), name()));
  add_below(data_->root(), name(), add_below);
  return all;
}

namespace {

/// Calls `use` with the worker_entry or the supervisor_entry that the path means, if there is one.
template <class Use>
void with_declared(const application_spec& spec, const std::string& path, Use use) {
  const supervisor_entry* above = &spec.supervisor;
  if (path == spec.name) return use(*above);
  if (!path.starts_with(spec.name + "/")) return;
  for (std::size_t begin = spec.name.size() + 1;;) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string id = path.substr(begin, end - begin);
    const supervisor_entry* inner = nullptr;
    for (const child_entry& each : above->children) {
      if (const auto* worker = std::get_if<worker_entry>(&each.spec)) {
        if (end == path.size() && has_id(*worker, id)) return use(*worker);
      } else if (const auto& found = std::get<supervisor_entry>(each.spec); found.id == id) {
        if (end == path.size()) return use(found);
        inner = &found;
      }
    }
    if (inner == nullptr) return;
    above = inner;
    begin = end + 1;
  }
}

}  // namespace

std::optional<shutdown_time> application::shutdown_of(const std::string& path) const {
  std::optional<shutdown_time> found;
  with_declared(*data_->loaded.spec, path, [&](const auto& entry) { found = entry.shutdown; });
  return found;
}

std::string application::place_of(const std::string& path) const {
  std::string found;
  with_declared(*data_->loaded.spec, path,
                [&](const auto& entry) { found = to_string(entry.place); });
  return found;
}

bool application::may_be_struck(const std::string& path, std::string_view fault) const {
  const auto index = std::ranges::find(fault_words, fault) - fault_words.begin();
  std::optional<std::vector<std::size_t>> said;
  std::string at = path;
  for (;;) {
    with_declared(*data_->loaded.spec, at, [&](const auto& entry) { said = entry.struck_by; });
    const std::size_t end = at.rfind('/');
    if (said || end == std::string::npos) break;
    at.resize(end);
  }
  return !said || std::ranges::find(*said, static_cast<std::size_t>(index)) != said->end();
}

const std::string& application::name() const { return data_->loaded.spec->name; }
const std::string& application::version() const { return data_->loaded.spec->vsn; }
std::filesystem::path application::file() const { return data_->loaded.spec->file; }
const std::vector<application::loaded_module>& application::modules() const {
  return data_->modules.files();
}
std::size_t application::supervisors() const { return data_->supervisors; }
std::size_t application::workers() const { return data_->workers; }

severity application::log_level() const { return data_->loaded.spec->logging.level; }
std::map<std::string, severity> application::log_levels() const { return log_levels_of(*data_); }
std::string application::log_format() const {
  static constexpr std::array names{"auto", "text", "json"};
  return names.at(static_cast<std::size_t>(data_->loaded.spec->logging.format));
}
std::vector<log_sink> application::log_sinks() const {
  std::vector<log_sink> all;
  for (const sink_entry& each : data_->loaded.spec->logging.sinks) {
    all.push_back({.type = each.type,
                   .path = each.path,
                   .rotate_size = each.rotate_size,
                   .keep = each.keep,
                   .place = to_string(each.place)});
  }
  return all;
}
std::optional<application::capsule_folder> application::capsules() const {
  const auto& found = data_->loaded.spec->logging.capsules;
  if (!found) return std::nullopt;
  return capsule_folder{found->folder, found->keep};
}
std::filesystem::path application::control_socket() const {
  return data_->loaded.spec->control.socket;
}

node_options application::runtime() const {
  const runtime_spec& runtime = data_->loaded.spec->runtime;
  node_options options;
  options.workers = static_cast<std::size_t>(runtime.threads);
  options.schedulers = runtime.schedulers;
  options.stack_size = runtime.stack_size;
  options.stall_after = runtime.stall_after;
  options.queue_alarm = runtime.mailbox.queue_alarm.value_or(options.queue_alarm);
  options.env = data_->loaded.spec->env;
  options.shutdown_timeout = runtime.shutdown_timeout;
  return options;
}

supervisor_spec application::tree() const {
  return build_supervisor(data_->root(), data_->modules);
}

std::optional<supervisor_spec> application::alone(const std::string& path) const {
  const std::size_t end = path.rfind('/');
  if (end == std::string::npos) return std::nullopt;
  const supervisor_entry* above = nullptr;
  with_declared(*data_->loaded.spec, path.substr(0, end), [&](const auto& entry) {
    if constexpr (std::is_same_v<std::decay_t<decltype(entry)>, supervisor_entry>) above = &entry;
  });
  if (above == nullptr) return std::nullopt;
  for (const planned_child& each : planned_children(*above)) {
    if (each.id != path.substr(end + 1) || each.worker() == nullptr) continue;
    child_spec child = build_child(each, data_->modules);
    child.pool.clear();
    child.restart = restart_type::permanent;  // so that each end is too much
    child.restart_delay = {};
    child.significant = false;
    return supervisor_spec{.intensity = 0, .children = {std::move(child)}};
  }
  return std::nullopt;
}

start_result application::start_link() const {
  start_result started =
      supervisor::start_link(tree(), {.spawn = {.label = name()}, .supervised = true});
  // Only the link is promised: the caller learns of the end by its exit signal, not by a `down`,
  // too.
  if (started.ok()) demonitor(started.monitor(), true);
  return started;
}

void application::keep_runtime_of(const application& running) {
  application_spec& own = *data_->loaded.spec;
  const application_spec& other = *running.data_->loaded.spec;
  own.name = other.name;
  own.runtime = other.runtime;
  own.control = other.control;
}

std::vector<std::filesystem::path> application::changed_files() const {
  std::vector<std::filesystem::path> changed;
  for (const auto& each : data_->loaded.sources) {
    const document now = read_document(each->name());  // empty if it cannot be read
    const std::string_view text = now.source->text();
    if (!text.empty() && text != each->text()) changed.emplace_back(each->name());
  }
  return changed;
}

std::vector<std::filesystem::path> application::rebuilt_modules() const {
  return data_->modules.rebuilt();
}

term application::declared() const { return declared_tree(*data_->loaded.spec); }

}  // namespace fauxtp
