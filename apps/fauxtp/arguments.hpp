#pragma once

#include <CLI/CLI.hpp>
#include <optional>

#include "commands.hpp"

// What may stand on the command line.

/// The option takes "5s" or "250ms", which becomes milliseconds.
void takes_time(CLI::Option& option);

CLI::IsMember known_levels();

/// The file, and where its modules are.
CLI::Option* add_common(CLI::App& command, command_options& options);

/// Which of the applications that run.
void add_application(CLI::App& command, operator_options& options);

void add_simulate(CLI::App& app, simulate_options& wanted);

/// The commands that look into a running application.
void add_operator_commands(CLI::App& app, operator_options& asked);
/// Runs one of them; nothing if the command line has none.
std::optional<int> run_operator_command(const CLI::App& app, operator_options& asked);
