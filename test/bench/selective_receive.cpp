// A message that is taken from behind many that are not wanted yet, and calls while those lie in
// the mailbox.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"

namespace {

using namespace fauxtp;

struct junk {
  std::int64_t n;
};
struct wanted {
  std::int64_t n;
};
struct echo {
  using reply = std::int64_t;
  std::int64_t n;
};

class server : public gen_server<server, calls<echo>> {
 public:
  std::int64_t handle_call(echo request, from) { return request.n; }
};

struct depth {
  const char* name;
  std::int64_t messages;
  std::int64_t scans;
};
constexpr depth depths[] = {{"0", 0, 1'000'000}, {"10k", 10'000, 20'000}, {"100k", 100'000, 1000}};

void fill(const bench::context& now, const depth& deep) {
  const std::int64_t messages = deep.messages == 0 ? 0 : now.scaled(deep.messages);
  for (std::int64_t n = 0; n < messages; ++n) send(self(), junk{n});
}

void take(std::int64_t times) {
  for (std::int64_t n = times; n > 0; --n) {
    send(self(), wanted{n});
    receive<wanted>();
  }
}

void ask(pid server, std::int64_t times) {
  for (std::int64_t n = times; n > 0; --n) call(server, echo{n});
}

bench::benchmark scanning(const depth& deep) {
  const std::string name = std::string("selrecv_") + deep.name;
  return {.name = name, .rows = {name}, .run = [=](const bench::context& now) {
            now.in_actor([&] {
              const std::int64_t scans = now.repeated(deep.scans);
              fill(now, deep);
              take(scans / 10);
              now.emit(name, scans, bench::timed([&] { take(scans); }));
            });
          }};
}

bench::benchmark calling(const depth& deep) {
  const std::string name = std::string("selrecv_call_") + deep.name;
  return {.name = name, .rows = {name}, .run = [=](const bench::context& now) {
            now.in_actor([&] {
              const std::int64_t calls = now.repeated(200'000);
              const pid made = start<server>(start_options{.spawn = {.place = placement::here}});
              fill(now, deep);
              ask(made, now.repeated(1000));
              now.emit(name, calls, bench::timed([&] { ask(made, calls); }));
            });
          }};
}

const bench::registered all[] = {
    bench::registered(scanning(depths[0])), bench::registered(scanning(depths[1])),
    bench::registered(scanning(depths[2])), bench::registered(calling(depths[0])),
    bench::registered(calling(depths[1])),  bench::registered(calling(depths[2]))};

}  // namespace
