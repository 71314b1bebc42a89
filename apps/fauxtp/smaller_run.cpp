// Makes a run smaller that has shown a failure.
#include "smaller_run.hpp"

#include <algorithm>
#include <cctype>

#include "isolated_run.hpp"
#include "seed_run.hpp"

namespace {

constexpr std::chrono::seconds longest{10};

}  // namespace

std::string kind_of(const std::string& failure) {
  std::string kind;
  // What a crash prints after this has addresses, and may be cut.
  for (const char each : failure.substr(0, failure.find(", after this output"))) {
    const bool is_digit = std::isdigit(static_cast<unsigned char>(each)) != 0;
    if (!is_digit || !kind.ends_with('0')) kind += is_digit ? '0' : each;
  }
  return kind;
}

smaller_run::smaller_run(const fauxtp::application& application, const simulate_options& wanted,
                         std::uint64_t seed, const fauxtp::simulation_result& found)
    : application_(application),
      wanted_(wanted),
      seed_(seed),
      failure_(kind_of(found.failure)),
      faults_(std::min(found.faults, wanted.plan.empty() ? wanted.faults : wanted.plan.size())),
      steps_(found.steps),
      best_(wanted),
      end_(std::chrono::steady_clock::now() + longest) {}

void smaller_run::search() {
  leave_out_workers();
  leave_out_faults();
  leave_out_switches();
}

bool smaller_run::shows_it(const simulate_options& how) {
  if (std::chrono::steady_clock::now() > end_) return false;
  const auto result = isolated_run([&] { return run_seed(application_, how, seed_); }).result();
  if (kind_of(result.failure) != failure_) return false;
  best_ = how;
  steps_ = result.steps;
  return true;
}

void smaller_run::leave_out_workers() {
  for (std::size_t workers = 1; workers < wanted_.workers; ++workers) {
    simulate_options how = best_;
    how.workers = workers;
    if (shows_it(how)) return;
  }
}

void smaller_run::leave_out_faults() {
  for (std::size_t number = 1; number <= faults_; ++number) {
    simulate_options how = best_;
    how.without.insert(number);
    shows_it(how);
  }
}

// First the last step, then the first one. What shows the failure need not show it with any longer
// part of the run: then the part is not the smallest, but it does show it.
void smaller_run::leave_out_switches() {
  if (best_.workers == 1 || best_.strategy == exhaustive) return;
  simulate_options how = best_;
  how.first_switch = how.last_switch = no_step;
  if (shows_it(how)) return;
  const auto halve = [this](std::uint64_t simulate_options::*bound, std::uint64_t small,
                            std::uint64_t large, bool wants_small) {
    while (small < large) {
      const std::uint64_t middle = small + (large - small) / 2 + (wants_small ? 0 : 1);
      simulate_options how = best_;
      how.*bound = middle;
      if (shows_it(how) == wants_small) {
        large = wants_small ? middle : middle - 1;
      } else {
        small = wants_small ? middle + 1 : middle;
      }
    }
  };
  halve(&simulate_options::last_switch, 0, steps_, true);
  halve(&simulate_options::first_switch, 0, best_.last_switch, false);
}

std::string smaller_run::text() const {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (best_.workers < wanted_.workers) {
    add("on " + std::to_string(best_.workers) + (best_.workers == 1 ? " worker" : " workers"));
  }
  if (best_.without.size() > wanted_.without.size()) {
    const auto is_of_it = [this](std::size_t number) { return number <= faults_; };
    const std::size_t left =
        faults_ - static_cast<std::size_t>(std::ranges::count_if(best_.without, is_of_it));
    add("with " + (left == 0 ? "none" : std::to_string(left)) + " of " + std::to_string(faults_) +
        (faults_ == 1 ? " fault" : " faults"));
  }
  if (!best_.switches.empty()) {
    add("where a thread goes on until it sleeps, except at " +
        std::to_string(best_.switches.size()) + (best_.switches.size() == 1 ? " step" : " steps"));
  } else if (best_.first_switch == no_step) {
    add("where a thread goes on until it sleeps");
  } else if (best_.last_switch < wanted_.last_switch) {
    add("where a thread goes on until it sleeps, except in the steps " +
        std::to_string(best_.first_switch) + " to " + std::to_string(best_.last_switch));
  }
  return text;
}

std::string smaller_run::arguments() const {
  std::string text;
  for (const auto& each : best_.common.module_folders) text += " --modules " + each.string();
  if (best_.workers != simulate_options().workers) {
    text += " --workers " + std::to_string(best_.workers);
  }
  if (best_.faults != simulate_options().faults)
    text += " --faults " + std::to_string(best_.faults);
  std::string kinds;
  for (const std::string& each : best_.kinds) kinds += (kinds.empty() ? "" : ",") + each;
  if (!kinds.empty()) text += " --kinds " + kinds;
  for (const std::string& each : best_.allowed) text += " --allow " + each;
  if (!best_.plan_file.empty()) text += " --plan " + best_.plan_file.string();
  if (best_.calm_ms != simulate_options().calm_ms) {
    text += " --calm " + std::to_string(best_.calm_ms) + "ms";
  }
  std::string without;
  for (const std::size_t each : best_.without) {
    without += (without.empty() ? "" : ",") + std::to_string(each);
  }
  if (!without.empty()) text += " --without " + without;
  if (best_.strategy != simulate_options().strategy && best_.switches.empty()) {
    text += " --strategy " + best_.strategy;
  }
  std::string switches;
  for (const auto& [step, thread] : best_.switches) {
    switches += (switches.empty() ? "" : ",") + std::to_string(step);
    if (thread > 0) switches += ":" + std::to_string(thread);
  }
  if (!switches.empty()) {
    text += " --switches " + switches;
  } else if (best_.first_switch == no_step) {
    text += " --switches none";
  } else if (best_.last_switch != no_step || best_.first_switch != 0) {
    text += " --switches " + std::to_string(best_.first_switch) + "-" +
            std::to_string(best_.last_switch);
  }
  return text;
}
