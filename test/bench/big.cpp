// Three hundred actors; each of them asks all of them, round after round.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"

namespace {

using namespace fauxtp;

constexpr std::int64_t count = 300;

struct ping {
  pid from;
};
struct pong {
  pid from;
};
struct go {};
struct done {
  pid actor;
};
struct peers {
  std::vector<pid> all;
  pid owner;
};

void member() {
  const auto [all, owner] = receive<peers>();
  std::size_t answers = 0;
  for (;;) {
    receive(on([](ping asked) { send(asked.from, pong{self()}); }), on([&](pong) {
              if (++answers < all.size()) return;
              answers = 0;
              send(owner, done{self()});
            }),
            on([&](go) {
              for (const pid each : all) send(each, ping{self()});
            }));
  }
}

void play(const std::vector<pid>& all, std::int64_t rounds) {
  for (std::int64_t i = 0; i < rounds; ++i) {
    for (const pid each : all) send(each, go{});
    for (const pid each : all) {
      receive(on(where([each](const done& told) { return told.actor == each; }), [](done) {}));
    }
  }
}

const bench::registered big(bench::benchmark{
    .name = "big", .rows = {"big_round", "big_msg"}, .run = [](const bench::context& now) {
      const std::int64_t rounds = now.scaled(20);
      now.in_actor([&] {
        std::vector<pid> all;
        for (int i = 0; i < count; ++i) all.push_back(spawn({.place = placement::spread}, member));
        for (const pid each : all) send(each, peers{all, self()});
        play(all, 2);
        const bench::cost costs = bench::timed([&] { play(all, rounds); });
        now.emit("big_round", rounds, costs);
        now.emit("big_msg", rounds * count * count * 2, costs);
      });
    }});

}  // namespace
