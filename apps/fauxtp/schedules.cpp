// All schedules of a run with few switches.
#include "schedules.hpp"

#include <algorithm>

std::optional<schedules::switches> schedules::next() {
  if (!std::exchange(has_begun_, true)) return switches();
  while (!branches_.empty() && branches_.front().choice == branches_.front().choices.size()) {
    branches_.pop_front();
  }
  if (branches_.empty()) return std::nullopt;
  branch& first = branches_.front();
  const auto& [step, threads] = first.choices[first.choice];
  switches made = first.begin;
  made.emplace(step, first.thread);
  if (++first.thread == threads) {
    first.thread = 0;
    ++first.choice;
  }
  return made;
}

void schedules::ran(switches schedule, std::vector<std::pair<std::uint64_t, std::size_t>> choices) {
  if (schedule.size() == most_switches_) return;
  const std::uint64_t last = schedule.empty() ? 0 : schedule.rbegin()->first;
  std::erase_if(choices, [last](const auto& each) { return each.first <= last; });
  branches_.push_back({std::move(schedule), std::move(choices)});
}
