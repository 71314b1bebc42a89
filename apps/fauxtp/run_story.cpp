// What is shown of a simulation.
#include "run_story.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <iterator>

namespace {

using fauxtp::simulation_event;
using story = std::vector<simulation_event>;
using kind = simulation_event::kind;

constexpr int messages_on_each_side = 12;  // of the last fault
constexpr std::size_t most_lines = 50;

bool is_message(const simulation_event& event) { return event.what == kind::message; }

/// Where so many messages have been passed, from `begin` on.
template <class Iterator>
Iterator after_messages(Iterator begin, Iterator end) {
  for (int left = messages_on_each_side; begin != end && left > 0; ++begin) {
    left -= is_message(*begin);
  }
  return begin;
}

}  // namespace

void print_event(const simulation_event& event) { std::printf("  %s\n", event.text.c_str()); }

void print_story(const story& all) {
  const auto fault = std::find_if(all.rbegin(), all.rend(), [](const simulation_event& each) {
    return each.what == kind::fault;
  });
  const auto first = after_messages(fault, all.rend()).base();
  const auto last = after_messages(fault.base(), all.end());
  std::vector<const simulation_event*> shown;
  for (auto each = all.begin(); each != all.end(); ++each) {
    if (!is_message(*each) || (each >= first && each < last)) shown.push_back(&*each);
  }
  const std::size_t left_out = shown.size() > most_lines ? shown.size() - most_lines : 0;
  if (left_out > 0) std::printf("  … %zu lines before these\n", left_out);
  for (std::size_t i = left_out; i < shown.size(); ++i) print_event(*shown[i]);
}
