// fauxtp simulate: many runs of an application in a world where all follows from a seed.
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "control/requests.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/machine.hpp"
#include "fauxtp/shown_text.hpp"
#include "isolated_run.hpp"
#include "run_story.hpp"
#include "schedules.hpp"
#include "seed_run.hpp"
#include "sequence_diagram.hpp"
#include "simulate_options.hpp"
#include "simulated_build.hpp"
#include "simulated_machine.hpp"
#include "smaller_run.hpp"

namespace {

using fauxtp::simulation_result;

/// All runs until now.
struct tally {
  std::uint64_t runs = 0, steps = 0, faults = 0;
  double hours = 0;
  std::set<std::uint64_t> traces{};
  std::uint64_t trace = 0;  // of all: the same number means that all runs were the same
  std::map<std::string, std::uint64_t> sometimes{};  // in how many runs
  std::map<std::string, bool> meetings{};            // whether another thread went on there
  std::string outside{};                             // of the first run that has something

  void add(const simulation_result& result) {
    ++runs;
    steps += result.steps;
    faults += result.faults;
    hours += std::chrono::duration<double, std::ratio<3600>>(result.simulated).count();
    traces.insert(result.trace);
    trace += result.trace;
    for (const auto& [place, reached] : result.sometimes) sometimes[place] += reached;
    for (const auto& [place, is_used] : result.meetings) meetings[place] |= is_used;
    if (outside.empty()) outside = result.outside;
  }
};

/// The run of the seed again, with its messages.
simulation_result told_again(const fauxtp::application& application, simulate_options wanted,
                             std::uint64_t seed) {
  wanted.messages = true;
  return isolated_run([&] { return run_seed(application, wanted, seed); }).result();
}

void draw(const std::filesystem::path& file, run_story& story, const std::string& title) {
  std::ofstream out(file);
  out << sequence_diagram(story, title);
  if (!out.flush()) {
    throw request_error(exit_failed, "--diagram: " + file.string() + " cannot be written");
  }
}

/// What was found with another build need not be there any more, and need not be mended.
void refuse_another_build(const fauxtp::application& application, const simulate_options& wanted) {
  if (wanted.build.empty()) return;
  const std::string own = simulated_build(application);
  if (wanted.build == own) return;
  throw request_error(exit_usage, "seed " + std::to_string(*wanted.seed) + " is of the build " +
                                      wanted.build + ", and this is " + own +
                                      ": the file, a module or fauxtp itself has changed since. "
                                      "Without --build it is run all the same");
}

int one_seed(const fauxtp::application& application, simulate_options wanted) {
  refuse_another_build(application, wanted);
  if (!wanted.diagram.empty()) wanted.messages = true;
  // In this process, so that a debugger has it.
  stay_on_one_processor();
  const auto result = run_seed(application, wanted, *wanted.seed);
  const std::string found =
      result.failure.empty() ? "nothing found" : fauxtp::visible(result.failure);
  if (!result.outside.empty())
    std::printf("  not all follows from the seed: %s\n", result.outside.c_str());
  std::printf("seed %llu, trace %016llx: %s\n", static_cast<unsigned long long>(*wanted.seed),
              static_cast<unsigned long long>(result.trace), found.c_str());
  if (!wanted.diagram.empty()) {
    run_story story(result.story);
    draw(wanted.diagram, story, "seed " + std::to_string(*wanted.seed) + ": " + found);
  }
  return result.failure.empty() ? exit_ok : exit_failed;
}

/// Shows what was found, from as little as shows it, and whether the seed leads to it again: a run
/// that tells its messages is the same run.
void print_found(const fauxtp::application& application, const simulate_options& wanted,
                 std::uint64_t seed, const simulation_result& found) {
  std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed),
              fauxtp::visible(found.failure).c_str());
  std::fflush(stdout);
  simulation_result again = told_again(application, wanted, seed);
  const bool is_same =
      kind_of(again.failure) == kind_of(found.failure) && again.trace == found.trace;
  smaller_run smaller(application, wanted, seed, found);
  if (is_same) {
    smaller.search();
    if (!smaller.text().empty()) again = told_again(application, smaller.how(), seed);
  }
  run_story story(again.story.empty() ? found.story : std::move(again.story));
  story.print();
  if (!wanted.diagram.empty()) {
    draw(wanted.diagram, story, "seed " + std::to_string(seed) + ": " + found.failure);
  }
  if (is_same) {
    const std::string how = smaller.text();
    std::printf("%s\nthe same again with: fauxtp simulate %s%s --seed %llu --build %s\n",
                how.empty() ? "no smaller run shows it" : ("this is the run " + how).c_str(),
                wanted.common.file.c_str(), smaller.arguments().c_str(),
                static_cast<unsigned long long>(seed), simulated_build(application).c_str());
  } else {
    std::printf(
        "a second run of this seed was another one: what the modules do does not follow from "
        "the seed alone (threads of their own, clocks of the machine, addresses)\n");
  }
}

/// A run that is to be made.
struct wanted_run {
  std::uint64_t number;  // it is the n-th
  std::uint64_t seed;
  simulate_options how;
};

