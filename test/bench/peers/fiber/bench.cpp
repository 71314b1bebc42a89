// Actor micro-benchmarks, bare Boost.Fiber: its own round_robin, a buffered_channel as mailbox, one
// thread. This is how one would begin without an actor library.
//
//   bench <benchmark>...
//
// Each benchmark prints CSV lines   name,threads,ops,ns_per_op
#include <boost/fiber/all.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fibers = boost::fibers;
using namespace std::chrono_literals;
using i64 = std::int64_t;
using clk = std::chrono::steady_clock;

struct msg {
  i64 n = 0;
};
using box = fibers::buffered_channel<msg>;

// ------------------------------------------------- measuring

i64 ns_since(clk::time_point t0) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(clk::now() - t0).count();
}

void emit(const char* name, i64 ops, double ns) {
  std::printf("%s,1,%lld,%.2f\n", name, static_cast<long long>(ops), ns / double(ops));
  std::fflush(stdout);
}

// Runs a tenth of the size first, then the measured run.
void warm(const char* name, i64 ops, const std::function<i64(i64)>& f) {
  f(ops / 10);
  emit(name, ops, double(f(ops)));
}

template <class F>
void launch(F f) {
  fibers::fiber(fibers::launch::post, std::move(f)).detach();
}

// Runs f in a fiber of its own: the first fiber of a thread is no ordinary one.
i64 in_fiber(const std::function<i64()>& f) {
  i64 ns = 0;
  fibers::fiber(fibers::launch::post, [&] { ns = f(); }).join();
  return ns;
}

void echo(box& in, box& out) {
  for (msg m; in.pop(m) == fibers::channel_op_status::success;) out.push(m);
}

// ------------------------------------------------- 1 ping-pong

i64 pingpong(i64 n) {
  box a{2}, b{2};
  fibers::fiber pong(fibers::launch::post, [&] { echo(b, a); });
  const auto ns = in_fiber([&] {
    const auto t0 = clk::now();
    for (i64 i = 0; i < n; ++i) {
      b.push({i});
      a.value_pop();
    }
    return ns_since(t0);
  });
  b.close();
  pong.join();
  return ns;
}

// ------------------------------------------------- 2 ring

i64 ring(i64 hops) {
  constexpr int nodes = 1000;
  std::vector<std::unique_ptr<box>> boxes;
  for (int i = 0; i < nodes; ++i) boxes.push_back(std::make_unique<box>(2));
  box done{2};
  std::vector<fibers::fiber> all;
  for (int i = 0; i < nodes; ++i)
    all.emplace_back(fibers::launch::post, [&, i] {
      for (msg m; boxes[i]->pop(m) == fibers::channel_op_status::success;)
        (m.n == 0 ? done : *boxes[(i + 1) % nodes]).push({m.n - 1});
    });
  const auto t0 = clk::now();
  boxes[0]->push({hops});
  done.value_pop();
  const auto ns = ns_since(t0);
  for (auto& each : boxes) each->close();
  for (auto& each : all) each.join();
  return ns;
}

// ------------------------------------------------- 3 spawn + exit, in waves of 10k

i64 spawn_exit(i64 n) {
  constexpr i64 wave = 10000;
  box done{16384};
  return in_fiber([&] {
    const auto t0 = clk::now();
    for (; n > 0; n -= wave) {
      for (i64 i = 0; i < wave; ++i) launch([&] { done.push({1}); });
      for (i64 i = 0; i < wave; ++i) done.value_pop();
    }
    return ns_since(t0);
  });
}

// ------------------------------------------------- 5 fan-in

i64 fanin(i64 total) {
  constexpr i64 senders = 100;
  box sink{1024};
  return in_fiber([&] {
    const auto t0 = clk::now();
    for (i64 s = 0; s < senders; ++s)
      launch([&] {
        for (i64 k = 0; k < total / senders; ++k) sink.push({k});
      });
    for (i64 i = 0; i < total; ++i) sink.value_pop();
    return ns_since(t0);
  });
}

// ------------------------------------------------- 6 call and cast

// Each call has a reply channel of its own. It is shared, because a caller that no longer waits may
// be gone before the reply comes.
struct request {
  i64 n = 0;
  std::shared_ptr<box> reply;
};
using requests = fibers::buffered_channel<request>;

