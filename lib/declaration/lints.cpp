// Looks for combinations that work, but hardly as they were meant.
#include "declaration/lints.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <variant>

#include "declaration/bounds.hpp"
#include "declaration/quantity.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

std::string how_long(const time_limit& limit) {
  return limit.time == infinity ? "any time (" + limit.because + " has no limit)"
                                : "up to " + duration_text(limit.time);
}

// There is no need to count further than any intensity in use.
constexpr std::size_t most_ends = 10'000'000;

std::string how_soon(duration time) {
  return time == duration::zero() ? "at once" : duration_text(time) + " later";
}

bool is_significant(const child_entry& child) {
  return std::visit([](const auto& spec) { return spec.significant; }, child.spec);
}

class linter {
 public:
  explicit linter(loaded_application& application) : application_(application) {}

  void run() {
    const application_spec& spec = *application_.spec;
    number_names(spec.supervisor);
    look_at(spec.supervisor, spec.name);
    const time_limit stop = bounds_of(spec.supervisor, spec.name).stop;
    if (stop.time > spec.runtime.shutdown_timeout) {
      warn(spec.supervisor.place, "W203",
           "the tree may take " + how_long(stop) + " to stop, and is killed after " +
               duration_text(spec.runtime.shutdown_timeout),
           "that is \"shutdown_timeout\" in \"runtime\"");
    }
  }

 private:
  void look_at(const supervisor_entry& supervisor, const std::string& path) {
    look_at_significance(supervisor, path);
    look_at_intensity(supervisor, path);
    look_at_budget(supervisor, path);
    for (const child_entry& each : supervisor.children) {
      if (const auto* worker = std::get_if<worker_entry>(&each.spec)) {
        ++started_;
        if (worker->type == child_type::supervisor) look_at_kill(*worker);
        look_at_delay(*worker);
        look_at_pool(*worker);
        look_at_capsule(*worker);
        if (!supervisor.is_dynamic) look_at_names(worker->args, *worker);
        continue;
      }
      const auto& inner = std::get<supervisor_entry>(each.spec);
      look_at_kill(inner);
      look_at_delay(inner);
      look_at_shutdown(inner, path + "/" + inner.id);
      look_at(inner, path + "/" + inner.id);
    }
  }

  template <class Supervisor>
  void look_at_kill(const Supervisor& supervisor) {
    if (!supervisor.shutdown.is_brutal_kill()) return;
    warn(supervisor.place, "W210",
         "supervisor " + in_quotes(supervisor.id) +
             " is killed at once when it is to stop, and so are all below it",
         "none of them can stop in order; a supervisor's shutdown is \"infinity\" by default: its "
         "children have limits of their own");
  }

  template <class Child>
  void look_at_delay(const Child& child) {
    if (!child.restart_delay || child.restart != restart_type::temporary) return;
    warn(child.place, "W211",
         "child " + in_quotes(child.id) + " is temporary, so its restart_delay has no effect",
         "a temporary child is never restarted");
  }

  void look_at_capsule(const worker_entry& worker) {
    if (worker.spawn.capsule == 0 || application_.spec->logging.capsules) return;
    warn(worker.place, "W216",
         "child " + in_quotes(worker.id) +
             " keeps messages for a capsule, and nothing says where it is to go",
         "give \"logging\" a \"capsules\": {\"folder\": \"capsules\"}");
  }

  void look_at_pool(const worker_entry& worker) {
    if (!worker.route || worker.restart != restart_type::temporary) return;
    warn(worker.place, "W215",
         "the members of the pool " + in_quotes(worker.name) +
             " are temporary: one that ends never comes back",
         "in the end calls to the pool find nobody; \"permanent\" members are always restarted");
  }

  void look_at_shutdown(const supervisor_entry& supervisor, const std::string& path) {
    if (supervisor.shutdown.is_brutal_kill() || supervisor.shutdown.time() == infinity) return;
    const time_limit children = bounds_of(supervisor, path).stop;
    if (children.time <= supervisor.shutdown.time()) return;
    warn(supervisor.place, "W202",
         "supervisor " + in_quotes(supervisor.id) + " is killed after " +
             duration_text(supervisor.shutdown.time()) + ", but its children may take " +
             how_long(children) + " to stop",
         "a supervisor's shutdown is \"infinity\" by default: its children have limits of their "
         "own");
  }

  // A restart under these strategies stops siblings first. If one of them takes longer than the
  // period, each restart is forgotten before the next one counts.
  void look_at_intensity(const supervisor_entry& supervisor, const std::string& path) {
    if (supervisor.strategy == strategy::one_for_one || supervisor.intensity == 0) return;
    const time_limit slowest = slowest_of(supervisor, path);
    if (slowest.time <= supervisor.period) return;
    warn(supervisor.place, "W204",
         in_quotes(slowest.because) + " may take " + how_long(slowest) + " to stop, so " +
             in_quotes(path) + " need never see more than " + std::to_string(supervisor.intensity) +
             " restarts within " + duration_text(supervisor.period) + ", and never gives up",
         "give " + in_quotes(path) + " a longer \"period\", or that child a shorter \"shutdown\"");
  }

