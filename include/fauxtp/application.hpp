#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fauxtp/log.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/supervisor.hpp"

namespace fauxtp {

namespace detail {
struct application_data;
}

/// Which build of a module is meant, when its file has changed since it was loaded.
enum class module_age : unsigned char {
  loaded,  ///< the one that this process has loaded already, if it has
  newest   ///< the file's; what runs the old build goes on with it
};

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
/// This is what the `fauxtp` runner is made of; use it to run a file inside a program of your own.
/// Loading reads and checks everything and starts nothing; what is wrong is in messages(), all of
/// it at once. Modules stay loaded until the process ends.
class application {
 public:
  /// Modules are looked for beside the file, in its `module_path`, in these folders, and beside the
  /// runner.
  static application load(const std::filesystem::path& file,
                          const std::vector<std::filesystem::path>& module_folders = {},
                          module_age modules = module_age::loaded);

  /// A file as it is understood, as one that says the same: with what it includes, its variables put
  /// in and its defaults. Values whose keys sound like a secret (password, token, …) and passwords in
  /// addresses are "***". `with_origins`: a comment behind each value says where it comes from. Loads
  /// no modules.
  struct resolved_text {
    bool ok;               ///< no error was found
    std::string text;      ///< empty if one was
    std::string messages;  ///< as messages()
  };
  static resolved_text resolve(const std::filesystem::path& file, bool with_origins = false,
                               bool colour = false);

  application(application&&) noexcept;
  application& operator=(application&&) noexcept;
  ~application();

  /// No error was found. Only then may it be started.
  bool ok() const;
  /// Errors and warnings, each with file, line, column, JSON pointer and what was expected; ends
  /// with their number. Empty if there are none.
  std::string messages(bool colour = false) const;

  /// The same for programs.
  struct finding {
    bool is_error;  ///< false: a warning
    std::string code, message, help, file;
    std::size_t line, column;  ///< from 1; line 0 means the file as a whole
    std::string pointer;       ///< RFC 6901
  };
  std::vector<finding> findings() const;

  /// How long a part of the tree may take at most to start and to stop, when each child takes all
  /// the time that it is given. `infinity`: there is no limit, because of that child.
  struct time_bound {
    std::string path;
    duration start;
    std::string start_because;
    duration stop;
    std::string stop_because;
  };
  /// The whole tree's first, then that of each supervisor below it, as the file has them.
  std::vector<time_bound> bounds() const;

  /// How long an actor of the tree gets to stop, by its path; nothing if the file has none there.
  std::optional<shutdown_time> shutdown_of(const std::string& path) const;

  /// Where the file declares it: "app.json:14:5"; empty if it does not.
  std::string place_of(const std::string& path) const;

  const std::string& name() const;
  const std::string& version() const;
  /// The modules' files, each with the number of its actors.
  struct loaded_module {
    std::filesystem::path file;
    std::size_t actors;
  };
  const std::vector<loaded_module>& modules() const;
  std::size_t supervisors() const;
  std::size_t workers() const;

  /// The least important reports that the log should show; the file's `logging`.
  severity log_level() const;
  /// The same for some, by their paths: what the file's `levels`, and `log_level` of its children,
  /// say. A path that ends in "/" stands for all below it; of several the longest counts.
  std::map<std::string, severity> log_levels() const;
  /// How its lines should look: "auto", "text" or "json".
  std::string log_format() const;
  /// Where they should go; nowhere in particular, if there are none.
  enum class sink_type : unsigned char { standard_error, file, journal };
  struct log_sink {
    sink_type type;
    std::filesystem::path path;  ///< of the file, or of a socket that is not the journal's own
    std::size_t rotate_size;     ///< bytes after which a file is put aside; 0: never
    std::size_t keep;            ///< so many that were put aside stay
    std::string place;           ///< where it is declared: "app.json:7:5"
  };
  std::vector<log_sink> log_sinks() const;
  /// Where the file's `control` wants the socket for operators; empty: nowhere in particular.
  std::filesystem::path control_socket() const;
  /// The file's `runtime`, as options of the node to run it on.
  node_options runtime() const;
  /// Its tree, from the root down.
  supervisor_spec tree() const;
  /// Starts the tree on the running actor's node, linked; its label is the application's name.
  start_result start_link() const;

  /// What only a new start can bring becomes what `running` has: its name, its runtime, its env and
  /// its control.
  void keep_runtime_of(const application& running);

  /// Of its own file and those that it includes, which say something else by now. Reads them.
  std::vector<std::filesystem::path> changed_files() const;
  /// The files of those of its modules that were built anew since they were loaded.
  std::vector<std::filesystem::path> rebuilt_modules() const;

  /// The tree as its file declares it, with all defaults filled in: the root as a map with `id`,
  /// `type` (worker, supervisor), `restart`, `shutdown_ms` (or infinity, brutal_kill), `significant`
  /// and, if it is to be registered, `name`. A worker has `actor`, and if it is so `instances` and
  /// `scheduler`; a supervisor has `supervisor` (strategy, intensity, period_ms, auto_shutdown, and
  /// max_children if there is such a limit) and `children`, a list in the order of the file. One with
  /// simple_one_for_one has its template there.
  term declared() const;

 private:
  friend class reload_plan;
  application();
  std::unique_ptr<detail::application_data> data_;
};

}  // namespace fauxtp
