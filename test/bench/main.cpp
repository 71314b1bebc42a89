// The benchmarks' command line.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "bench.hpp"
#include "callgrind.hpp"
#include "output.hpp"

namespace {

constexpr int exit_failure = 1, exit_usage = 2;

/// Callgrind makes everything about fifty times slower.
constexpr double scale_under_callgrind = 0.01;

struct settings {
  std::vector<std::string> names;
  std::size_t threads = 1;
  double scale = 1;
  bool csv = false, costs = false, instructions = false, list = false;
};

bool has(const bench::benchmark& candidate, const std::function<bool(const std::string&)>& fits) {
  return fits(candidate.name) || std::any_of(candidate.rows.begin(), candidate.rows.end(), fits);
}

/// The benchmark with this name or row; if there is none, all whose names begin with that word:
/// "spawn" means spawn_exit and spawn_exit_link.
std::vector<bench::benchmark> meant_by(const std::string& word) {
  std::vector<bench::benchmark> exactly, begin_so;
  for (const auto& each : bench::benchmarks()) {
    if (has(each, [&](const std::string& name) { return name == word; })) exactly.push_back(each);
    if (has(each, [&](const std::string& name) { return name.starts_with(word + "_"); })) {
      begin_so.push_back(each);
    }
  }
  return exactly.empty() ? begin_so : exactly;
}

std::string must_be_known(const std::string& word) {
  return meant_by(word).empty() ? "there is no benchmark " + word + ", see --list" : "";
}

std::vector<bench::benchmark> chosen(const settings& given) {
  if (given.names.empty()) return bench::benchmarks();
  std::vector<bench::benchmark> all;
  std::set<std::string> taken;
  for (const auto& name : given.names) {
    for (const auto& each : meant_by(name)) {
      if (taken.insert(each.name).second) all.push_back(each);
    }
  }
  return all;
}

/// Runs the benchmark. False, with a message, if one of its rows has not come.
bool run(const bench::benchmark& chosen, const settings& given) {
  std::set<std::string> missing(chosen.rows.begin(), chosen.rows.end());
  const bench::context now(given.threads, given.scale, [&](const bench::row& line) {
    missing.erase(line.name);
    if (given.instructions && line.all == nullptr) return;
    std::cout << (given.csv ? bench::csv(line, given.threads, given.costs)
                            : bench::table_line(line, given.threads))
              << std::endl;
  });
  try {
    chosen.run(now);
  } catch (const std::exception& error) {
    std::cerr << "bench: " << chosen.name << ": " << error.what() << "\n";
  }
  for (const auto& name : missing) std::cerr << "bench: there is no row " << name << "\n";
  return missing.empty();
}

int list() {
  for (const auto& each : bench::benchmarks()) std::cout << each.name << "\n";
  return 0;
}

int run_all(const settings& given) {
  if (!given.csv) std::cout << bench::table_head() << std::endl;
  bool good = true;
  for (const auto& each : chosen(given)) {
    if (each.threads <= given.threads) {
      good &= run(each, given);
    } else if (!given.names.empty()) {
      std::cerr << "bench: " << each.name << " needs --threads " << each.threads << "\n";
    }
  }
  return good ? 0 : exit_failure;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Measures what actors cost.", "bench"};
  settings given;
  app.add_option("name", given.names,
                 "a benchmark, a row, or the first word of several; default: all")
      ->check(must_be_known);
  app.add_option("--threads", given.threads, "worker threads")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--scale", given.scale, "multiplies the sizes")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_flag("--csv", given.csv, "lines of name,threads,ops,ns_per_op");
  app.add_flag("--costs", given.costs, "with --csv also ,allocations_per_op,instructions_per_op");
  app.add_flag("--instructions", given.instructions,
               "count them by valgrind, at a hundredth of the size, instead of the time");
  app.add_flag("--list", given.list, "only the names of the benchmarks");
  app.footer("Examples: bench; bench pingpong spawn --threads 2; bench cycle --scale 10 --csv");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_usage;
  }

  if (given.list) return list();
  if (given.instructions && !bench::callgrind::here()) return bench::callgrind::run_again(argv);
  if (given.instructions) given.scale *= scale_under_callgrind;
  return run_all(given);
}
