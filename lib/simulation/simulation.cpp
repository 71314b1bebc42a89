// One run of an application in a simulated world.
#include "fauxtp/simulation.hpp"

#include <algorithm>
#include <functional>
#include <optional>
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
#include "simulation/end_watch.hpp"
#include "simulation/fault_injector.hpp"
#include "simulation/invariants.hpp"
#include "simulation/livelock_watch.hpp"
#include "simulation/simulated_world.hpp"
#include "simulation/sometimes.hpp"
#include "simulation/start_order.hpp"
#include "simulation/story.hpp"
#include "simulation/time_text.hpp"
#include "simulation/timeout_watch.hpp"
#include "simulation/tree_actors.hpp"
#include "simulation/tree_watch.hpp"

namespace fauxtp {
namespace {

using namespace std::chrono_literals;
using happened = simulation_event::kind;

/// Thrown where the run has shown what it is to find.
struct finding {
  std::string text;
};

class simulated_run {
 public:
  simulated_run(const application& simulated, const simulation_options& options)
      : application_(simulated),
        options_(options),
        world_(options.seed, static_cast<interleaving::schedule>(options.schedule)) {
    world_.turns().stop_at(options.stop_at);
    world_.turns().switch_between(options.first_switch, options.last_switch);
    world_.turns().switch_at(options.switches);
  }

  simulation_result result() {
    for (const auto& [file, content] : options_.disk) world_.files().put(file, content);
    run();
    result_.story = story_.take();
    return std::move(result_);
  }

 private:
  void run() {
    detail::local_node node(options(), world_.world());
    faults_.emplace(application_, options_, world_, node, story_, [this] { lose_power(); });
    node.watch_missed_answers([this, own = self()](const detail::missed_answer& missed) {
      if (missed.caller.id() != own) note(missed);  // else the simulation itself has asked
    });
    trap_exit();
    ends_.emplace(node);
    look_for_livelocks(node);
    try {
      live();
    } catch (const finding& found) {
      result_.failure = found.text;
    }
    // Else it is what has become of one.
    if (!livelocks_->wrong().empty()) result_.failure = livelocks_->wrong();
    if (!result_.failure.empty()) story_.tell(happened::finding, result_.failure);
    // What would happen then needs the node.
    world_.turns().after_steps(0, nullptr);
    world_.turns().when_busy_for({}, nullptr);
    // The ends of the threads are those of the machine.
    result_.trace = world_.turns().trace();
    result_.steps = world_.turns().steps();
    result_.choices = world_.turns().could_have_gone_on();
    result_.outside = world_.turns().outside();
    result_.sometimes = simulation::places_reached();
    result_.meetings = world_.turns().meetings();
    result_.simulated = world_.now() - begin_;
    result_.reload = faults_->reload();
  }

  void look_for_livelocks(detail::local_node& node) {
    livelocks_.emplace(node);
    if (options_.allows_livelocks) return;
    const auto look = [this, &node, own = self()](runtime::nanoseconds busy_for) {
      if (livelocks_->look(busy_for)) end_early(node, own);
    };
    world_.turns().when_busy_for(simulation::livelock_watch::every, look);
  }

  /// As if the root had ended. It is killed if it is waited for until it has started.
  void end_early(detail::local_node& node, pid own) {
    const auto sends = [own](pid to, const exit_reason& reason) {
      detail::emit_for_the_dead(std::make_unique<detail::exit_sent>(to, own, reason, false));
    };
    sends(own, exit_reason(term("livelock")));
    if (root_) return;
    for (const detail::process* each : node.processes()) {
      if (each->name() == application_.name()) sends(each->id(), exit_reason::kill);
    }
  }

