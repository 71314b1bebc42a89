// How long the slowest answers take: a thousand clients call at random times, and a server is busy
// for five microseconds with each call.
#include <algorithm>
#include <cmath>
#include <fauxtp/fauxtp.hpp>
#include <random>

#include "bench.hpp"

namespace {

using namespace fauxtp;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

constexpr int clients = 1000;

struct question {
  pid from;
  ref id;
};
struct answer {
  ref id;
};
struct latencies {
  std::vector<double> nanoseconds;
};

void serve() {
  for (;;) {
    receive(on([](question asked) {
      const auto until = clock_type::now() + 5us;
      while (clock_type::now() < until) {
      }
      send(asked.from, answer{asked.id});
    }));
  }
}

struct plan {
  double gap;  // mean wait in milliseconds: the server is busy for a quarter or a half of the time
  clock_type::time_point from, until;
};

void ask_now_and_then(pid owner, pid server, plan when, unsigned seed) {
  std::minstd_rand dice(seed);
  std::uniform_real_distribution<double> share(0.0, 1.0);
  latencies measured;
  for (;;) {
    const double wait = std::round(-std::log(1.0 - share(dice)) * when.gap);
    sleep(std::chrono::milliseconds(std::llround(wait)));
    const auto start = clock_type::now();
    const ref id = make_ref();
    send(server, question{self(), id});
    receive(on(where([id](const answer& given) { return given.id == id; }), [](answer) {}));
    if (start > when.until) break;
    if (start >= when.from) {
      measured.nanoseconds.push_back(
          std::chrono::duration<double, std::nano>(clock_type::now() - start).count());
    }
  }
  send(owner, std::move(measured));
}

std::vector<double> measure(const plan& when) {
  const pid server = spawn(serve);
  for (unsigned i = 1; i <= clients; ++i) {
    spawn({.place = placement::spread}, ask_now_and_then, self(), server, when, i);
  }
  std::vector<double> all;
  for (int i = 0; i < clients; ++i) {
    const auto some = receive<latencies>().nanoseconds;
    all.insert(all.end(), some.begin(), some.end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

const bench::registered tail(bench::benchmark{
    .name = "tail",
    .rows = {"tail_p50", "tail_p99", "tail_p999", "tail_max", "tail_interarrival"},
    .run = [](const bench::context& now) {
      now.in_actor([&] {
        const auto second = 1ms * std::max<std::int64_t>(now.repeated(1000), 20);
        const auto from = clock_type::now() + second;
        const auto all = measure({now.threads() == 1 ? 20.0 : 10.0, from, from + 5 * second});
        if (all.empty()) throw std::runtime_error("no call in the time that is measured");
        const auto count = static_cast<double>(all.size());
        const auto at = [&](double share) {
          const auto position = static_cast<std::size_t>(std::ceil(count * share));
          return all[std::clamp<std::size_t>(position, 1, all.size()) - 1];
        };
        now.emit("tail_p50", 1, at(0.5));
        now.emit("tail_p99", 1, at(0.99));
        now.emit("tail_p999", 1, at(0.999));
        now.emit("tail_max", 1, at(1.0));
        now.emit("tail_interarrival", static_cast<std::int64_t>(all.size()),
                 std::chrono::duration<double, std::nano>(5 * second).count() / count);
      });
    }});

}  // namespace
