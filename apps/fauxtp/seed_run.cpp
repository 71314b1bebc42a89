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
          .messages = wanted.messages,
          .tell = wanted.seed ? print_event : nullptr,
          .stop_at = wanted.stop_at,
          .loses_power =
              wanted.plan.empty() && wanted.strategy != exhaustive && seed % with_power_loss == 0};
}

}  // namespace

simulation_result run_seed(const fauxtp::application& application, const simulate_options& wanted,
                           std::uint64_t seed) {
  fauxtp::simulation_options options = options_of(wanted, seed);
  if (!options.loses_power) return simulate(application, options);
  fauxtp::simulation_options first = options;
  first.tell = nullptr;  // that process has no way to tell it
  first.stop_at = 0;
  simulation_result before = isolated_run([&] { return simulate(application, first); }).result();
  for (const auto& event : before.story) {
    if (options.tell) options.tell(event);
  }
  if (!before.failure.empty()) return before;
  options.loses_power = false;
  options.disk = std::move(before.disk);
  simulation_result after = simulate(application, options);
  after.story.insert(after.story.begin(), before.story.begin(), before.story.end());
  after.trace ^= std::rotl(before.trace, 1);
  after.steps += before.steps;
  after.simulated += before.simulated;
  after.faults += before.faults;
  for (const auto& [place, reached] : before.sometimes) after.sometimes[place] |= reached;
  if (after.outside.empty()) after.outside = before.outside;
  return after;
}
