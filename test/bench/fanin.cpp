// A hundred senders and the one who takes it all.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"
#include "turns.hpp"

namespace {

using namespace fauxtp;

constexpr int senders = 100;

struct go {};
struct item {
  std::int64_t n;
};
struct taken_all {};

template <class Sending>
bench::cost fan_in(std::int64_t items, Sending sending) {
  const std::int64_t each = std::max<std::int64_t>(items / senders, 1);
  const pid owner = self();
  const pid sink = spawn([=] {
    for (std::int64_t i = 0; i < each * senders; ++i) receive<item>();
    send(owner, taken_all{});
  });
  std::vector<pid> all;
  for (int i = 0; i < senders; ++i) {
    all.push_back(spawn({.place = placement::spread}, [=] {
      receive<go>();
      sending(sink, each);
    }));
  }
  return bench::timed([&] {
    for (const pid sender : all) send(sender, go{});
    receive<taken_all>();
  });
}

const bench::registered polite("fanin", 5'000'000, [](std::int64_t items) {
  return fan_in(items, [](pid sink, std::int64_t each) {
    bench::in_turns(each, [=](std::int64_t n) { send(sink, item{n}); });
  });
});

/// Each sends all that it has in one turn, so that most of it lies in the mailbox for a while.
const bench::registered burst("fanin_burst", 5'000'000, [](std::int64_t items) {
  return fan_in(items, [](pid sink, std::int64_t each) {
    for (std::int64_t n = 0; n < each; ++n) send(sink, item{n});
  });
});

}  // namespace
