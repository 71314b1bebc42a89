// Loads the library that stands between a simulation and the machine.
#include "simulated_machine.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

constexpr const char* own_symbol = "fauxtp_machine_calls";
constexpr const char* variable = "LD_PRELOAD";
constexpr const char* begun_anew = "FAUXTP_SIMULATED_MACHINE";

/// The arguments of this process.
std::vector<std::string> command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

}  // namespace

void load_simulated_machine() {
  const bool is_loaded = dlsym(RTLD_DEFAULT, own_symbol) != nullptr;
  const bool is_second_try = std::getenv(begun_anew) != nullptr;
  if (!is_loaded && !is_second_try) {
    std::error_code none;
    const auto runner = std::filesystem::read_symlink("/proc/self/exe", none);
    const auto library =
        runner.parent_path().parent_path() / "lib/fauxtp/libfauxtp_simulated_machine.so";
    if (std::filesystem::exists(library, none)) {
      const char* others = std::getenv(variable);
      setenv(variable,
             (library.string() + (others == nullptr ? "" : std::string(":") + others)).c_str(), 1);
      setenv(begun_anew, "1", 1);
      std::vector<std::string> words = command_line();
      std::vector<char*> arguments;
      for (std::string& each : words) arguments.push_back(each.data());
      arguments.push_back(nullptr);
      execv(runner.c_str(), arguments.data());
    }
  }
  // What modules see is what they would see in production.
  unsetenv(begun_anew);
  if (is_second_try) unsetenv(variable);
  if (is_loaded) return;
  std::fputs(
      "warning: libfauxtp_simulated_machine.so is not beside the runner, or was not loaded: what "
      "modules ask of the machine themselves (clocks, chance) does not follow from the seed\n",
      stderr);
}
