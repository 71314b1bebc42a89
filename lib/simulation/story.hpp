#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fauxtp/log.hpp"
#include "fauxtp/simulation.hpp"
#include "fauxtp/trace.hpp"

namespace fauxtp::simulation {

/// What happens in a run, as it is told.
class story {
 public:
  /// What actors of the simulation itself are called: their messages are left out.
  static constexpr const char* own_label = "main";  // the node's name for the thread that makes it
  /// A time and a step, for each event.
  using moment = std::function<void(simulation_event&)>;
  story(moment when, std::function<void(const simulation_event&)> tell)
      : when_(std::move(when)), tell_(std::move(tell)) {}

  void tell(simulation_event::kind what, std::string text, std::string actor = {});
  void tell(const report& told);
  void tell(const trace_event& traced);
  /// From now on the actor is shown with this name.
  void know(pid actor, const std::string& name);

  /// Messages are left out while the simulation itself asks actors how they are.
  void leave_out_messages(bool on) noexcept { leaves_out_messages_ = on; }

  /// Whether something has been done to the application.
  bool has_fault() const noexcept { return has_fault_; }

  std::vector<simulation_event> take() { return std::move(events_); }

 private:
  void add(simulation_event event);
  std::string named(pid actor) const;

  moment when_;
  std::function<void(const simulation_event&)> tell_;
  std::map<pid, std::string> names_;
  bool leaves_out_messages_ = false;
  bool has_fault_ = false;
  std::vector<simulation_event> events_;
};

}  // namespace fauxtp::simulation
