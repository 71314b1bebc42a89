// What is shown of a simulation.
#include "run_story.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string>
#include <utility>

#include "fauxtp/shown_text.hpp"

namespace {

using fauxtp::simulation_event;
using kind = simulation_event::kind;

constexpr int messages_on_each_side = 12;  // of the last fault
constexpr std::size_t most_lines = 50;

bool is_message(const simulation_event& event) {
  return event.what == kind::sent || event.what == kind::arrived;
}

/// Where so many messages have been passed, from `begin` on.
template <class Iterator>
Iterator after_messages(Iterator begin, Iterator end) {
  for (int left = messages_on_each_side; begin != end && left > 0; ++begin) {
    left -= is_message(*begin);
  }
  return begin;
}

// It may have texts of the application.
std::string line_of(const simulation_event& event) { return fauxtp::visible(to_string(event)); }

}  // namespace

void print_event(const simulation_event& event) { std::printf("  %s\n", line_of(event).c_str()); }

run_story::run_story(std::vector<simulation_event> all) {
  const auto fault = std::find_if(all.rbegin(), all.rend(), [](const simulation_event& each) {
    return each.what == kind::fault;
  });
  const auto first = after_messages(fault, all.rend()).base();
  const auto last = after_messages(fault.base(), all.end());
  for (auto each = all.begin(); each != all.end(); ++each) {
    if (!is_message(*each) || (each >= first && each < last)) page_.push_back(std::move(*each));
  }
  if (page_.size() <= most_lines) return;
  left_out_ = page_.size() - most_lines;
  page_.erase(page_.begin(), page_.begin() + static_cast<std::ptrdiff_t>(left_out_));
}

void run_story::print() {
  if (left_out_ > 0) std::printf("  … %zu lines before these\n", left_out_);
  for (const simulation_event& each : page_) {
    const std::string place = place_of(each);
    std::printf("  %s%s\n", line_of(each).c_str(), place.empty() ? "" : ("  at " + place).c_str());
  }
}

std::string run_story::place_of(const simulation_event& event) {
  return names_.line_of_a_module(event.stack);
}