/// Which runs are made: a seed after the other, or a schedule after the other.
class run_source {
 public:
  explicit run_source(const simulate_options& wanted)
      : wanted_(wanted), is_exhaustive_(wanted.strategy == exhaustive), schedules_(wanted.bound) {}

  /// Nothing, if there is none, or none as long as runs are under way.
  std::optional<wanted_run> next() {
    if (made_ == wanted_.seeds) return std::nullopt;
    wanted_run run{made_, wanted_.first_seed, wanted_};
    if (is_exhaustive_) {
      auto switches = schedules_.next();
      if (!switches) return std::nullopt;
      run.how.switches = std::move(*switches);
    } else {
      run.seed += made_;
    }
    ++made_;
    return run;
  }

  void ran(const wanted_run& run, const simulation_result& result) {
    if (is_exhaustive_) schedules_.ran(run.how.switches, result.choices);
  }

  /// "500 seeds from 1", or "all 812 schedules of seed 1 with at most 2 switches".
  std::string text() const {
    const std::string count = std::to_string(made_), first = std::to_string(wanted_.first_seed);
    if (!is_exhaustive_) return count + " seeds from " + first;
    return (made_ == wanted_.seeds ? "the first " : "all ") + count + " schedules of seed " +
           first + " with at most " + std::to_string(wanted_.bound) + " switches";
  }

 private:
  const simulate_options& wanted_;
  const bool is_exhaustive_;
  schedules schedules_;
  std::uint64_t made_ = 0;
};

/// In a process of its own; nobody asks for the story of a run in which nothing is found.
isolated_run begin(const fauxtp::application& application, const wanted_run& run,
                   std::size_t processor) {
  const auto work = [&] {
    simulation_result result = run_seed(application, run.how, run.seed);
    if (result.failure.empty()) result.story.clear();
    return result;
  };
  return isolated_run(work, processor);
}

struct run_under_way {
  wanted_run made;
  std::size_t processor;
  isolated_run run;
};

std::size_t free_processor(const std::vector<run_under_way>& under_way) {
  std::size_t free = 0;
  while (std::ranges::count(under_way, free, &run_under_way::processor) != 0) ++free;
  return free;
}

}  // namespace

int simulate(simulate_options wanted) {
  if (wanted.calm_ms == 0) throw request_error(exit_usage, "--calm: there must be some");
  load_simulated_machine();
  const auto application =
      fauxtp::application::load(wanted.common.file, wanted.common.module_folders);
  std::cerr << application.messages(wanted.common.colour);
  if (!application.ok()) return exit_invalid_file;
  if (!wanted.plan_file.empty()) {
    fauxtp::fault_plan plan = fauxtp::fault_plan::load(
        wanted.plan_file, wanted.common.module_folders, wanted.common.colour);
    std::cerr << plan.messages;
    if (!plan.messages.empty()) return exit_invalid_file;
    wanted.plan = std::move(plan.faults);
  }
  std::cout.flush();
  if (wanted.seed) return one_seed(application, wanted);

  const auto start = std::chrono::steady_clock::now();
  tally all;
  run_source source(wanted);
  std::optional<std::pair<wanted_run, simulation_result>> found;
  std::vector<run_under_way> under_way;
  for (;;) {
    while (!found && under_way.size() < fauxtp::processors()) {
      auto next = source.next();
      if (!next) break;
      const std::size_t processor = free_processor(under_way);
      isolated_run run = begin(application, *next, processor);
      under_way.push_back({std::move(*next), processor, std::move(run)});
    }
    if (under_way.empty()) break;
    std::vector<pollfd> readable;
    for (const auto& each : under_way) readable.push_back({each.run.descriptor(), POLLIN, 0});
    poll(readable.data(), readable.size(), isolated_run::look_again_ms);
    std::vector<run_under_way> rest;
    for (auto& each : under_way) {
      // The first one counts, on however many processors they run: those before it are waited for.
      if (found && found->first.number < each.made.number) continue;
      const auto result = each.run.take();
      if (!result) {
        rest.push_back(std::move(each));
        continue;
      }
      all.add(*result);
      source.ran(each.made, *result);
      if (result->failure.empty()) continue;
      found = {std::move(each.made), *result};
    }
    under_way.swap(rest);
  }
  if (found) {
    print_found(application, found->first.how, found->first.seed, found->second);
    return exit_failed;
  }
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  std::printf(
      "%s: nothing found. %llu faults, %llu steps, %zu different runs, %.1f h "
      "of simulated time, %.0f runs a second\n",
      source.text().c_str(), static_cast<unsigned long long>(all.faults),
      static_cast<unsigned long long>(all.steps), all.traces.size(), all.hours,
      static_cast<double>(all.runs) / passed.count());
  std::printf("trace of all: %016llx\n", static_cast<unsigned long long>(all.trace));
  const auto used =
      std::ranges::count_if(all.meetings, [](const auto& each) { return each.second; });
  std::printf(
      "places in the code where threads can be switched: %zu came by, and at %td of them "
      "another thread went on\n",
      all.meetings.size(), used);
  for (const auto& [place, runs] : all.sometimes) {
    std::printf("in %llu of them: %s\n", static_cast<unsigned long long>(runs), place.c_str());
  }
  if (!all.outside.empty())
    std::printf("not all followed from the seeds: %s\n", all.outside.c_str());
  return exit_ok;
}
