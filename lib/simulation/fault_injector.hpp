#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "actor/local_node.hpp"
#include "actor/mishap.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/simulation.hpp"
#include "fauxtp/spawn.hpp"
#include "simulation/disk_trouble.hpp"
#include "simulation/fault.hpp"
#include "simulation/network_trouble.hpp"
#include "simulation/simulated_world.hpp"
#include "simulation/story.hpp"

namespace fauxtp::simulation {

/// Thrown where the root of the tree has ended.
struct root_has_ended {
  exit_reason reason;
};

/// Lets faults happen to an application: those that are planned, or that the seed draws.
class fault_injector {
 public:
  /// `power_is_lost` is called when that happens.
  fault_injector(const application& struck, const simulation_options& options,
                 simulated_world& world, detail::local_node& node, story& told,
                 std::function<void()> power_is_lost);

  void aims_at(pid root) noexcept { root_ = root; }
  /// What runs now: a reload may have come.
  const application& running() const noexcept { return *running_; }
  /// The number of the reload from which that comes; 0: it is the first one.
  std::size_t reload() const noexcept { return reload_; }
  /// How many there are to be.
  std::size_t wanted() const noexcept;
  /// How many are made with that one: those that strike during it, and itself.
  std::size_t at_once_with(std::size_t number) const noexcept;
  /// The fault with that number, from 1 on, and those that strike during it. Returns when they have
  /// happened, or are sure to happen when their actors take messages.
  void make(std::size_t number);
  /// What has not happened until now does not happen any more.
  void withdraw() noexcept;
  /// Returns when it is lost, after some steps.
  void lose_power();

 private:
  planned_fault drawn();
  /// The deed is done on that worker's thread; null: on the own one.
  void strike(const planned_fault& fault, std::function<void()> deed,
              runtime::worker* there = nullptr);
  void wait_for(const std::shared_ptr<simulation::fault>& coming, runtime::worker& where,
                duration longest);
  /// The deed is done by the actor, when it has taken its message.
  void strike_at_message(const planned_fault& fault, pid actor, std::function<void()> deed);
  void end_somebody(const planned_fault& fault, const exit_reason& reason, const char* how);
  void crash_somebody(const planned_fault& fault);
  void slow_somebody(const planned_fault& fault);
  void fail_starts(const planned_fault& fault);
  void stall_a_worker(const planned_fault& fault);
  void set_the_clock(const planned_fault& fault);
  void reload(const planned_fault& fault);
  /// Makes the faults that strike during it, in an actor of their own: the calling one waits for
  /// the reload, and tells that actor when it is over. Nothing, if there are none.
  std::optional<monitored> strike_in_reload(std::size_t number);
  void wait_in_reload(const planned_fault& fault);
  void wait_for_those_in_reload(const monitored& others);
  void leave_out_in_reload(std::size_t number);
  void lose_power(const planned_fault& fault);
  /// Something that goes wrong for a time with that place.
  template <class Trouble, class Place>
  void trouble(std::unique_ptr<Trouble>& one, Place& where, const planned_fault& fault);
  void wait(runtime::nanoseconds time);
  void learn_supervisors();

  /// The actors of the tree, by pid and label only.
  std::vector<process_info> living();
  std::optional<process_info> victim(const planned_fault& fault);
  runtime::nanoseconds time_of(const planned_fault& fault);
  void at_birth(detail::process& born);
  void plan(pid whom, detail::mishap::moment when, std::size_t nth, std::function<void()> happens);
  void tell(std::size_t number, const std::string& what) {
    story_.tell(simulation_event::kind::fault, "fault " + std::to_string(number) + ": " + what);
  }
  void tell(const std::string& what) { tell(number_, what); }

  const application* running_;
  const application* next_ = nullptr;  // what becomes of it; null: no reload is under way
  const simulation_options& options_;
  simulated_world& world_;
  detail::local_node& node_;
  story& story_;
  const std::function<void()> power_is_lost_;
  pid root_{};
  std::mt19937_64 dice_{~options_.seed};
  std::set<std::string> supervisors_;  // paths
  std::size_t reload_ = 0;             // the number of the last one
  std::size_t number_ = 0;             // of the fault that is being made
  bool strikes_in_reload_ = false;     // at some time
  std::map<pid, std::string> born_;    // if so: by label
  bool reload_is_over_ = false;
  bool reload_is_left_out_ = false;
  bool is_left_out_ = false;    // that fault
  std::size_t withdrawn_ = 0;   // how often
  std::size_t strikes_ = 0;     // until now
  std::string fails_to_start_;  // a path
  std::size_t attempts_left_ = 0;
  std::unique_ptr<disk_trouble> disk_;    // null: it is well
  std::unique_ptr<network_trouble> net_;  // the same
};

}  // namespace fauxtp::simulation
