// Asks a server over loopback and measures how it answers:
//
//   load [--scale S] BENCHMARK SERVER ARGUMENT...
//   load [--scale S] orders PORT
//
// The server is started on the first core that this process may use and ended afterwards; the load
// is on the second, if there is one. One that takes orders runs already, and shares both with its
// database and the load. Each row is a line `name,threads,ops,ns_per_op`.
#include <sys/resource.h>
#include <sysexits.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "clients.hpp"
#include "server.hpp"

namespace {

using namespace load;
using namespace std::chrono_literals;

constexpr std::string_view orders = "orders";

double scale = 1;

std::int64_t scaled(std::int64_t size) {
  return std::max<std::int64_t>(static_cast<std::int64_t>(static_cast<double>(size) * scale), 1);
}

void emit(const std::string& name, std::int64_t operations, double value) {
  std::printf("%s,1,%lld,%.2f\n", name.c_str(), static_cast<long long>(operations), value);
  std::fflush(stdout);
}

/// A tenth of the questions first, then all of them, for ten seconds at most.
void measure(const std::string& name, const server& asked, std::size_t connections,
             const protocol& how, std::int64_t times) {
  clients all(asked.port(), connections, how);
  all.ask(scaled(times / 10), 2s);
  const double before = asked.processor_time();
  const answers got = all.ask(scaled(times), 10s);
  const double used = asked.processor_time() - before;
  const auto count = static_cast<std::int64_t>(got.waits.size());
  emit(name, count, got.each());
  emit(name + "_cpu", count, used / static_cast<double>(count));
  emit(name + "_p50", count, got.below(0.5));
  emit(name + "_p99", count, got.below(0.99));
}

void measure_echo(const server& asked) {
  measure("echo_1", asked, 1, echo(), 50'000);
  measure("echo_32", asked, 32, echo(), 400'000);
  measure("echo_1000", asked, 1000, echo(), 400'000);
}

/// Most services take fewer orders in the time: each of them waits for a disk.
void measure_orders(const std::string& name, std::uint16_t port, std::size_t connections) {
  constexpr std::int64_t times = 200'000;
  clients all(port, connections, order());
  all.ask(scaled(times / 10), 2s);
  const answers got = all.ask(scaled(times), 10s);
  const auto count = static_cast<std::int64_t>(got.waits.size());
  emit(name + "_post", count, got.each());
  emit(name + "_p50", count, got.below(0.5));
  emit(name + "_p99", count, got.below(0.99));
}

void measure_http(const server& asked) {
  measure("http", asked, 32, http(), 200'000);
  measure("http_connect", asked, 32, http_that_closes(), 20'000);
}

/// What a connection costs the server that has asked once and then has been quiet for a while. The
/// server has served some before.
void measure_idle(const server& asked) {
  constexpr std::size_t at_a_time = 100;  // less than any server's queue of new connections
  const std::int64_t parts = scaled(100);
  clients(asked.port(), at_a_time, http()).ask(10 * at_a_time, 2s);
  const double before = asked.resident_memory();
  std::deque<clients> all;
  for (std::int64_t i = 0; i < parts; ++i) {
    all.emplace_back(asked.port(), at_a_time, http()).ask(at_a_time, 2s);
  }
  std::this_thread::sleep_for(3s);
  const auto count = parts * std::int64_t(at_a_time);
  emit("http_idle_rss_bytes", count,
       (asked.resident_memory() - before) / static_cast<double>(count));
}

const std::map<std::string_view, std::function<void(const server&)>> benchmarks{
    {"echo", measure_echo}, {"http", measure_http}, {"http_idle", measure_idle}};

bool is_known(std::string_view name) { return name == orders || benchmarks.contains(name); }

/// For this process and the server: 10 000 connections, and what is open besides. Root may have
/// more than the limit.
bool may_open_enough() {
  constexpr rlim_t enough = 10'500;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_max = std::max(limit.rlim_max, enough);
  limit.rlim_cur = std::max(limit.rlim_cur, enough);
  return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

std::vector<int> cores() {
  cpu_set_t mine;
  if (sched_getaffinity(0, sizeof mine, &mine) != 0) throw failure("sched_getaffinity");
  std::vector<int> numbers;
  for (int core = 0; core < CPU_SETSIZE && numbers.size() < 2; ++core) {
    if (CPU_ISSET(core, &mine)) numbers.push_back(core);
  }
  return numbers;
}

int usage() {
  std::fputs(
      "load [--scale S] echo|http|http_idle SERVER ARGUMENT...\n"
      "load [--scale S] orders PORT\n",
      stderr);
  return EX_USAGE;
}

int run(std::string_view benchmark, char** command) {
  if (benchmark == orders) {
    const auto port = static_cast<std::uint16_t>(std::atoi(command[0]));
    measure_orders("orders", port, 64);
    measure_orders("orders_256", port, 256);
    return 0;
  }
  const std::vector<int> mine = cores();
  const server asked(command, mine.front());
  stay_on(mine.back());
  benchmarks.at(benchmark)(asked);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  char** words = argv + 1;
  if (argc > 2 && std::string_view(words[0]) == "--scale") {
    scale = std::atof(words[1]);
    words += 2;
  }
  if (argv + argc - words < 2 || !is_known(words[0])) return usage();
  if (!may_open_enough()) {
    std::fputs("load: the limit of open descriptors (ulimit -n) is too low\n", stderr);
    return EX_UNAVAILABLE;
  }
  try {
    return run(words[0], words + 1);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "load: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