  /// Children that wait for something outside, and so fail together and again and again.
  struct outage {
    std::size_t ends = 0;              // within the period
    std::optional<duration> gives_up;  // when their supervisor does
  };
  static outage outage_of(const supervisor_entry& supervisor, const worker_entry& worker) {
    const auto alike = static_cast<std::size_t>(worker.instances.value_or(1));
    const restart_delay& delay = *worker.restart_delay;
    outage seen;
    duration at = duration::zero(), next = delay.min;
    while (at <= supervisor.period) {
      seen.ends += alike;
      if (!seen.gives_up && seen.ends > static_cast<std::size_t>(supervisor.intensity)) {
        seen.gives_up = at;
      }
      if (supervisor.intensity_counts == intensity_counts::first || seen.ends > most_ends) break;
      at = at + next;
      next = std::min(duration(std::chrono::duration<double>(next) * delay.factor), delay.max);
    }
    return seen;
  }

  // A delay shall help a child over an outage; a supervisor that gives up ends that.
  void look_at_budget(const supervisor_entry& supervisor, const std::string& path) {
    for (const child_entry& each : supervisor.children) {
      const auto* worker = std::get_if<worker_entry>(&each.spec);
      if (worker == nullptr || !worker->restart_delay || supervisor.is_dynamic) continue;
      if (worker->restart == restart_type::temporary) continue;
      const outage seen = outage_of(supervisor, *worker);
      if (!seen.gives_up) continue;
      const std::size_t alike = worker->instances.value_or(1);
      const std::string whom =
          alike == 1 ? "child " + in_quotes(worker->id)
                     : "the " + std::to_string(alike) + " instances of " + in_quotes(worker->id);
      warn(worker->place, "W212",
           in_quotes(path) + " gives up " + how_soon(*seen.gives_up) + " when " + whom +
               " cannot run: they are restarted " + std::to_string(seen.ends) + " times within " +
               duration_text(supervisor.period) + ", and its intensity is " +
               std::to_string(supervisor.intensity),
           alike > static_cast<std::size_t>(supervisor.intensity)
               ? "give it \"intensity\": " + std::to_string(alike) +
                     " or more, and \"intensity_counts\": \"first\""
               : "\"intensity_counts\": \"first\" counts an outage as one restart of each child");
    }
  }

  time_limit slowest_of(const supervisor_entry& supervisor, const std::string& path) {
    time_limit slowest;
    for (const child_entry& each : supervisor.children) {
      time_limit one;
      if (const auto* worker = std::get_if<worker_entry>(&each.spec)) {
        if (!worker->shutdown.is_brutal_kill()) {
          one = {worker->shutdown.time(), path + "/" + worker->id};
        }
      } else {
        const auto& inner = std::get<supervisor_entry>(each.spec);
        one = slowest_of(inner, path + "/" + inner.id);
      }
      if (one.time > slowest.time) slowest = one;
    }
    return slowest;
  }

  void look_at_significance(const supervisor_entry& supervisor, const std::string& path) {
    if (supervisor.auto_shutdown == auto_shutdown::never) return;
    if (std::ranges::any_of(supervisor.children, is_significant)) return;
    warn(supervisor.place, "W205",
         in_quotes(path) + " has \"auto_shutdown\": " +
             in_quotes(to_string(supervisor.auto_shutdown)) + ", but no significant child",
         "it takes effect when a child with \"significant\": true ends");
  }

  // Recursive: a document is at most document::max_depth deep.
  void look_at_names(const term& args, const worker_entry& worker) {
    if (args.is<std::string>()) {
      const auto found = names_.find(args.as<std::string>());
      if (found == names_.end() || found->second <= started_) return;
      warn(worker.place, "W206",
           "the args of " + in_quotes(worker.id) + " name " + in_quotes(found->first) +
               ", which starts later",
           "children start from first to last; a call to it in the constructor would fail");
    } else if (args.kind() == term_kind::list) {
      for (const term& each : args.elements()) look_at_names(each, worker);
    } else if (const auto* entries = args.get_if<map>()) {
      for (const auto& [key, each] : *entries) look_at_names(each, worker);
    }
  }

  /// Numbers the workers in the order of their starts, and notes their names.
  void number_names(const supervisor_entry& supervisor) {
    for (const child_entry& each : supervisor.children) {
      if (const auto* worker = std::get_if<worker_entry>(&each.spec)) {
        ++numbered_;
        if (!worker->name.empty()) names_.emplace(worker->name, numbered_);
      } else {
        number_names(std::get<supervisor_entry>(each.spec));
      }
    }
  }

  void warn(const source_place& place, std::string code, std::string message, std::string help) {
    if (application_.diagnostics.size() >= most_complaints) return;
    application_.complain(place, std::move(code), std::move(message), "", std::move(help)).level =
        diagnostic::severity::warning;
  }

  loaded_application& application_;
  std::map<std::string, std::size_t> names_;
  std::size_t numbered_ = 0;
  std::size_t started_ = 0;
};

}  // namespace

void lint(loaded_application& application) {
  if (application.ok()) linter(application).run();
}

}  // namespace fauxtp