  void live() {
    try {
      return options_.loses_power ? until_power_is_lost() : until_the_end();
    } catch (const simulation::root_has_ended& root) {
      look_at_what_was_noticed();  // it may be why
      if (gave_up_) throw finding{"its root supervisor has given up"};
      if (root.reason.abnormal()) {
        throw finding{"its root has ended with " + to_string(root.reason)};
      }
      story_.tell(happened::report, application_.name() + " has ended");  // its work is done
    }
    nobody_is_left();
  }

  node_options options() {
    node_options wanted = application_.runtime();
    wanted.workers = options_.workers;
    wanted.seed = options_.seed;
    wanted.stall_after = infinity;
    wanted.log_level = severity::debug;
    wanted.log = [this](const report& report) { note(report); };
    if (options_.messages) wanted.trace = [this](const trace_event& event) { story_.tell(event); };
    return wanted;
  }

  /// The steps of a run.
  void until_the_end() {
    start();
    const bool begins_calmly = options_.seed % 2 == 0 || faults_->wanted() < options_.first_fault;
    if (begins_calmly) {  // else the first fault may come while it is at its first work
      rest();
      if (!crash_.empty()) throw finding{"an actor crashed before the first fault: " + crash_};
      look_at_all();
    }
    for (std::size_t next = options_.first_fault; next <= faults_->wanted();) {
      const std::size_t several = faults_->at_once_with(next);
      result_.faults += several;
      if (several > 1) watch_.forget_places();
      faults_->make(next);
      next += several;
      if (result_.lost_power) return end_at_once();
      starts_.learn(faults_->running());  // it may have been a reload
      rest();
      faults_->withdraw();
      look_at_all();
    }
    stop();
  }

  void until_power_is_lost() {
    start();
    faults_->lose_power();
    ++result_.faults;
    end_at_once();
  }

  void lose_power() {
    world_.files().lose_power();
    for (const auto& each : world_.files().files()) {
      result_.disk.emplace(each.string(), world_.files().content(each).value_or(""));
    }
    result_.lost_power = true;
  }

  void end_at_once() {
    unlink(root_);
    for (const process_info& each : simulation::tree_actors(application_, root_)) {
      exit(each.actor, exit_reason::kill);
    }
  }

  void start() {
    story_.tell(happened::report, "start of " + application_.name());
    starts_.learn(application_);
    const start_result started = application_.start_link();
    if (!started.ok()) look_at_what_was_noticed();
    if (!started.ok()) throw finding{"it does not start: " + to_string(started.reason())};
    root_ = started;
    faults_->aims_at(root_);
  }

  void stop() {
    const application::time_bound bound = faults_->running().bounds().front();
    story_.tell(happened::report, "stop of " + application_.name());
    send(root_, draining());
    exit(root_, exit_reason::shutdown);
    const duration most = bound.stop == infinity ? duration(24h) : bound.stop + 1s;
    const auto ended = receive<exit_signal>(most);
    if (!ended) {
      throw finding{"it does not stop within " + simulation::time_text(most) + "; left are" +
                    simulation::names(simulation::tree_actors(application_, root_))};
    }
    if (ended->reason.abnormal()) {
      throw finding{"its stop has failed: " + to_string(ended->reason)};
    }
    look_at_what_was_noticed();
    nobody_is_left();
  }

  void nobody_is_left() {
    sleep(1s);
    std::vector<process_info> left = infos().actors;
    std::erase_if(left, [](const process_info& each) { return each.actor == self(); });
    if (!left.empty()) throw finding{"after its end there are still" + simulation::names(left)};
  }

  // Nothing happens by itself between faults.

  void rest() {
    if (const auto ended = receive<exit_signal>(options_.calm)) {
      throw simulation::root_has_ended{ended->reason};
    }
  }

  void look_at_what_was_noticed() {
    for (const std::string* each :
         {&timeouts_.wrong(), &starts_.wrong(), &watch_.wrong(), &ends_->wrong()}) {
      if (!each->empty()) throw finding{*each};
    }
  }

