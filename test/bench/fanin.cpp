// A hundred senders, and one actor that takes all their messages.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"

namespace {

using namespace fauxtp;

constexpr int senders = 100;

struct go {};
struct item {
  std::int64_t n;
};
struct taken_all {};

void send_all(pid sink, std::int64_t items) {
  receive<go>();
  for (std::int64_t n = items; n > 0; --n) send(sink, item{n});
}

/// Each sender sends all its messages in one turn, so that most of them lie in the mailbox for a
/// while.
const bench::registered fanin("fanin", 5'000'000, [](std::int64_t items) {
  const std::int64_t each = std::max<std::int64_t>(items / senders, 1);
  const pid owner = self();
  const pid sink = spawn([=] {
    for (std::int64_t i = 0; i < each * senders; ++i) receive<item>();
    send(owner, taken_all{});
  });
  std::vector<pid> all;
  for (int i = 0; i < senders; ++i) {
    all.push_back(spawn({.place = placement::spread}, send_all, sink, each));
  }
  return bench::timed([&] {
    for (const pid sender : all) send(sender, go{});
    receive<taken_all>();
  });
});

}  // namespace
