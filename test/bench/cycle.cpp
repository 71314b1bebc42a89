// A hundred thousand actors in one random cycle, and a thousand tokens that go round: at each hop,
// the memory of the actor is no longer in the caches.
#include <fauxtp/fauxtp.hpp>
#include <numeric>
#include <random>

#include "bench.hpp"

namespace {

using namespace fauxtp;

constexpr std::int64_t most_tokens = 1000;

struct next {
  pid actor;
};
struct token {
  std::int64_t hops;
  pid owner;
};
struct arrived {};

void pass_on() {
  const pid to = receive<next>().actor;
  for (;;) {
    receive(on([to](token taken) {
      if (taken.hops == 0) {
        send(taken.owner, arrived{});
      } else {
        send(to, token{taken.hops - 1, taken.owner});
      }
    }));
  }
}

/// Which actor comes after which. Sattolo's shuffle makes one cycle of all actors.
std::vector<std::size_t> successors(std::size_t count) {
  std::vector<std::size_t> after(count);
  std::iota(after.begin(), after.end(), std::size_t{0});
  std::mt19937_64 dice(1);
  for (std::size_t i = count - 1; i > 0; --i) std::swap(after[i], after[dice() % i]);
  return after;
}

std::vector<pid> cycle_of(std::size_t count) {
  std::vector<pid> all(count);
  for (pid& each : all) each = spawn(pass_on);
  const std::vector<std::size_t> after = successors(count);
  for (std::size_t i = 0; i < count; ++i) send(all[i], next{all[after[i]]});
  return all;
}

/// Each token makes `hops` hops.
bench::cost go_round(const std::vector<pid>& all, std::size_t tokens, std::int64_t hops) {
  return bench::timed([&] {
    for (std::size_t i = 0; i < tokens; ++i) {
      send(all[i * all.size() / tokens], token{hops - 1, self()});
    }
    for (std::size_t i = 0; i < tokens; ++i) receive<arrived>();
  });
}

const bench::registered cycle(bench::benchmark{
    .name = "cycle", .rows = {"cycle"}, .run = [](const bench::context& now) {
      now.in_actor([&] {
        const std::vector<pid> all = cycle_of(static_cast<std::size_t>(now.scaled(100'000)));
        const std::int64_t tokens = std::min<std::int64_t>(now.scaled(100'000), most_tokens);
        const std::int64_t hops = std::max<std::int64_t>(now.scaled(1'000'000) / tokens, 1);
        go_round(all, static_cast<std::size_t>(tokens), std::max<std::int64_t>(hops / 10, 1));
        now.emit("cycle", hops * tokens, go_round(all, static_cast<std::size_t>(tokens), hops));
      });
    }});

}  // namespace
