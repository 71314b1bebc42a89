// A thousand actors in a ring, through which one token goes.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"

namespace {

using namespace fauxtp;

constexpr int size = 1000;

struct token {
  std::int64_t hops;
};
struct next {
  pid actor;
};
struct arrived {};
struct enough {};

void pass_on(pid to, pid owner) {
  while (receive(on([&](token taken) {
                   if (taken.hops == 0) {
                     send(owner, arrived{});
                   } else {
                     send(to, token{taken.hops - 1});
                   }
                   return true;
                 }),
                 on([&](enough) {
                   send(to, enough{});
                   return false;
                 }))) {
  }
}

const bench::registered ring("ring", 1'000'000, [](std::int64_t hops) {
  const pid owner = self();
  const pid first = spawn([owner] { pass_on(receive<next>().actor, owner); });
  pid last = first;
  for (int i = 1; i < size; ++i) last = spawn(pass_on, last, owner);
  send(first, next{last});
  const bench::cost all = bench::timed([&] {
    send(first, token{hops});
    receive<arrived>();
  });
  send(first, enough{});
  return all;
});

}  // namespace
