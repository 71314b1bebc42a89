// fauxtp run: starts the tree, waits for its end or for the order to stop, and stops it.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

#include "actor_report.hpp"
#include "commands.hpp"
#include "control/control_desk.hpp"
#include "crash_book.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/drain.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"
#include "first_process.hpp"
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
struct look_at_all {};

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

/// Its children finish first what they have begun.
void order_to_stop(pid root, stop_progress& progress) {
  progress.begin();
  fauxtp::send(root, fauxtp::draining());
  fauxtp::exit(root, exit_reason::shutdown);
}

/// Returns why the root has ended. When this actor is told to stop, it first passes that on to the
/// root.
exit_reason wait_for_end(pid root, bool& told_to_stop, stop_progress& progress) {
  for (;;) {
    const auto signal = fauxtp::receive<exit_signal>(
        told_to_stop ? fauxtp::duration(progress.until_next_look()) : fauxtp::infinity);
    if (!signal) {
      progress.look();
      continue;
    }
    if (signal->from == root) return signal->reason;
    if (signal->from) continue;
    told_to_stop = true;
    order_to_stop(root, progress);
  }
}

/// Opens the control desk. If that fails, the application runs without one.
std::optional<control_desk> open_desk(const fauxtp::application& application, tree_in_force& tree,
                                      run_log& log, crash_book& crashes) {
  using nlohmann::json;
  try {
    return std::optional<control_desk>(
        std::in_place, running_tree{application.name(), log, tree, crashes, fauxtp::self()},
        application.control_socket(),
        request_handlers{{"plan", [&](const json& request) { return tree.plan(request); }},
                         {"reload", [&](const json& request) { return tree.reload(request); }}});
  } catch (const std::runtime_error& failure) {
    log.say(std::string("  no control socket: ") + failure.what());
    return std::nullopt;
  }
}

/// The exit code if the start was called off or has failed; nothing if the tree is up.
std::optional<int> code_of_start(const fauxtp::start_result& started,
                                 const fauxtp::application& application, run_log& log,
                                 stop_progress& progress, const stopwatch& stopping) {
  if (const pid unfinished = started.called_off()) {
    bool told_to_stop = true;
    order_to_stop(unfinished, progress);
    wait_for_end(unfinished, told_to_stop, progress);
    log.say(application.name() + " stopped in " + stopping.ms() + ", before it was up");
    return exit_ok;
  }
  if (started.ok()) return std::nullopt;
  log.error(application.name() + " did not start: " + to_string(started.reason()));
  return exit_failed;
}

/// Tells how the tree has ended, and returns the exit code.
int code_of_end(const exit_reason& reason, const fauxtp::application& application, run_log& log,
                const std::string& time) {
  if (log.gave_up()) {
    log.error(application.name() + " stopped: its root supervisor gave up (see above)");
    return exit_failed;
  }
  if (reason.abnormal()) {
    log.error(application.name() + " stopped: its root supervisor ended with " + to_string(reason));
    return exit_failed;
  }
  const int killed = log.killed_children();
  log.say(application.name() + " stopped" + time +
          (killed == 0 ? "" : ", " + std::to_string(killed) + " had to be killed"));
  return killed == 0 ? exit_ok : exit_failed;
}

/// Reloads when a signal says so. All signals that arrive during a reload lead to one more reload,
/// since they may be about a newer file.
void reload_by_signals(tree_in_force& tree) {
  for (;;) {
    fauxtp::receive<hang_up>();
    while (fauxtp::receive<hang_up>(fauxtp::duration::zero())) {
    }
    tree.reload_by_signal();
  }
}

/// The paths of actors that do not end with their supervisors: they are running, or a function of
/// theirs runs outside of all actors (fauxtp::blocking).
std::string left_over() {
  constexpr std::chrono::milliseconds patience{50};
  std::string paths;
  using kind = fauxtp::wait_info::kind;
  const fauxtp::process_list all = fauxtp::infos({.most_of_a_worker = 1000, .wait = patience});
  for (const fauxtp::process_info& each : all.actors) {
    const bool blocks =
        each.waits && (each.waits->what == kind::blocking || each.waits->what == kind::thread);
    const bool runs = each.status == fauxtp::process_status::running && each.label != "main";
    if (blocks || runs) paths += " " + each.label;
  }
  return paths;
}

