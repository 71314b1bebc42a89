// fauxtp simulate: many runs of an application in a world where all follows from a seed.
#include <poll.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "control/requests.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/machine.hpp"
#include "isolated_run.hpp"
#include "run_story.hpp"
#include "simulated_machine.hpp"

namespace {

using fauxtp::simulation_result;

constexpr std::uint64_t with_power_loss = 4;  // each fourth seed

std::vector<fauxtp::fault_kind> kinds_of(const simulate_options& wanted) {
  using fauxtp::fault_kind;
  static const std::map<std::string, fault_kind> known = {{"kill", fault_kind::kill},
                                                          {"exit", fault_kind::exit},
                                                          {"stall", fault_kind::stall},
                                                          {"clock", fault_kind::clock}};
  std::vector<fault_kind> kinds;
  for (const std::string& each : wanted.kinds) kinds.push_back(known.at(each));
  return kinds.empty() ? fauxtp::simulation_options().kinds : kinds;
}

fauxtp::simulation_options options_of(const simulate_options& wanted, std::uint64_t seed) {
  return {.seed = seed,
          .workers = wanted.workers,
          .faults = wanted.faults,
          .kinds = kinds_of(wanted),
          .calm = std::chrono::milliseconds(wanted.calm_ms),
          .messages = wanted.messages,
          .tell = wanted.seed ? print_event : nullptr,
          .stop_at = wanted.stop_at,
          .loses_power = seed % with_power_loss == 0};
}

/// Each fourth seed begins with a loss of power, in a process of its own: what the modules have in
/// memory is lost, too.
simulation_result run(const fauxtp::application& application, const simulate_options& wanted,
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

/// All runs until now.
struct tally {
  std::uint64_t seeds = 0, steps = 0, faults = 0;
  double hours = 0;
  std::set<std::uint64_t> traces{};
  std::map<std::string, std::uint64_t> sometimes{};  // in how many runs
  std::string outside{};                             // of the first run that has something

  void add(const simulation_result& result) {
    ++seeds;
    steps += result.steps;
    faults += result.faults;
    hours += std::chrono::duration<double, std::ratio<3600>>(result.simulated).count();
    traces.insert(result.trace);
    for (const auto& [place, reached] : result.sometimes) sometimes[place] += reached;
    if (outside.empty()) outside = result.outside;
  }
};

int one_seed(const fauxtp::application& application, const simulate_options& wanted) {
  // In this process, so that a debugger has it.
  const auto result = run(application, wanted, *wanted.seed);
  if (!result.outside.empty())
    std::printf("  not all follows from the seed: %s\n", result.outside.c_str());
  std::printf("seed %llu, trace %016llx: %s\n", static_cast<unsigned long long>(*wanted.seed),
              static_cast<unsigned long long>(result.trace),
              result.failure.empty() ? "nothing found" : result.failure.c_str());
  return result.failure.empty() ? exit_ok : exit_failed;
}

/// What a crash prints after it has addresses, and may be cut.
std::string kind_of(const std::string& failure) {
  return failure.substr(0, failure.find(", after this output"));
}

/// Shows what was found, and whether the seed leads to it again: a run that tells its messages is
/// the same run.
void print_found(const fauxtp::application& application, simulate_options wanted,
                 std::uint64_t seed, const simulation_result& found) {
  std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), found.failure.c_str());
  wanted.messages = true;
  const auto again = isolated_run([&] { return run(application, wanted, seed); }).result();
  print_story(again.story.empty() ? found.story : again.story);
  if (kind_of(again.failure) == kind_of(found.failure) && again.trace == found.trace) {
    std::printf("the same again with: fauxtp simulate %s --seed %llu\n", wanted.common.file.c_str(),
                static_cast<unsigned long long>(seed));
  } else {
    std::printf(
        "a second run of this seed was another one: what the modules do does not follow from "
        "the seed alone (threads of their own, clocks of the machine, addresses)\n");
  }
}

struct seed_under_way {
  std::uint64_t seed;
  std::size_t processor;
  isolated_run run;
};

std::size_t free_processor(const std::vector<seed_under_way>& under_way) {
  std::size_t free = 0;
  while (std::ranges::count(under_way, free, &seed_under_way::processor) != 0) ++free;
  return free;
}

}  // namespace

int simulate(const simulate_options& wanted) {
  if (wanted.calm_ms == 0) throw request_error(exit_usage, "--calm: there must be some");
  load_simulated_machine();
  const auto application =
      fauxtp::application::load(wanted.common.file, wanted.common.module_folders);
  std::cerr << application.messages(wanted.common.colour);
  if (!application.ok()) return exit_invalid_file;
  std::cout.flush();
  if (wanted.seed) return one_seed(application, wanted);

  const auto begin = std::chrono::steady_clock::now();
  tally all;
  std::vector<seed_under_way> under_way;
  std::uint64_t next = wanted.first_seed;
  const std::uint64_t end = next + wanted.seeds;
  while (next != end || !under_way.empty()) {
    while (next != end && under_way.size() < fauxtp::processors()) {
      const std::uint64_t seed = next++;
      const std::size_t processor = free_processor(under_way);
      under_way.push_back(
          {seed, processor,
           isolated_run([&] { return run(application, wanted, seed); }, processor)});
    }
    std::vector<pollfd> readable;
    for (const auto& each : under_way) readable.push_back({each.run.descriptor(), POLLIN, 0});
    poll(readable.data(), readable.size(), isolated_run::look_again_ms);
    std::vector<seed_under_way> rest;
    for (auto& each : under_way) {
      const auto result = each.run.take();
      if (!result) {
        rest.push_back(std::move(each));
        continue;
      }
      all.add(*result);
      if (result->failure.empty()) continue;
      print_found(application, wanted, each.seed, *result);
      return exit_failed;
    }
    under_way.swap(rest);
  }
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
  std::printf(
      "%llu seeds from %llu: nothing found. %llu faults, %llu steps, %zu different runs, %.1f h "
      "of simulated time, %.0f seeds a second\n",
      static_cast<unsigned long long>(all.seeds),
      static_cast<unsigned long long>(wanted.first_seed),
      static_cast<unsigned long long>(all.faults), static_cast<unsigned long long>(all.steps),
      all.traces.size(), all.hours, static_cast<double>(all.seeds) / passed.count());
  for (const auto& [place, runs] : all.sometimes) {
    std::printf("in %llu of them: %s\n", static_cast<unsigned long long>(runs), place.c_str());
  }
  if (!all.outside.empty())
    std::printf("not all followed from the seeds: %s\n", all.outside.c_str());
  return exit_ok;
}
