#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fauxtp/log.hpp"
#include "fauxtp/log_sink.hpp"
#include "fauxtp/module_age.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/supervisor.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

namespace detail {
struct application_data;
}

/// A supervision tree as a file declares it, with the modules that it names.
///
/// ```cpp file=test/examples/application.cpp region=application
/// int run_counter(const std::string& config, const std::string& modules) {
///   using namespace fauxtp;
///   const auto counting = application::load(config + "/counter.json", {modules});
///   if (!counting.ok()) {
///     std::fputs(counting.messages().c_str(), stderr);
///     return 78;
///   }
///   const node here(counting.runtime());
///   trap_exit();
///   const pid root = counting.start_link();
///   const bool up = static_cast<bool>(whereis("hits"));
///   exit(root, exit_reason::shutdown);
///   return receive<exit_signal>().reason.abnormal() || !up ? 1 : 0;
/// }
/// ```
///
/// The `fauxtp` runner is built on this class; use it to run a file inside a program of your own.
/// Loading reads and checks everything and starts nothing; messages() then has all errors and
/// warnings at once. Modules stay loaded until the process ends.
class application {
 public:
  /// Modules are looked for beside the file, in its `module_path`, in `module_folders`, and beside
  /// the runner.
  static application load(const std::filesystem::path& file,
                          const std::vector<std::filesystem::path>& module_folders = {},
                          module_age modules = module_age::loaded);

  /// The file as it is understood, written as a file that says the same: included files, the values
  /// of variables, and defaults are filled in. `***` stands for values whose keys sound like a
  /// secret (password, token, …) and for passwords in addresses. With `with_origins`, a comment
  /// behind each value says where the value comes from. Loads no modules.
  struct resolved_text {
    bool ok;               ///< no error was found
    std::string text;      ///< empty if an error was found
    std::string messages;  ///< what messages() would return
  };
  static resolved_text resolve(const std::filesystem::path& file, bool with_origins = false,
                               bool colour = false);

  application(application&&) noexcept;
  application& operator=(application&&) noexcept;
  ~application();

  /// True if no error was found. Only then may the application be started.
  bool ok() const;
  /// Errors and warnings, each with file, line, column, JSON pointer and what was expected; the
  /// text ends with their number. Empty if there are none.
  std::string messages(bool colour = false) const;

  /// An error or a warning of messages(), for programs.
  struct finding {
    bool is_error;  ///< false: a warning
    std::string code, message, help, file;
    std::size_t line, column;  ///< from 1; line 0 means the file as a whole
    std::string pointer;       ///< RFC 6901
  };
  std::vector<finding> findings() const;

  /// How long a part of the tree may take at most to start and to stop, when each child takes all
  /// the time that it is given. `infinity`: there is no limit, because of the child that
  /// `start_because` or `stop_because` names.
  struct time_bound {
    std::string path;
    duration start;
    std::string start_because;
    duration stop;
    std::string stop_because;
  };
  /// The whole tree comes first, then each supervisor below it, in the order of the file.
  std::vector<time_bound> bounds() const;

  /// How long the actor at that path of the tree gets to stop; nothing if the file declares none
  /// there.
  std::optional<shutdown_time> shutdown_of(const std::string& path) const;

  /// Where the file declares the actor at that path: "app.json:14:5"; empty if it declares none
  /// there.
  std::string place_of(const std::string& path) const;

  /// Whether a simulation may strike the actor at that path with the fault of that name: what
  /// `"x-simulate"` of the child there says, or else of the nearest supervisor above that has one.
  bool may_be_struck(const std::string& path, std::string_view fault) const;

  const std::string& name() const;
  const std::string& version() const;
  /// The file that was loaded.
  std::filesystem::path file() const;
  /// The file of a module, and how many actors the module offers.
  struct loaded_module {
    std::filesystem::path file;
    std::size_t actors;
  };
  const std::vector<loaded_module>& modules() const;
  std::size_t supervisors() const;
  std::size_t workers() const;

  /// The least important severity that the log should show, from the file's `logging`.
  severity log_level() const;
  /// The same for single actors, by their paths, from the file's `levels` and from `log_level` of
  /// its children. A path that ends in "/" stands for everything below it; if several paths match,
  /// the longest counts.
  std::map<std::string, severity> log_levels() const;
  /// How the lines of the log should look: "auto", "text" or "json".
  std::string log_format() const;
  /// Where the lines of the log should go; empty if the file does not say it.
  std::vector<log_sink> log_sinks() const;
  /// Where the capsules of crashes should go, and how many are kept there; nothing if the file does
  /// not say it.
  struct capsule_folder {
    std::filesystem::path path;
    std::size_t keep;
  };
  std::optional<capsule_folder> capsules() const;
  /// Where the file's `control` wants the socket for operators; empty if the file does not say it.
  std::filesystem::path control_socket() const;
  /// The file's `runtime`, as options of the node to run it on.
  node_options runtime() const;
  /// The file's tree, from the root down.
  supervisor_spec tree() const;
  /// The worker at that path without all others: its supervisor, which gives up when the worker
  /// ends. Nothing if the file declares no worker there (those of a simple_one_for_one supervisor
  /// are declared by whom has asked for them).
  std::optional<supervisor_spec> alone(const std::string& path) const;
  /// Starts the tree on the running actor's node, linked to the running actor; the label of the
  /// tree's root is the application's name.
  start_result start_link() const;

  /// Takes over from `running` what only a new start can change: its name, its runtime and its
  /// control.
  void keep_runtime_of(const application& running);

  /// Those of the application's own file and the files that it includes whose content has changed
  /// since they were loaded. Reads the files.
  std::vector<std::filesystem::path> changed_files() const;
  /// The files of those modules of the application that were built anew since they were loaded.
  std::vector<std::filesystem::path> rebuilt_modules() const;

  /// The tree as its file declares it, with all defaults filled in: the root as a map with `id`,
  /// `type` (worker, supervisor), `restart`, `shutdown_ms` (or infinity, brutal_kill),
  /// `significant` and, if it is to be registered, `name`. A worker also has `actor`, and
  /// `instances` and `scheduler` if the file gives them, and `route` and `when_all_fail` if it is a
  /// pool. A supervisor also has `supervisor`
  /// (strategy, intensity, period_ms, auto_shutdown, and max_children if there is such a limit) and
  /// `children`, a list in the order of the file. The `children` of a simple_one_for_one supervisor
  /// are its template.
  term declared() const;

 private:
  friend class reload_plan;
  application();
  std::unique_ptr<detail::application_data> data_;
};

}  // namespace fauxtp
#pragma GCC visibility pop