pid spawn_own(const std::string& label, std::function<void()> run) {
  return fauxtp::spawn(
      {.place = fauxtp::placement::calling_thread, .label = label, .observer = true},
      std::move(run));
}

}  // namespace

int run(const command_options& options) {
  leave_the_first_process();
  signal_watch watch;
  const auto loaded = std::make_shared<const fauxtp::application>(
      fauxtp::application::load(options.file, options.module_folders));
  const fauxtp::application& application = *loaded;
  if (!application.ok()) {
    std::fputs(application.messages(options.colour).c_str(), stderr);
    return exit_invalid_file;
  }

  std::optional<run_log> opened;
  try {
    opened.emplace(options, application);
  } catch (const std::runtime_error& failure) {
    std::fprintf(stderr, "error: %s\n", failure.what());
    return exit_failed;
  }
  run_log& log = *opened;
  log.print(application.messages(options.colour));
  tree_in_force tree(options, loaded, log);
  stop_progress progress(tree, log);
  stopwatch stopping;
  struct forget_at_the_end {
    signal_watch& watch;
    ~forget_at_the_end() { watch.forget(); }
  } const orders{watch};

  fauxtp::node_options node_options = application.runtime();
  const auto patience =
      std::chrono::duration_cast<std::chrono::milliseconds>(node_options.shutdown_timeout);
  crash_book crashes;
  node_options.log = [&log, &crashes](const fauxtp::report& report) {
    crashes.note(report);
    log.write(report);
  };
  std::optional<fauxtp::node> node;
  try {
    node.emplace(std::move(node_options));
  } catch (const std::system_error& refused) {
    log.error(refused.what());
    return exit_failed;
  }
  log.say(title(application, node->workers()));
  if (!application.modules().empty()) log.say("  loaded   " + modules(application));
  const std::optional<control_desk> desk = open_desk(application, tree, log, crashes);
  if (desk && !desk->note().empty()) log.say("  " + desk->note());

  fauxtp::trap_exit();
  const pid reloader = spawn_own("fauxtp/reload", [&tree] { reload_by_signals(tree); });
  const pid looker = spawn_own("fauxtp/look", [] {
    for (;;) fauxtp::receive(fauxtp::on([](look_at_all) { log_all_actors(); }));
  });
  watch.obey({.patience = patience,
              .stop =
                  [&, own = fauxtp::self()](int signal) {
                    stopping = stopwatch();
                    service_manager::stopping();
                    log.is_stopping();
                    log.say(std::string("SIG") + sigabbrev_np(signal) + ": stopping " +
                            application.name() + ", last started first (again: at once)");
                    fauxtp::exit(own, exit_reason::shutdown);
                  },
              .look = [looker] { fauxtp::send(looker, look_at_all{}); },
              .tell = [&log](const std::string& line) { log.warn(line); },
              .give_up =
                  [&] {
                    log.last_words("not stopped after " + std::to_string(patience.count()) +
                                   " ms; ending the process with\n" + progress.left());
                  }});

  service_manager::feed_watchdog(node->workers());
  const stopwatch starting;
  const fauxtp::start_result started = application.start_link();
  std::optional<int> code = code_of_start(started, application, log, progress, stopping);
  if (!code) {
    const pid root = started;
    tree.runs_as(root);
    log.is_up();
    const std::string size =
        std::to_string(application.supervisors() + application.workers()) + " actors";
    log.say("up in " + starting.ms() + ", " + size);
    spawn_own("fauxtp/health", [root, size] { service_manager::follow_health(root, size); });
    watch.reload_by([reloader] { fauxtp::send(reloader, hang_up{}); });
    bool told_to_stop = false;
    const exit_reason reason = wait_for_end(root, told_to_stop, progress);
    code = code_of_end(reason, application, log, told_to_stop ? " in " + stopping.ms() : "");
  }
  // A function that runs outside of all actors cannot be ended.
  const std::string left = left_over();
  const std::chrono::seconds most(left.empty() ? 10 : 1);
  watch.finish(*code, most, [&log, left, reads = tree.under_way()] {
    log.last_words(
        "ended with the process:" + (left.empty() ? " what the tree does not know" : left) +
        (reads.empty() ? "" : ", which is " + reads));
  });
  return *code;
}
