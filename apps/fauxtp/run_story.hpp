#pragma once

#include <vector>

#include "fauxtp/simulation.hpp"

void print_event(const fauxtp::simulation_event& event);

/// Prints at most a page of what has happened in a simulation: of the messages those around the
/// last fault, of the rest the last lines.
void print_story(const std::vector<fauxtp::simulation_event>& story);
