// fauxtp run: starts the tree, waits for its end or for the order to stop, and stops it.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "commands.hpp"
#include "control/control_desk.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"
#include "run_log.hpp"
#include "service_manager.hpp"
#include "signal_watch.hpp"
#include "stop_progress.hpp"
#include "tree_in_force.hpp"

namespace {

using fauxtp::exit_reason;
using fauxtp::exit_signal;
using fauxtp::pid;

class stopwatch {
 public:
  std::string ms() const {
    const auto passed = std::chrono::steady_clock::now() - begun_;
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(passed).count()) +
           " ms";
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

struct hang_up {};

std::string title(const fauxtp::application& application, std::size_t threads) {
  std::string text = std::string("fauxtp ") + FAUXTP_VERSION + ", " + application.name();
  if (!application.version().empty()) text += " " + application.version();
  return text + ", pid " + std::to_string(getpid()) + ", " + std::to_string(threads) +
         (threads == 1 ? " thread" : " threads");
}

std::string modules(const fauxtp::application& application) {
  std::string text;
  for (const auto& module : application.modules()) {
    text += (text.empty() ? "" : ", ") + module.file.filename().string() + " (" +
            std::to_string(module.actors) + (module.actors == 1 ? " actor)" : " actors)");
  }
  return text;
}

/// The reason why the root has ended. Told to stop, it passes that on to the root first.
exit_reason wait_for_end(pid root, bool& told_to_stop, stop_progress& progress) {
  for (;;) {
    const auto signal =
        fauxtp::receive<exit_signal>(told_to_stop ? stop_progress::look_every : fauxtp::infinity);
    if (!signal) {
      progress.look();
      continue;
    }
    if (signal->from == root) return signal->reason;
    if (signal->from) continue;
    told_to_stop = true;
    progress.begin();
    fauxtp::exit(root, exit_reason::shutdown);
  }
}

/// An application that cannot be asked runs all the same.
std::optional<control_desk> open_desk(const fauxtp::application& application, tree_in_force& tree,
                                      run_log& log) {
  using nlohmann::json;
  try {
    return std::optional<control_desk>(
        std::in_place, running_tree{application.name(), log, tree}, application.control_socket(),
        request_handlers{{"plan", [&](const json& request) { return tree.plan(request); }},
                         {"reload", [&](const json& request) { return tree.reload(request); }}});
  } catch (const std::runtime_error& failure) {
    log.say(std::string("  no control socket: ") + failure.what());
    return std::nullopt;
  }
}

}  // namespace

int run(const command_options& options) {
  signal_watch::block_signals();
  const auto loaded = std::make_shared<const fauxtp::application>(
      fauxtp::application::load(options.file, options.module_folders));
  const fauxtp::application& application = *loaded;
  std::fputs(application.messages(options.colour).c_str(), stderr);
  if (!application.ok()) return exit_invalid_file;

  std::optional<run_log> opened;
  try {
    opened.emplace(options, application);
  } catch (const std::runtime_error& failure) {
    std::fprintf(stderr, "error: %s\n", failure.what());
    return exit_failed;
  }
  run_log& log = *opened;
  tree_in_force tree(options, loaded, log);
  fauxtp::node_options node_options = application.runtime();
  const auto patience =
      std::chrono::duration_cast<std::chrono::milliseconds>(node_options.shutdown_timeout);
  node_options.log = [&log](const fauxtp::report& report) { log.write(report); };
  const fauxtp::node node(std::move(node_options));
  log.say(title(application, node.workers()));
  if (!application.modules().empty()) log.say("  loaded   " + modules(application));
  const std::optional<control_desk> desk = open_desk(application, tree, log);

  fauxtp::trap_exit();
  stopwatch stopping;
  stop_progress progress(tree, log);
  const auto stop = [&, own = fauxtp::self()](int signal) {
    stopping = stopwatch();
    service_manager::stopping();
    log.is_stopping();
    log.say(std::string("SIG") + sigabbrev_np(signal) + ": stopping " + application.name() +
            ", last started first (again: at once)");
    fauxtp::exit(own, exit_reason::shutdown);
  };
  const pid reloader = fauxtp::spawn(
      {.place = fauxtp::placement::calling_thread, .label = "control/reload"}, [&tree] {
        for (;;) fauxtp::receive(fauxtp::on([&](hang_up) { tree.reload_by_signal(); }));
      });
  const signal_watch watch(
      patience, stop, [reloader] { fauxtp::send(reloader, hang_up{}); },
      [&progress] { return progress.left(); });

  service_manager::feed_watchdog(node.workers());
  const stopwatch starting;
  bool told_to_stop = false;
  const fauxtp::start_result started = application.start_link();
  if (const pid unfinished = started.called_off()) {
    told_to_stop = true;
    progress.begin();
    fauxtp::exit(unfinished, exit_reason::shutdown);
    wait_for_end(unfinished, told_to_stop, progress);
    log.say(application.name() + " stopped in " + stopping.ms() + ", before it was up");
    return exit_ok;
  }
  if (!started.ok()) {
    log.error(application.name() + " did not start: " + to_string(started.reason()));
    return exit_failed;
  }
  const pid root = started;
  tree.runs_as(root);
  log.is_up();
  const std::string size =
      std::to_string(application.supervisors() + application.workers()) + " actors";
  log.say("up in " + starting.ms() + ", " + size);
  service_manager::ready(size);

  const exit_reason reason = wait_for_end(root, told_to_stop, progress);
  if (log.gave_up()) {
    log.error(application.name() + " stopped: its root supervisor gave up (see above)");
    return exit_failed;
  }
  if (reason.abnormal()) {
    log.error(application.name() + " stopped: its root supervisor ended with " + to_string(reason));
    return exit_failed;
  }
  const int killed = log.killed_children();
  log.say(application.name() + " stopped" + (told_to_stop ? " in " + stopping.ms() : "") +
          (killed == 0 ? "" : ", " + std::to_string(killed) + " had to be killed"));
  return killed == 0 ? exit_ok : exit_failed;
}
