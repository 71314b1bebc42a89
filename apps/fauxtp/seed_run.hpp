#pragma once

#include <cstdint>

#include "fauxtp/application.hpp"
#include "fauxtp/simulation.hpp"
#include "simulate_options.hpp"

/// The run of a seed, in this process. Without a plan each fourth seed begins with a loss of power.
/// What may end with one, that is planned or not, runs in a process of its own: what the modules
/// have in memory is lost, too.
fauxtp::simulation_result run_seed(const fauxtp::application& application,
                                   const simulate_options& wanted, std::uint64_t seed);
