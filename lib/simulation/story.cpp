// What happens in a run, as it is told.
#include "simulation/story.hpp"

#include <utility>

#include "runtime/native_stack.hpp"
#include "simulation/time_text.hpp"

namespace fauxtp {

std::string to_string(const simulation_event& event) {
  using kind = simulation_event::kind;
  const std::string when =
      "+" + simulation::time_text(event.at) + "  #" + std::to_string(event.step) + "  ";
  switch (event.what) {
    case kind::sent:
      return when + event.actor + " sends to " + event.to + ": " + event.text;
    case kind::arrived:
      return when + event.actor + " gets: " + event.text;
    case kind::finding:
      return when + "FOUND: " + event.text;
    case kind::report:
    case kind::fault:
      break;
  }
  return when + event.text;
}

namespace simulation {
void story::tell(simulation_event::kind what, std::string text, std::string actor) {
  if (what == simulation_event::kind::fault) has_fault_ = true;
  add({.what = what, .at = {}, .step = 0, .text = std::move(text), .actor = std::move(actor)});
}

void story::tell(const report& told) {
  know(told.from, told.name);
  tell(simulation_event::kind::report,
       std::string(to_string(told.level)) + " " + told.name + ": " + told.text, named(told.from));
}

void story::tell(const trace_event& traced) {
  if (traced.name == own_label || leaves_out_messages_) return;
  know(traced.actor, traced.name);
  simulation_event event{.what = simulation_event::kind::arrived,
                         .at = {},
                         .step = 0,
                         .text = traced.message,
                         .actor = named(traced.actor)};
  if (traced.what == trace_event::kind::sent) {
    event.what = simulation_event::kind::sent;
    event.to = named(traced.to);
    event.stack = runtime::own_stack();
  }
  add(std::move(event));
}

void story::add(simulation_event event) {
  when_(event);
  events_.push_back(std::move(event));
  if (tell_) tell_(events_.back());
}

void story::know(pid actor, const std::string& name) {
  if (!name.empty() && name != to_string(actor)) names_[actor] = name + " " + to_string(actor);
}

std::string story::named(pid actor) const {
  const auto known = names_.find(actor);
  return known == names_.end() ? to_string(actor) : known->second;
}

}  // namespace simulation
}  // namespace fauxtp
