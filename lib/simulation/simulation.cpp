// One run of an application in a simulated world.
#include "fauxtp/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <utility>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/signals.hpp"
#include "fauxtp/drain.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/trace.hpp"
#include "simulation/invariants.hpp"
#include "simulation/simulated_world.hpp"
#include "simulation/sometimes.hpp"

namespace fauxtp {
namespace {

using namespace std::chrono_literals;
using happened = simulation_event::kind;

/// Thrown where the run has shown what it is to find.
struct finding {
  std::string text;
};

/// What is done to the application at some step.
struct struck {};
class blow : public std::enable_shared_from_this<blow> {
 public:
  blow(std::function<void()> deed, pid told) : deed_(std::move(deed)), told_(told) {}

  /// Any thread: it falls when that worker takes in what it was sent.
  void falls_on(runtime::worker& there) {
    struct parcel final : runtime::parcel {
      explicit parcel(std::shared_ptr<blow> brought) : brought(std::move(brought)) {}
      void deliver() noexcept override {
        if (brought->fall()) detail::post_message(brought->told_, term(struck()));
        delete this;
      }
      std::shared_ptr<blow> brought;
    };
    there.post(new parcel(shared_from_this()));
  }
  /// False if it has fallen before.
  bool fall() {
    const auto deed = std::exchange(deed_, nullptr);
    if (deed) deed();
    return deed != nullptr;
  }

 private:
  std::function<void()> deed_;
  pid told_;
};

constexpr double most_steps_bits = 14;
constexpr const char* own_label = "main";  // the node's name for the thread that makes it

/// Thrown where the application has ended because its work is done.
struct end_of_application {};

std::string shown(duration time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f s", std::chrono::duration<double>(time).count());
  return text;
}

class simulated_run {
 public:
  simulated_run(const application& simulated, const simulation_options& options)
      : application_(simulated), options_(options), world_(options.seed) {
    world_.turns().stop_at(options.stop_at);
  }

  simulation_result result() {
    for (const auto& [file, content] : options_.disk) world_.files().put(file, content);
    on_a_node([this] { options_.loses_power ? until_power_is_lost() : until_the_end(); });
    return std::move(result_);
  }

 private:
  template <class Work>
  void on_a_node(Work work) {
    detail::local_node node(options(), world_.world());
    trap_exit();
    try {
      to_the_end_of(work);
    } catch (const finding& found) {
      tell(happened::finding, "FOUND: " + found.text);
      result_.failure = found.text;
    }
    // The ends of the threads are those of the machine.
    result_.trace = world_.turns().trace();
    result_.steps = world_.turns().steps();
    result_.outside = world_.turns().outside();
    result_.sometimes = simulation::places_reached();
    result_.simulated = world_.now() - begin_;
  }

  template <class Work>
  void to_the_end_of(Work work) {
    try {
      return work();
    } catch (const end_of_application&) {
      tell(happened::report, application_.name() + " has ended");
    }
    nobody_is_left();
  }

  node_options options() {
    node_options wanted = application_.runtime();
    wanted.workers = options_.workers;
    wanted.seed = options_.seed;
    wanted.stall_after = infinity;
    wanted.log = [this](const report& report) { note(report); };
    if (options_.messages) wanted.trace = [this](const trace_event& event) { note(event); };
    return wanted;
  }

  /// The steps of a run.
  void until_the_end() {
    start();
    if (options_.seed % 2 ==
        0) {  // else the first fault may come while it is still at its first work
      rest();
      if (!crash_.empty()) throw finding{"an actor crashed before the first fault: " + crash_};
      look_at_all();
    }
    for (; result_.faults < options_.faults; ++result_.faults) {
      kill_somebody();
      rest();
      look_at_all();
    }
    stop();
  }

  void until_power_is_lost() {
    start();
    strike([this] {
      world_.files().lose_power();
      for (const auto& each : world_.files().files()) {
        result_.disk.emplace(each.string(), world_.files().content(each).value_or(""));
      }
    });
    tell(happened::fault, "the power is lost");
    ++result_.faults;
    unlink(root_);
    for (const process_info& each : of_the_tree()) exit(each.actor, exit_reason::kill);
  }

  void start() {
    tell(happened::report, "start of " + application_.name());
    const start_result started = application_.start_link();
    if (!started.ok()) throw finding{"it does not start: " + to_string(started.reason())};
    root_ = started;
  }

  void stop() {
    const application::time_bound bound = application_.bounds().front();
    tell(happened::report, "stop of " + application_.name());
    send(root_, draining());
    exit(root_, exit_reason::shutdown);
    const duration most = bound.stop == infinity ? duration(24h) : bound.stop + 1s;
    const auto ended = receive<exit_signal>(most);
    if (!ended) {
      throw finding{"it does not stop within " + shown(most) + "; left are" + names(of_the_tree())};
    }
    if (ended->reason.abnormal()) {
      throw finding{"its stop has failed: " + to_string(ended->reason)};
    }
    nobody_is_left();
  }