// Makes a server, and a fiber that runs `client` on it.
i64 with_server(std::size_t room, const std::function<void(requests&)>& client) {
  requests inbox{room};
  fibers::fiber server(fibers::launch::post, [&] {
    for (request r; inbox.pop(r) == fibers::channel_op_status::success;)
      if (r.reply) r.reply->push({r.n});
  });
  const auto ns = in_fiber([&] {
    const auto t0 = clk::now();
    client(inbox);
    return ns_since(t0);
  });
  inbox.close();
  server.join();
  return ns;
}

void call(requests& server, i64 n) {
  const auto reply = std::make_shared<box>(2);
  server.push({n, reply});
  msg m;
  if (reply->pop_wait_for(m, 5s) != fibers::channel_op_status::success) std::abort();
}

void call_infinity(requests& server, i64 n) {
  const auto reply = std::make_shared<box>(2);
  server.push({n, reply});
  reply->value_pop();
}

i64 calls(i64 n, void (*one)(requests&, i64)) {
  return with_server(16, [&](requests& server) {
    for (i64 i = 0; i < n; ++i) one(server, i);
  });
}

i64 cast(i64 n) {
  return with_server(1024, [&](requests& server) {
    for (i64 i = 0; i < n; ++i) server.push({i, nullptr});
    call_infinity(server, n);
  });
}

// ------------------------------------------------- 7 skynet

// launch::dispatch: a child runs at once, so that few of the million stacks exist at a time. If
// they were posted, they would need more memory mappings than a process may have.
void sky(box& out, i64 num, i64 size) {
  if (size == 1) {
    out.push({num});
    return;
  }
  box sums{16};
  for (i64 i = 0; i < 10; ++i)
    fibers::fiber(fibers::launch::dispatch, [&sums, num, size, i] {
      sky(sums, num + i * (size / 10), size / 10);
    }).detach();
  i64 sum = 0;
  for (int i = 0; i < 10; ++i) sum += sums.value_pop().n;
  out.push({sum});
}

i64 skynet(i64 leaves) {
  box out{2};
  const auto t0 = clk::now();
  launch([&] { sky(out, 0, leaves); });
  if (out.value_pop().n != leaves * (leaves - 1) / 2) std::abort();
  return ns_since(t0);
}

// ------------------------------------------------- 11 pairs

i64 pairs(i64 trips) {
  constexpr i64 count = 2000;
  struct pair {
    box a{2}, b{2};
  };
  std::vector<std::unique_ptr<pair>> all;
  std::vector<fibers::fiber> pongs, pings;
  for (i64 i = 0; i < count; ++i) {
    auto& each = *all.emplace_back(std::make_unique<pair>());
    pongs.emplace_back(fibers::launch::post, [&each] { echo(each.b, each.a); });
  }
  const auto t0 = clk::now();
  for (auto& each : all)
    pings.emplace_back(fibers::launch::post, [each = each.get(), trips] {
      for (i64 k = 0; k < trips / count; ++k) {
        each->b.push({k});
        each->a.value_pop();
      }
      each->b.close();
    });
  for (auto& each : pings) each.join();
  const auto ns = ns_since(t0);
  for (auto& each : pongs) each.join();
  return ns;
}

// -------------------------------------------------

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void()>> table{
      {"pingpong", [] { warm("pingpong", 1000000, pingpong); }},
      {"ring", [] { warm("ring", 1000000, ring); }},
      {"spawn", [] { warm("spawn_exit", 100000, spawn_exit); }},
      {"fanin", [] { warm("fanin", 5000000, fanin); }},
      {"call",
       [] {
         warm("call", 1000000, [](i64 n) { return calls(n, call); });
         warm("call_infinity", 1000000, [](i64 n) { return calls(n, call_infinity); });
         warm("cast", 1000000, cast);
       }},
      {"skynet",
       [] {
         emit("skynet_cold", 1000000, double(skynet(1000000)));
         emit("skynet", 1000000, double(skynet(1000000)));
       }},
      {"pairs", [] { warm("pairs", 1000000, pairs); }},
  };
  for (int i = 1; i < argc; ++i) {
    const auto found = table.find(argv[i]);
    if (found == table.end()) {
      std::fprintf(stderr, "unknown benchmark %s\n", argv[i]);
      return 2;
    }
    found->second();
  }
}
