#pragma once

#include <cstddef>
#include <vector>

#include "fauxtp/simulation.hpp"
#include "stack_names.hpp"

/// What is shown of a simulation: at most a page.
class run_story {
 public:
  explicit run_story(std::vector<fauxtp::simulation_event> all);

  /// Of the messages those around the last fault, of the rest the last ones.
  const std::vector<fauxtp::simulation_event>& page() const noexcept { return page_; }
  /// A line for each, and where in the code a message was sent.
  void print();
  /// "store.cpp:41"; empty if it is not known, or nothing was sent.
  std::string place_of(const fauxtp::simulation_event& event);

 private:
  std::vector<fauxtp::simulation_event> page_;
  std::size_t left_out_ = 0;
  stack_names names_;
};

void print_event(const fauxtp::simulation_event& event);
