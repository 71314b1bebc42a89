// Two thousand pairs of actors, each with one message under way, all at once.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"
#include "pingpong.hpp"

namespace {

using namespace fauxtp;

constexpr int count = 2000;

struct ready {};
struct go {};
struct done {};

void ask(pid owner, std::int64_t trips) {
  const pid other = spawn({.place = placement::here}, bench::answer);
  send(owner, ready{});
  receive<go>();
  bench::ask(other, trips);
  send(other, bench::enough{});
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
