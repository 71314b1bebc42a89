// A gen_server that is called, with and without a time limit, or only cast to.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"

namespace {

using namespace fauxtp;

struct echo {
  using reply = std::int64_t;
  std::int64_t n;
};
struct total {
  using reply = std::int64_t;
};
struct add {};

class server : public gen_server<server, calls<echo, total>, casts<add>> {
 public:
  std::int64_t handle_call(echo request, from) { return request.n; }
  std::int64_t handle_call(total, from) { return sum_; }
  void handle_cast(add) { ++sum_; }

 private:
  std::int64_t sum_ = 0;
};

/// The server runs beside the caller: pingpong_cross measures what crossing to another worker
/// costs.
template <class Work>
bench::cost with_server(Work work, bool deadlines = false) {
  const pid made =
      start<server>(start_options{.spawn = {.place = placement::here, .deadlines = deadlines}});
  const bench::cost all = bench::timed([&] { work(made); });
  exit(made, exit_reason::kill);
  return all;
}

const bench::registered limited("call", 1'000'000, [](std::int64_t times) {
  return with_server([=](pid server) {
    for (std::int64_t n = times; n > 0; --n) call(server, echo{n});
  });
});

const bench::registered keeps_deadlines("call_deadlines", 1'000'000, [](std::int64_t times) {
  const auto work = [=](pid server) {
    for (std::int64_t n = times; n > 0; --n) call(server, echo{n});
  };
  return with_server(work, true);
});

const bench::registered unlimited("call_infinity", 1'000'000, [](std::int64_t times) {
  return with_server([=](pid server) {
    for (std::int64_t n = times; n > 0; --n) call(server, echo{n}, infinity);
  });
});

const bench::registered only_cast("cast", 1'000'000, [](std::int64_t times) {
  return with_server([=](pid server) {
    for (std::int64_t n = 1; n <= times; ++n) {
      cast(server, add{});
      if (n % 100 == 0)
        yield();  // no actor is pre-empted: the server would get no turn until the end
    }
    if (call(server, total{}, infinity) != times) throw std::runtime_error("a cast was lost");
  });
});

const bench::registered named("call_by_name", 1'000'000, [](std::int64_t times) {
  return with_server([=](pid server) {
    register_name("named", server);
    for (std::int64_t n = times; n > 0; --n) call("named", echo{n});
    unregister_name("named");
  });
});

template <class Work>
bench::cost with_pool(routing route, Work work) {
  trap_exit();
  const pid keeper = supervisor::start_link(
      pool_of({.name = "pool", .size = 8, .route = route},
              {.start = child_start<server>(), .spawn = {.place = placement::here}}),
      {.spawn = {.place = placement::here}});
  const bench::cost all = bench::timed([&] { work(); });
  exit(keeper, exit_reason::shutdown);
  receive<exit_signal>();
  return all;
}

const bench::registered pool_by_name("call_pool_by_name", 1'000'000, [](std::int64_t times) {
  return with_pool(routing::least_loaded, [=] {
    for (std::int64_t n = times; n > 0; --n) call("pool", echo{n});
  });
});

const bench::registered least_loaded("call_pool", 1'000'000, [](std::int64_t times) {
  return with_pool(routing::least_loaded, [=] {
    const pool all("pool");
    for (std::int64_t n = times; n > 0; --n) call(all, echo{n});
  });
});

const bench::registered in_turn("call_pool_round_robin", 1'000'000, [](std::int64_t times) {
  return with_pool(routing::round_robin, [=] {
    const pool all("pool");
    for (std::int64_t n = times; n > 0; --n) call(all, echo{n});
  });
});

/// What calls to eight actors in turn cost without a pool: their mailboxes are eight places of
/// memory.
const bench::registered by_hand("call_eight", 1'000'000, [](std::int64_t times) {
  std::vector<pid> servers;
  for (int i = 0; i < 8; ++i) {
    servers.push_back(start<server>(start_options{.spawn = {.place = placement::here}}));
  }
  const bench::cost all = bench::timed([&] {
    for (std::int64_t n = times; n > 0; --n)
      call(servers[static_cast<std::size_t>(n) % 8], echo{n});
  });
  for (const pid each : servers) exit(each, exit_reason::kill);
  return all;
});

}  // namespace
