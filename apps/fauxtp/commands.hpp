#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// What the command line asks for.
struct command_options {
  std::filesystem::path file = "config/app.json";
  std::vector<std::filesystem::path> module_folders;
  std::string log_level = "info";
  bool quiet = false;
  bool colour = false;  // of standard error
};

/// Exit codes; `fauxtp --help` names them.
enum exit_code : int {
  exit_ok = 0,
  exit_failed = 1,         // the application failed, or had to be forced to stop
  exit_usage = 2,          // the command line is wrong
  exit_bug = 70,           // a bug in fauxtp itself (EX_SOFTWARE)
  exit_invalid_file = 78,  // the application's file is invalid (EX_CONFIG)
};

int run(const command_options& options);
int check(const command_options& options);
int tree(const command_options& options);
