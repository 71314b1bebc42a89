// Two actors with one message under way between them.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"

namespace {

using namespace fauxtp;

struct ping {
  pid from;
  std::int64_t n;
};
struct pong {
  std::int64_t n;
};
struct enough {};

void answer() {
  while (receive(on([](ping request) {
                   send(request.from, pong{request.n});
                   return true;
                 }),
                 on([](enough) { return false; }))) {
  }
}

bench::cost ask(pid other, std::int64_t trips) {
  const bench::cost all = bench::timed([&] {
    for (std::int64_t n = trips; n > 0; --n) {
      send(other, ping{self(), n});
      receive<pong>();
    }
  });
  send(other, enough{});
  return all;
}

std::size_t worker_of(pid actor) { return info(actor)->worker; }

pid spawn_elsewhere() {
  for (;;) {
    const pid made = spawn({.place = placement::spread}, answer);
    if (worker_of(made) != worker_of(self())) return made;
    send(made, enough{});
  }
}

const bench::registered together("pingpong", 1'000'000, [](std::int64_t trips) {
  return ask(spawn({.place = placement::here}, answer), trips);
});

const bench::registered across(bench::benchmark{
    .name = "pingpong_cross",
    .rows = {"pingpong_cross"},
    .run =
        [](const bench::context& now) {
          now.measure("pingpong_cross", 50'000,
                      [](std::int64_t trips) { return ask(spawn_elsewhere(), trips); });
        },
    .threads = 2});

}  // namespace
