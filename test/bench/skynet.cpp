// A tree of actors, each with ten below it; the numbers of the leaves are added up.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"

namespace {

using namespace fauxtp;

struct sum {
  std::int64_t value;
};

/// The root's children go round the workers; all further down stay on the worker of their parent.
void node_of_tree(pid parent, std::int64_t number, std::int64_t leaves, placement below) {
  if (leaves == 1) {
    send(parent, sum{number});
    return;
  }
  const std::int64_t part = leaves / 10;
  for (int i = 0; i < 10; ++i) {
    spawn({.place = below}, node_of_tree, self(), number + i * part, part, placement::here);
  }
  std::int64_t total = 0;
  for (int i = 0; i < 10; ++i) total += receive<sum>().value;
  send(parent, sum{total});
}

bench::cost grow(std::int64_t leaves) {
  return bench::timed([&] {
    spawn(node_of_tree, self(), 0, leaves, placement::spread);
    if (receive<sum>().value != leaves * (leaves - 1) / 2) throw std::runtime_error("a wrong sum");
  });
}

std::int64_t power_of_ten(std::int64_t limit) {
  std::int64_t power = 1;
  while (power * 10 <= limit) power *= 10;
  return power;
}

const bench::registered skynet(bench::benchmark{
    .name = "skynet", .rows = {"skynet_cold", "skynet"}, .run = [](const bench::context& now) {
      const std::int64_t leaves = power_of_ten(now.scaled(1'000'000));
      now.in_actor([&] {
        now.emit("skynet_cold", leaves, grow(leaves));
        now.emit("skynet", leaves, grow(leaves));
      });
    }});

}  // namespace
