#pragma once

#include <CLI/CLI.hpp>
#include <string>

// Texts that are made of a command line's own description.

/// A script for "bash", "zsh" or "fish", which completes commands, options and files.
std::string completion(const CLI::App& app, const std::string& shell);

/// A page for man(1).
std::string man_page(const CLI::App& app);
