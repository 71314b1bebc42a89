// "select DATABASE": 64 actors ask PostgreSQL for SELECT 1 by the pool of apps/orders, which has
// eight connections. Each asks again when it has its answer. Prints `name,threads,ops,ns_per_op`.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fauxtp/fauxtp.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "database_connection.hpp"
#include "database_pool.hpp"

namespace {

using namespace fauxtp;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

constexpr int callers = 64, connections = 8;
constexpr int times = 5'000;  // each; for so long, if that is less:
constexpr auto longest = 10s;

double nanoseconds(steady::duration time) {
  return std::chrono::duration<double, std::nano>(time).count();
}

struct waits {
  std::vector<double> nanoseconds;
};

void start_pool(const std::string& database) {
  const orders::database_connection_options where{.database = database};
  std::vector<child_spec> children{
      {.start = child_start<orders::database_pool>(orders::database_pool_options()),
       .name = "database_pool"}};
  for (int i = 0; i < connections; ++i) {
    children.push_back({.id = "connection-" + std::to_string(i),
                        .start = child_start<orders::database_connection>(where)});
  }
  supervisor::start_link({.children = std::move(children)});
}

void ask(pid owner, int count) {
  waits own;
  const auto latest = steady::now() + longest;
  for (auto asked = steady::now(); count > 0 && asked < latest; --count) {
    orders::execute("database_pool", {"SELECT 1"});
    const auto now = steady::now();
    own.nanoseconds.push_back(nanoseconds(now - asked));
    asked = now;
  }
  send(owner, std::move(own));
}

std::vector<double> ask_all(int count) {
  for (int i = 0; i < callers; ++i) spawn_link({.place = placement::spread}, ask, self(), count);
  std::vector<double> all;
  for (int i = 0; i < callers; ++i) {
    const auto some = receive<waits>().nanoseconds;
    all.insert(all.end(), some.begin(), some.end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

void emit(const char* name, const std::vector<double>& all, double value) {
  std::printf("%s,2,%zu,%.2f\n", name, all.size(), value);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "bench_select DATABASE\n";
    return 2;
  }
  node_options options;
  options.workers = 2;
  options.log_level = severity::notice;  // OTP's default
  const node here(options);
  start_pool(argv[1]);
  ask_all(times / 10);
  const auto began = steady::now();
  const std::vector<double> all = ask_all(times);
  emit("select", all, nanoseconds(steady::now() - began) / static_cast<double>(all.size()));
  emit("select_p50", all, all[all.size() / 2]);
  emit("select_p99", all, all[all.size() * 99 / 100]);
}
