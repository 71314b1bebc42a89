// Looks whether an application goes on for ever without being done.
#include "simulation/livelock_watch.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "simulation/time_text.hpp"

namespace fauxtp::simulation {
namespace {

constexpr std::size_t most_names = 3;

struct busy_actor {
  std::uint64_t taken;  // messages, since the last look
  std::string name;
};

std::string named(const detail::process& actor) {
  const std::string number = to_string(actor.id()), name = actor.name();
  return name == number ? name : name + " " + number;
}

}  // namespace

bool livelock_watch::look(runtime::nanoseconds busy_for) {
  if (!wrong_.empty()) return false;
  std::vector<busy_actor> busy;
  std::map<pid, std::uint64_t> before = std::exchange(handled_, {});
  std::string runs;  // an actor that takes no message and does not wait either
  for (const detail::process* each : node_.processes()) {
    handled_[each->id()] = each->handled();
    const std::uint64_t taken = each->handled() - before[each->id()];
    if (taken > 0) busy.push_back({taken, named(*each)});
    if (!each->is_parked() && each->has_begun()) runs += (runs.empty() ? "" : ", ") + named(*each);
  }
  if (busy_for < 2 * every) return false;
  wrong_ = "a livelock: for " + rough_time_text(busy_for) + " somebody has always run";
  std::ranges::stable_sort(busy, std::greater(), &busy_actor::taken);
  if (busy.size() > most_names) busy.resize(most_names);
  std::string names;
  for (const busy_actor& each : busy) {
    names += (names.empty() ? "" : ", ") + each.name + " (" + std::to_string(each.taken) + ")";
  }
  if (!names.empty()) wrong_ += "; most messages of the last half were taken by " + names;
  if (names.empty() && !runs.empty()) wrong_ += "; it is " + runs + ", without taking messages";
  return true;
}

}  // namespace fauxtp::simulation
