// The run of a seed.
#include "seed_run.hpp"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "isolated_run.hpp"
#include "run_story.hpp"

namespace {

using fauxtp::simulation_result;

constexpr std::uint64_t with_power_loss = 4;  // each fourth seed

std::vector<fauxtp::fault_kind> kinds_of(const simulate_options& wanted) {
  std::vector<fauxtp::fault_kind> kinds;
  for (const std::string& word : wanted.kinds) {
    const auto is_it = [&](fauxtp::fault_kind each) { return to_string(each) == word; };
    kinds.push_back(*std::ranges::find_if(drawn_faults, is_it));
  }
  return kinds.empty() ? fauxtp::simulation_options().kinds : kinds;
}

fauxtp::schedule_kind schedule_of(const std::string& strategy) {
  using fauxtp::schedule_kind;
  if (strategy == "uniform") return schedule_kind::uniform;
  if (strategy == "priorities") return schedule_kind::priorities;
  return strategy == exhaustive ? schedule_kind::exact : schedule_kind::mixed;
}

fauxtp::simulation_options options_of(const simulate_options& wanted, std::uint64_t seed) {
  return {.seed = seed,
          .workers = wanted.workers,
          .faults = wanted.faults,
          .kinds = kinds_of(wanted),
          .plan = wanted.plan,
          .calm = std::chrono::milliseconds(wanted.calm_ms),
          .without = wanted.without,
          .schedule = schedule_of(wanted.strategy),
          .first_switch = wanted.first_switch,
          .last_switch = wanted.last_switch,
          .switches = wanted.switches,
          .allows_timeouts = std::ranges::count(wanted.allowed, timeouts) != 0,
          .allows_livelocks = std::ranges::count(wanted.allowed, livelock) != 0,
          .messages = wanted.messages,
          .tell = wanted.seed ? print_event : nullptr,
          .stop_at = wanted.stop_at,
          .loses_power =
              wanted.plan.empty() && wanted.strategy != exhaustive && seed % with_power_loss == 0};
}

bool may_lose_power(const fauxtp::simulation_options& options) {
  if (options.loses_power) return true;
  for (std::size_t number = options.first_fault; number <= options.plan.size(); ++number) {
    const bool is_it = options.plan[number - 1].kind == fauxtp::fault_kind::power;
    if (is_it && !options.without.contains(number)) return true;
  }
  return false;
}

void follow(simulation_result& all, simulation_result next) {
  all.failure = std::move(next.failure);
  all.story.insert(all.story.end(), next.story.begin(), next.story.end());
  all.trace = next.trace ^ std::rotl(all.trace, 1);
  all.steps += next.steps;
  all.simulated += next.simulated;
  all.faults += next.faults;
  for (const auto& [place, reached] : next.sometimes) all.sometimes[place] |= reached;
  for (const auto& [place, is_used] : next.meetings) all.meetings[place] |= is_used;
  all.choices = std::move(next.choices);
  if (all.outside.empty()) all.outside = std::move(next.outside);
}

}  // namespace

simulation_result run_seed(const fauxtp::application& application, const simulate_options& wanted,
                           std::uint64_t seed) {
  fauxtp::simulation_options options = options_of(wanted, seed);
  const fauxtp::application* started = &application;
  simulation_result all;
  while (may_lose_power(options)) {
    fauxtp::simulation_options part = options;
    part.tell = nullptr;  // that process has no way to tell it
    part.stop_at = 0;
    simulation_result next = isolated_run([&] { return simulate(*started, part); }).result();
    for (const auto& event : next.story) {
      if (options.tell) options.tell(event);
    }
    if (!options.loses_power) options.first_fault += next.faults;
    options.loses_power = false;
    options.disk = std::move(next.disk);
    if (next.reload != 0) started = wanted.plan[next.reload - 1].next.get();
    const bool goes_on = next.lost_power && next.failure.empty();
    follow(all, std::move(next));
    if (!goes_on) return all;
  }
  follow(all, simulate(*started, options));
  return all;
}