  void look_at_all() {
    look_at_what_was_noticed();
    story_.leave_out_messages(true);
    ends_->look();
    look_at(root_, application_.name());
    // Each of the two lists of actors takes all workers a turn.
    watch_.look_at(simulation::tree_actors(application_, root_), root_,
                   simulation::actors_outside(application_, root_));
    ends_->look_again();
    starts_.all_are_up();
    look_at_what_was_noticed();
    if (const std::string broken = simulation::broken_invariant(); !broken.empty()) {
      throw finding{broken};
    }
    story_.leave_out_messages(false);
  }

  void look_at(pid supervisor, const std::string& path) {
    std::vector<child_info> children;
    try {
      children = supervisor::which_children(supervisor, options_.calm);
    } catch (const call_error& failure) {
      throw finding{path + " does not answer: " + failure.what()};
    }
    watch_.knows(path, children);
    for (const child_info& each : children) {
      const std::string child = path + "/" + each.id;
      if (each.restarting) {
        throw finding{child + " is not up after " + simulation::time_text(options_.calm) +
                      (each.last_end ? "; it ended with " + to_string(*each.last_end) : "")};
      }
      if (each.actor && each.type == child_type::supervisor) look_at(each.actor, child);
    }
  }

  // What is told.

  void note(const report& report) {
    watch_.note(report);
    starts_.note(report);
    if (report.level < severity::info) return;
    story_.tell(report);
    if (report.label == "actor/crash" && crash_.empty()) {
      crash_ = report.name + ": " + report.text;
    }
    if (report.label == "supervisor/shutdown" && report.name == application_.name()) {
      gave_up_ = true;
    }
  }

  void note(const detail::missed_answer& missed) {
    if (options_.allows_timeouts || story_.has_fault()) return;
    story_.tell(happened::report, timeouts_.note(missed));
  }

  const application& application_;
  const simulation_options& options_;
  simulation::simulated_world world_;
  const runtime::time_point begin_ = world_.now();
  pid root_{};
  simulation::story story_{[this](simulation_event& event) {
                             event.at = duration(world_.now() - begin_);
                             event.step = world_.turns().steps();
                           },
                           options_.tell};
  std::optional<simulation::fault_injector> faults_;  // outlives the node
  simulation::tree_watch watch_;
  simulation::start_order starts_;
  simulation::timeout_watch timeouts_;
  std::optional<simulation::end_watch> ends_;
  std::optional<simulation::livelock_watch> livelocks_;
  std::string crash_;     // the first one since the start
  bool gave_up_ = false;  // the root supervisor
  simulation_result result_;
};

}  // namespace

simulation_result simulate(const application& simulated, const simulation_options& options) {
  if (options.workers == 0 || options.calm <= duration::zero()) {
    throw std::invalid_argument("fauxtp: simulate: it takes a worker at least, and some calm");
  }
  const auto has_no_application = [](const planned_fault& each) {
    return each.kind == fault_kind::reload && (each.next == nullptr || !each.next->ok());
  };
  const auto has_to_be_planned = [](fault_kind each) {
    return each == fault_kind::reload || each == fault_kind::bit_flip || each == fault_kind::power;
  };
  for (std::size_t i = 0; i < options.plan.size(); ++i) {
    const bool follows = i > 0 && (options.plan[i - 1].kind == fault_kind::reload ||
                                   options.plan[i - 1].during_reload);
    if (options.plan[i].during_reload && !follows) {
      throw std::invalid_argument(
          "fauxtp: simulate: a fault strikes during a reload, and none comes before it");
    }
  }
  if (std::ranges::any_of(options.kinds, has_to_be_planned) ||
      std::ranges::any_of(options.plan, has_no_application)) {
    throw std::invalid_argument(
        "fauxtp: simulate: a bit_flip, a loss of power and a reload, with what comes instead, are "
        "planned");
  }
  return simulated_run(simulated, options).result();
}

}  // namespace fauxtp