  void nobody_is_left() {
    sleep(1s);
    std::vector<process_info> left = infos().actors;
    std::erase_if(left, [](const process_info& each) { return each.actor == self(); });
    if (!left.empty()) throw finding{"after its end there are still" + names(left)};
  }

  // Nothing happens by itself between faults.

  void wait(duration time) {
    if (const auto ended = receive<exit_signal>(time)) has_ended(ended->reason);
  }
  [[noreturn]] void has_ended(const exit_reason& reason) {
    if (gave_up_) throw finding{"its root supervisor has given up"};
    if (reason.abnormal()) throw finding{"its root has ended with " + to_string(reason)};
    throw end_of_application();
  }
  void rest() { wait(options_.calm); }

  /// Does it after some steps, of which there are many where much happens; few and many are equally
  /// likely. If nothing happens, does it when the calm is over. Returns when it is done.
  void strike(std::function<void()> deed) {
    const double bits = std::uniform_real_distribution(0.0, most_steps_bits)(dice_);
    const auto coming = std::make_shared<blow>(std::move(deed), self());
    world_.turns().after_steps(
        static_cast<std::uint64_t>(std::exp2(bits)),
        [coming, &here = *runtime::worker::current()] { coming->falls_on(here); });
    receive(on([](const struck&) {}), on([this](exit_signal&& ended) { has_ended(ended.reason); }),
            after(options_.calm, [&] { coming->fall(); }));
    world_.turns().after_steps(0, nullptr);
  }

  void kill_somebody() {
    std::vector<process_info> all = of_the_tree();
    std::erase_if(all, [&](const process_info& each) { return each.actor == root_; });
    if (all.empty()) return;
    const process_info& victim = all[dice_() % all.size()];
    strike([actor = victim.actor] {
      detail::emit<detail::exit_sent>(actor, pid(), exit_reason::kill, false);
    });
    tell(happened::fault, "kill " + victim.label + " " + to_string(victim.actor));
  }

  /// All of its actors, in the order of their paths.
  std::vector<process_info> of_the_tree() {
    std::vector<process_info> all = infos().actors;
    const std::string below = application_.name() + "/";
    std::erase_if(all, [&](const process_info& each) {
      return each.observer || !(each.actor == root_ || each.label.starts_with(below));
    });
    std::ranges::sort(all, {},
                      [](const process_info& each) { return std::pair(each.label, each.actor); });
    return all;
  }

  static std::string names(const std::vector<process_info>& all) {
    std::string text;
    for (const process_info& each : all) text += (text.empty() ? " " : ", ") + each.label;
    return text.empty() ? " none of its actors" : text;
  }

  void look_at_all() {
    look_at(root_, application_.name());
    if (const std::string broken = simulation::broken_invariant(); !broken.empty()) {
      throw finding{broken};
    }
  }

  void look_at(pid supervisor, const std::string& path) {
    std::vector<child_info> children;
    try {
      children = supervisor::which_children(supervisor, options_.calm);
    } catch (const call_error& failure) {
      throw finding{path + " does not answer: " + failure.what()};
    }
    for (const child_info& each : children) {
      const std::string child = path + "/" + each.id;
      if (each.restarting) {
        throw finding{child + " is not up after " + shown(options_.calm) +
                      (each.last_end ? "; it ended with " + to_string(*each.last_end) : "")};
      }
      if (each.actor && each.type == child_type::supervisor) look_at(each.actor, child);
    }
  }

  // What is told.

  void note(const report& report) {
    if (report.level < severity::info) return;
    tell(happened::report,
         std::string(to_string(report.level)) + " " + report.name + ": " + report.text);
    if (report.label == "actor/crash" && crash_.empty()) {
      crash_ = report.name + ": " + report.text;
    }
    if (report.label == "supervisor/shutdown" && report.name == application_.name()) {
      gave_up_ = true;
    }
  }

  void note(const trace_event& event) {
    if (event.name == own_label) return;
    const auto named = [&](pid actor) {
      const auto known = names_.find(actor);
      return known == names_.end() ? to_string(actor) : known->second;
    };
    names_[event.actor] =
        event.name.empty() ? to_string(event.actor) : event.name + " " + to_string(event.actor);
    tell(happened::message,
         named(event.actor) +
             (event.what == trace_event::kind::sent ? " sends to " + named(event.to) : " gets") +
             ": " + event.message);
  }

  void tell(happened what, const std::string& line) {
    std::string when =
        "+" + shown(world_.now() - begin_) + "  #" + std::to_string(world_.turns().steps()) + "  ";
    result_.story.push_back({what, std::move(when) + line});
    if (options_.tell) options_.tell(result_.story.back());
  }

  const application& application_;
  const simulation_options& options_;
  simulation::simulated_world world_;
  const runtime::time_point begin_ = world_.now();
  std::mt19937_64 dice_{~options_.seed};
  pid root_{};
  std::map<pid, std::string> names_;
  std::string crash_;     // the first one since the start
  bool gave_up_ = false;  // the root supervisor
  simulation_result result_;
};

}  // namespace

simulation_result simulate(const application& simulated, const simulation_options& options) {
  return simulated_run(simulated, options).result();
}

}  // namespace fauxtp
