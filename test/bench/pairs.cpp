// Two thousand pairs of actors, each with one message under way, all at once.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"

namespace {

using namespace fauxtp;

constexpr int count = 2000;

struct ping {
  pid from;
  std::int64_t n;
};
struct pong {
  std::int64_t n;
};
struct enough {};
struct ready {};
struct go {};
struct done {};

void answer() {
  while (receive(on([](ping request) {
                   send(request.from, pong{request.n});
                   return true;
                 }),
                 on([](enough) { return false; }))) {
  }
}

void ask(pid owner, std::int64_t trips) {
  const pid other = spawn({.place = placement::here}, answer);
  send(owner, ready{});
  receive<go>();
  for (std::int64_t n = trips; n > 0; --n) {
    send(other, ping{self(), n});
    receive<pong>();
  }
  send(other, enough{});
  send(owner, done{});
}

template <class Message>
void await_all() {
  for (int i = 0; i < count; ++i) receive<Message>();
}

const bench::registered pairs("pairs", 1'000'000, [](std::int64_t trips) {
  const std::int64_t each = std::max<std::int64_t>(trips / count, 1);
  std::vector<pid> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(spawn({.place = placement::spread}, ask, self(), each));
  }
  await_all<ready>();
  return bench::timed([&] {
    for (const pid asker : all) send(asker, go{});
    await_all<done>();
  });
});

}  // namespace
