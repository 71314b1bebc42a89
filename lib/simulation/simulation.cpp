// One run of an application in a simulated world.
#include "fauxtp/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
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
#include "simulation/fault.hpp"
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

constexpr double most_steps_bits = 14;
constexpr runtime::nanoseconds longest_stall = 3s;
constexpr runtime::nanoseconds longest_jump = 24h;
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
    run();
    return std::move(result_);
  }

 private:
  void run() {
    detail::local_node node(options(), world_.world());
    node_ = &node;
    trap_exit();
    try {
      live();
    } catch (const finding& found) {
      tell(happened::finding, "FOUND: " + found.text);
      result_.failure = found.text;
    }
    world_.turns().after_steps(0, nullptr);  // what would happen then needs the node
    // The ends of the threads are those of the machine.
    result_.trace = world_.turns().trace();
    result_.steps = world_.turns().steps();
    result_.outside = world_.turns().outside();
    result_.sometimes = simulation::places_reached();
    result_.simulated = world_.now() - begin_;
  }

  void live() {
    try {
      return options_.loses_power ? until_power_is_lost() : until_the_end();
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
    const bool begins_calmly = options_.seed % 2 == 0;
    if (begins_calmly) {  // else the first fault may come while it is at its first work
      rest();
      if (!crash_.empty()) throw finding{"an actor crashed before the first fault: " + crash_};
      look_at_all();
    }
    for (; result_.faults < options_.faults; ++result_.faults) {
      make_fault();
      rest();
      look_at_all();
    }
    stop();
  }

  void until_power_is_lost() {
    start();
    strike(own_worker(), [this] {
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
  void strike(runtime::worker& where, std::function<void()> deed) {
    const double bits = std::uniform_real_distribution(0.0, most_steps_bits)(dice_);
    const auto coming = std::make_shared<simulation::fault>(std::move(deed), self());
    world_.turns().after_steps(static_cast<std::uint64_t>(std::exp2(bits)),
                               [coming, &where] { coming->happens_on(where); });
    receive(on([](const simulation::fault_happened&) {}),
            on([this](exit_signal&& ended) { has_ended(ended.reason); }),
            after(options_.calm, [&] { coming->happen(); }));
  }

  void make_fault() {
    if (options_.kinds.empty()) return;
    switch (options_.kinds[dice_() % options_.kinds.size()]) {
      case fault_kind::kill:
        return end_somebody("kill ", exit_reason::kill);
      case fault_kind::exit:
        return end_somebody("exit signal for ", exit_reason(term("fault")));
      case fault_kind::stall:
        return stall_a_worker();
      case fault_kind::clock:
        return set_the_clock();
    }
  }

  void end_somebody(const char* how, const exit_reason& reason) {
    std::vector<process_info> all = of_the_tree();
    std::erase_if(all, [&](const process_info& each) { return each.actor == root_; });
    if (all.empty()) return;
    const process_info& victim = all[dice_() % all.size()];
    strike(own_worker(), [actor = victim.actor, own = self(), reason] {
      detail::emit<detail::exit_sent>(actor, own, reason, false);
    });
    tell(happened::fault, how + victim.label + " " + to_string(victim.actor));
  }

  void stall_a_worker() {
    const std::size_t index = 1 + dice_() % options_.workers;
    const runtime::nanoseconds time(dice_() % longest_stall.count());
    strike(node_->pool().at(index), [this, time] { world_.turns().sleep(world_.now() + time); });
    tell(happened::fault,
         "worker " + std::to_string(index) + " has stalled for " + shown(duration(time)));
  }

  void set_the_clock() {
    const auto by = runtime::nanoseconds(dice_() % (2 * longest_jump.count())) - longest_jump;
    strike(own_worker(), [this, by] { world_.turns().time().shift_wall(by); });
    tell(happened::fault, "the clock of people jumps by " + shown(duration(by)));
  }

  static runtime::worker& own_worker() { return *runtime::worker::current(); }

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
  detail::local_node* node_ = nullptr;
  pid root_{};
  std::map<pid, std::string> names_;
  std::string crash_;     // the first one since the start
  bool gave_up_ = false;  // the root supervisor
  simulation_result result_;
};

}  // namespace

simulation_result simulate(const application& simulated, const simulation_options& options) {
  if (options.workers == 0 || options.calm <= duration::zero()) {
    throw std::invalid_argument("fauxtp: simulate: it takes a worker at least, and some calm");
  }
  return simulated_run(simulated, options).result();
}

}  // namespace fauxtp
