#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace CLI {
class App;
}

/// How a capsule is to be replayed.
struct replay_command {
  std::filesystem::path capsule;
  std::filesystem::path file;  // of the application; empty: the one that the capsule names
  std::vector<std::filesystem::path> module_folders;
  std::uint64_t stop_at = 0;  // a step; 0: none
  bool colour = false;
};

void add_replay(CLI::App& app, replay_command& wanted);
int replay(const replay_command& wanted);
