// Talks to callgrind by client requests, and by the files that callgrind writes.
#include "callgrind.hpp"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_START_INSTRUMENTATION
#define CALLGRIND_STOP_INSTRUMENTATION
#define CALLGRIND_DUMP_STATS
#define RUNNING_ON_VALGRIND 0
#endif

namespace fs = std::filesystem;

namespace bench::callgrind {
namespace {

constexpr const char* where = "BENCH_CALLGRIND_OUT";

[[noreturn]] void become(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  std::cerr << "bench: instructions are counted by " << words[0] << ", which is not installed\n";
  _exit(EXIT_FAILURE);
}

}  // namespace

int run_again(char** arguments) {
  std::string folder = fs::temp_directory_path() / "bench-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no place for callgrind's files");
  const std::string out = folder + "/out";
  std::vector<std::string> words{"valgrind",
                                 "--quiet",
                                 "--tool=callgrind",
                                 "--instr-atstart=no",
                                 "--callgrind-out-file=" + out,
                                 fs::read_symlink("/proc/self/exe")};
  for (char** word = arguments + 1; *word != nullptr; ++word) words.emplace_back(*word);

  const pid_t child = fork();
  if (child == 0) {
    setenv(where, out.c_str(), 1);
    become(words);
  }
  int status = 0;
  waitpid(child, &status, 0);
  fs::remove_all(folder);
  return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

bool here() noexcept { return RUNNING_ON_VALGRIND > 0; }

void start() noexcept { CALLGRIND_START_INSTRUMENTATION; }

// Callgrind tells its count only by writing it to its next file; then it counts from zero again.
std::optional<double> stop() {
  CALLGRIND_STOP_INSTRUMENTATION;
  const char* out = std::getenv(where);
  if (out == nullptr || !here()) return {};
  CALLGRIND_DUMP_STATS;
  static int dumps = 0;
  std::ifstream file(std::string(out) + "." + std::to_string(++dumps));
  const std::string label = "totals: ";
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(label)) return std::stod(line.substr(label.size()));
  }
  return {};
}

}  // namespace bench::callgrind
