// How often a fault shows without a simulation: runs an application on the machine's own threads,
// clock and disk, kills an actor at a random time, and asks the invariants.
//
//   plain_runs FILE MODULES FOLDER RUNS SECONDS VICTIM
//
// FOLDER is emptied before each run; VICTIM is the registered name of who is killed.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "fauxtp/application.hpp"
#include "fauxtp/fauxtp.hpp"
#include "simulation/invariants.hpp"

using namespace fauxtp;

int main(int argc, char** argv) {
  if (argc != 7) {
    std::fputs("plain_runs FILE MODULES FOLDER RUNS SECONDS VICTIM\n", stderr);
    return 2;
  }
  const auto application = application::load(argv[1], {argv[2]});
  if (!application.ok()) {
    std::fputs(application.messages().c_str(), stderr);
    return 78;
  }
  const std::filesystem::path folder = argv[3];
  const int runs = std::stoi(argv[4]);
  const std::chrono::nanoseconds length(static_cast<std::int64_t>(std::stod(argv[5]) * 1e9));
  std::mt19937_64 dice(1);
  int found = 0;
  for (int run = 0; run < runs; ++run) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    node_options options = application.runtime();
    options.log = [](const report&) {};
    const node here(std::move(options));
    trap_exit();
    const pid root = application.start_link();
    const std::chrono::nanoseconds before(dice() % length.count());
    sleep(before);
    if (const pid victim = whereis(argv[6])) exit(victim, exit_reason::kill);
    sleep(length - before + std::chrono::milliseconds(50));
    found += !simulation::broken_invariant().empty();
    exit(root, exit_reason::shutdown);
    receive<exit_signal>();
  }
  std::printf("%d of %d runs\n", found, runs);
  return 0;
}
