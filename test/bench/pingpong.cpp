// Two actors with one message under way between them.
#include "pingpong.hpp"

#include "bench.hpp"

namespace {

using namespace fauxtp;

bench::cost round_trips(pid other, std::int64_t trips) {
  const bench::cost all = bench::timed([&] { bench::ask(other, trips); });
  send(other, bench::enough{});
  return all;
}

std::size_t worker_of(pid actor) { return info(actor)->worker; }

pid spawn_elsewhere() {
  for (;;) {
    const pid made = spawn({.place = placement::spread}, bench::answer);
    if (worker_of(made) != worker_of(self())) return made;
    send(made, bench::enough{});
  }
}

const bench::registered together("pingpong", 1'000'000, [](std::int64_t trips) {
  return round_trips(spawn({.place = placement::here}, bench::answer), trips);
});

const bench::registered across(bench::benchmark{
    .name = "pingpong_cross",
    .rows = {"pingpong_cross"},
    .run =
        [](const bench::context& now) {
          now.measure("pingpong_cross", 50'000,
                      [](std::int64_t trips) { return round_trips(spawn_elsewhere(), trips); });
        },
    .threads = 2});

}  // namespace
