// The pairs benchmark in two programs at once, each with one worker. They share nothing but the
// machine, so this is as fast as two workers of one program can be on it.
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "bench.hpp"

namespace {

struct close_program {
  void operator()(std::FILE* output) const noexcept { pclose(output); }
};
using program = std::unique_ptr<std::FILE, close_program>;

program start_pairs(double scale) {
  std::ostringstream line;
  line << std::filesystem::read_symlink("/proc/self/exe") << " pairs --threads 1 --csv --scale "
       << scale;
  program started(popen(line.str().c_str(), "r"));
  if (started == nullptr) throw std::runtime_error("cannot start " + line.str());
  return started;
}

/// Reads a program's line of output, `pairs,1,OPERATIONS,NANOSECONDS`.
double nanoseconds_of(const program& running) {
  std::array<char, 256> line{};
  double nanoseconds = 0;
  while (std::fgets(line.data(), line.size(), running.get()) != nullptr) {
    std::sscanf(line.data(), "pairs,1,%*d,%lf", &nanoseconds);
  }
  if (nanoseconds == 0) throw std::runtime_error("the other program has printed no time");
  return nanoseconds;
}

const bench::registered apart(bench::benchmark{
    .name = "pairs_apart",
    .rows = {"pairs_apart"},
    .run =
        [](const bench::context& now) {
          const program one = start_pairs(now.scale());
          const program other = start_pairs(now.scale());
          // The time that both together need for one round trip.
          now.emit("pairs_apart", 1, 1 / (1 / nanoseconds_of(one) + 1 / nanoseconds_of(other)));
        },
    .threads = 2});

}  // namespace
