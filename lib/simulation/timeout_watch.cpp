// Looks whether calls time out although nothing was done to the application.
#include "simulation/timeout_watch.hpp"

#include "actor/process.hpp"
#include "simulation/time_text.hpp"

namespace fauxtp::simulation {
namespace {

// One thread runs at a time, so the actor that was asked is not changed meanwhile.
std::string name_of_asked(const detail::missed_answer& missed) {
  if (!missed.asked) return missed.server + ", of which no member was up";
  const std::string number = to_string(missed.asked);
  detail::process_slot* const slot = detail::process_table::find(missed.asked);
  const std::string name = slot == nullptr ? missed.server : slot->owner().name();
  return name == number ? name : name + " " + number;
}

}  // namespace

std::string timeout_watch::note(const detail::missed_answer& missed) {
  std::string text = missed.caller.name() + " " + to_string(missed.caller.id()) +
                     " has waited for about " + rough_time_text(missed.waited) +
                     " for the answer to " + missed.request + " from " + name_of_asked(missed);
  if (wrong_.empty()) wrong_ = "a call timed out before the first fault: " + text;
  return text;
}

}  // namespace fauxtp::simulation
