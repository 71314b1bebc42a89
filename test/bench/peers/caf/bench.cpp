// Actor micro-benchmarks, CAF. One source for CAF 0.17 (Debian) and CAF 1.x.
//
//   bench [--threads N] [--policy stealing|sharing] [--ops N] <benchmark>...
//
// Each benchmark prints CSV lines   name,threads,ops,ns_per_op
// (a name that ends in _bytes carries bytes per actor in the last column, one
// that ends in _pNN a latency in ns).
#include <algorithm>
#include <atomic>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/skip.hpp>
#include <caf/stateful_actor.hpp>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>
#if __has_include(<caf/anon_mail.hpp>)
#include <caf/anon_mail.hpp>
#include <caf/init_global_meta_objects.hpp>
#define BENCH_CAF1 1
#else
#include <caf/all.hpp>
#define BENCH_CAF1 0
#endif

using namespace std::chrono_literals;
using caf::actor;
using caf::actor_system;
using caf::behavior;
using caf::event_based_actor;
using i64 = std::int64_t;
using i32 = std::int32_t;
using clk = std::chrono::steady_clock;

// ------------------------------------------------- the API of both versions

template <class Self, class... Ts>
void tell(Self* self, const actor& to, Ts&&... xs) {
#if BENCH_CAF1
  self->mail(std::forward<Ts>(xs)...).send(to);
#else
  self->send(to, std::forward<Ts>(xs)...);
#endif
}

template <class... Ts>
void anon_tell(const actor& to, Ts&&... xs) {
#if BENCH_CAF1
  caf::anon_mail(std::forward<Ts>(xs)...).send(to);
#else
  caf::anon_send(to, std::forward<Ts>(xs)...);
#endif
}

template <class Self, class Timeout, class... Ts>
auto ask(Self* self, const actor& to, Timeout t, Ts&&... xs) {
#if BENCH_CAF1
  return self->mail(std::forward<Ts>(xs)...).request(to, t);
#else
  return self->request(to, t, std::forward<Ts>(xs)...);
#endif
}

template <class Rep, class Per, class... Ts>
void tell_later(event_based_actor* self, std::chrono::duration<Rep, Per> d, Ts&&... xs) {
#if BENCH_CAF1
  self->mail(std::forward<Ts>(xs)...).delay(d).send(self);
#else
  self->delayed_send(self, d, std::forward<Ts>(xs)...);
#endif
}

template <class Self>
auto& state_of(Self* self) {
#if BENCH_CAF1
  return self->state();
#else
  return self->state;
#endif
}

void kill_actor(const actor& a) { caf::anon_send_exit(a, caf::exit_reason::kill); }

// ------------------------------------------------- measuring

struct options {
  i64 ops = 0;  // 0: each benchmark's own count
  size_t threads = 1;
  std::string policy = "stealing";
} opt;

struct config : caf::actor_system_config {
  config() {
#if BENCH_CAF1
    set("caf.scheduler.max-threads", opt.threads);
    set("caf.scheduler.policy", opt.policy);
#else
    set("scheduler.max-threads", opt.threads);
    set("scheduler.policy", caf::atom_from_string(opt.policy));
#endif
  }
};

using gate = std::promise<void>;

i64 ns_since(clk::time_point t0) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(clk::now() - t0).count();
}

void emit(const std::string& name, i64 ops, double ns) {
  std::printf("%s,%zu,%lld,%.2f\n", name.c_str(), opt.threads, (long long)ops, ns / ops);
  std::fflush(stdout);
}

i64 rss() {
  i64 kb = 0;
  if (FILE* f = std::fopen("/proc/self/status", "r")) {
    char line[256];
    while (std::fgets(line, sizeof line, f))
      if (std::sscanf(line, "VmRSS: %ld", &kb) == 1) break;
    std::fclose(f);
  }
  return kb * 1024;
}

// Runs a tenth of the size first, then the measured run, in one actor system.
void warm(const char* name, i64 ops, const std::function<i64(actor_system&, i64)>& f) {
  config cfg;
  actor_system sys{cfg};
  if (opt.ops != 0) ops = opt.ops;
  f(sys, ops / 10);
  emit(name, ops, double(f(sys, ops)));
}

// ------------------------------------------------- 1 ping-pong

behavior echo(event_based_actor* self) {
  return {
      [](i64 x) { return x; },
      [self](bool) { self->quit(); },
  };
}

behavior ping(event_based_actor* self, actor pong, gate* done) {
  return {
      [=](i64 n) {
        if (n > 0) {
          tell(self, pong, n - 1);
        } else {
          tell(self, pong, true);
          done->set_value();
          self->quit();
        }
      },
  };
}

template <caf::spawn_options O>
i64 pingpong(actor_system& sys, i64 n) {
  gate done;
  auto b = sys.spawn<O>(echo);
  auto a = sys.spawn<O>(ping, b, &done);
  auto t0 = clk::now();
  anon_tell(a, n);
  done.get_future().wait();
  return ns_since(t0);
}

// ------------------------------------------------- 2 ring

struct ring_state {
  actor next;
};

behavior ring_node(caf::stateful_actor<ring_state>* self, actor next, gate* done) {
  state_of(self).next = next;
  return {
      [=](i64 n) {
        if (n > 0)
          tell(self, state_of(self).next, n - 1);
        else
          done->set_value();
      },
      [=](actor next) { state_of(self).next = next; },
      [=](bool) {
        tell(self, state_of(self).next, true);
        state_of(self).next = nullptr;
        self->quit();
      },
  };
}

i64 ring(actor_system& sys, i64 hops) {
  gate done;
  auto first = sys.spawn(ring_node, actor{}, &done);
  auto last = first;
  for (int i = 1; i < 1000; ++i) last = sys.spawn(ring_node, last, &done);
  anon_tell(first, last);
  auto t0 = clk::now();
  anon_tell(first, hops);
  done.get_future().wait();
  auto t = ns_since(t0);
  anon_tell(first, true);
  return t;
}

// ------------------------------------------------- 3 spawn + exit

enum class tied_by { none, link, monitor };
i64 wave_size = 10000;

class spawner_actor : public event_based_actor {
 public:
  spawner_actor(caf::actor_config& cfg, tied_by how, gate* done)
      : event_based_actor(cfg), how_(how), done_(done) {
#if !BENCH_CAF1
    set_exit_handler([this](caf::exit_msg&) { down(); });
    set_down_handler([this](caf::down_msg&) { down(); });
#endif
  }
  behavior make_behavior() override {
    return {
      [this](i64 n) {
        left_ = n;
        wave();
      },
          [this](i32) { down(); },
#if BENCH_CAF1
          [this](const caf::exit_msg&) { down(); },
#endif
    };
  }

 private:
  void wave() {
    wave_ = std::min(left_, wave_size);
    left_ -= wave_;
    if (wave_ == 0) {
      done_->set_value();
      quit();
      return;
    }
    auto me = caf::actor_cast<actor>(this);
    for (i64 i = 0; i < wave_; ++i) {
      if (how_ == tied_by::none)
        spawn([me](event_based_actor* child) { tell(child, me, i32{1}); });
      else if (how_ == tied_by::link)
        spawn<caf::linked>([](event_based_actor*) {});
      else
#if BENCH_CAF1
        monitor(spawn([](event_based_actor*){}), [this](const caf::error&) { down(); });
#else
        spawn<caf::monitored>([](event_based_actor*) {});
#endif
    }
  }
  void down() {
    if (--wave_ == 0) wave();
  }
  tied_by how_;
  gate* done_;
  i64 left_ = 0;
  i64 wave_ = 0;
};

i64 spawn_exit(actor_system& sys, i64 n, tied_by how) {
  gate done;
  auto a = sys.spawn<spawner_actor>(how, &done);
  auto t0 = clk::now();
  anon_tell(a, n);
  done.get_future().wait();
  return ns_since(t0);
}

// ------------------------------------------------- 4 idle actors

class idle_owner : public event_based_actor {
 public:
  idle_owner(caf::actor_config& cfg, gate* done) : event_based_actor(cfg), done_(done) {}
  behavior make_behavior() override {
    return {
        [this](bool) {
          rss_[0] = rss();
          t_[0] = clk::now();
          kids_.reserve(n_);
          for (i64 i = 0; i < n_; ++i) kids_.push_back(spawn(echo));
          tell(this, kids_.back(), i64{-1});
        },
        [this](i64 x) {
          if (x < 0) {
            t_[1] = clk::now();
            rss_[1] = rss();
            for (auto& k : kids_) tell(this, k, i64{1});
          } else if (++replies_ == n_) {
            t_[2] = clk::now();
            rss_[2] = rss();
            report();
            for (auto& k : kids_) tell(this, k, true);
            kids_.clear();
            done_->set_value();
            quit();
          }
        },
    };
  }

 private:
  void report() {
    auto ns = [this](int a, int b) {
      return double(std::chrono::duration_cast<std::chrono::nanoseconds>(t_[b] - t_[a]).count());
    };
    emit("idle_create", n_, ns(0, 1));
    emit("idle_reply", n_, ns(1, 2));
    emit("idle_rss_bytes", n_, double(rss_[1] - rss_[0]));
    emit("idle_rss_after_bytes", n_, double(rss_[2] - rss_[0]));
  }
  const i64 n_ = 1000000;
  gate* done_;
  i64 replies_ = 0;
  std::vector<actor> kids_;
  clk::time_point t_[3];
  i64 rss_[3];
};

void idle() {
  config cfg;
  actor_system sys{cfg};
  gate done;
  auto a = sys.spawn<idle_owner>(&done);  // the handle keeps it alive
  anon_tell(a, true);
  done.get_future().wait();
}

// ------------------------------------------------- 5 fan-in

struct count_state {
  i64 left = 0;
};

behavior sink(caf::stateful_actor<count_state>* self, i64 n, gate* done) {
  state_of(self).left = n;
  return {
      [=](i64) {
        if (--state_of(self).left == 0) {
          done->set_value();
          self->quit();
        }
      },
  };
}

behavior fan_sender(event_based_actor* self, actor to) {
  return {
      [=](i64 n) {
        for (i64 i = 0; i < n; ++i) tell(self, to, i);
        self->quit();
      },
  };
}

i64 fanin(actor_system& sys, i64 total, int count = 100) {
  gate done;
  auto s = sys.spawn(sink, total, &done);
  std::vector<actor> senders;
  for (int i = 0; i < count; ++i) senders.push_back(sys.spawn(fan_sender, s));
  auto t0 = clk::now();
  for (auto& a : senders) anon_tell(a, total / count);
  done.get_future().wait();
  return ns_since(t0);
}

// ------------------------------------------------- 6 call

template <class Timeout>
class caller : public event_based_actor {
 public:
  caller(caf::actor_config& cfg, actor srv, Timeout t, gate* done)
      : event_based_actor(cfg), srv_(std::move(srv)), timeout_(t), done_(done) {}
  behavior make_behavior() override {
    return {[this](i64 n) { next(n); }};
  }

 private:
  void next(i64 n) {
    if (n == 0) {
      tell(this, srv_, true);
      srv_ = nullptr;
      done_->set_value();
      quit();
      return;
    }
    ask(this, srv_, timeout_, n).then([this](i64 x) { next(x - 1); });
  }
  actor srv_;
  Timeout timeout_;
  gate* done_;
};

template <class Timeout>
i64 call(actor_system& sys, i64 n, Timeout t) {
  gate done;
  auto a = sys.spawn<caller<Timeout>>(sys.spawn(echo), t, &done);
  auto t0 = clk::now();
  anon_tell(a, n);
  done.get_future().wait();
  return ns_since(t0);
}

// The calling thread is outside the scheduler, so this is a blocking call.
i64 call_blocking(actor_system& sys, i64 n) {
  caf::scoped_actor self{sys};
  auto s = sys.spawn(echo);
  auto t0 = clk::now();
  for (i64 i = 0; i < n; ++i)
    ask(self.operator->(), s, caf::infinite, i)
        .receive([](i64) {}, [](caf::error&) { std::abort(); });
  auto t = ns_since(t0);
  tell(self.operator->(), s, true);
  return t;
}

// A message that is not answered is a cast: a fan-in of one sender.
i64 cast(actor_system& sys, i64 n) { return fanin(sys, n, 1); }

// ------------------------------------------------- 7 skynet

struct sky_state {
  i64 sum = 0;
  int left = 10;
};

behavior skynet_node(caf::stateful_actor<sky_state>* self, actor parent, i64 num, i64 size) {
  if (size == 1) {
    tell(self, parent, num);
    return {};
  }
  auto me = caf::actor_cast<actor>(self);
  for (int i = 0; i < 10; ++i) self->spawn(skynet_node, me, num + i * (size / 10), size / 10);
  return {
      [=](i64 x) {
        state_of(self).sum += x;
        if (--state_of(self).left == 0) {
          tell(self, parent, state_of(self).sum);
          self->quit();
        }
      },
  };
}

behavior sky_root(event_based_actor* self, gate* done) {
  return {
      [=](i32 leaves) {
        self->spawn(skynet_node, caf::actor_cast<actor>(self), i64{0}, i64{leaves});
      },
      [=](i64 sum) {
        if (sum == 0) std::abort();
        done->set_value();
        self->quit();
      },
  };
}

i64 skynet(actor_system& sys, i64 leaves) {
  gate done;
  auto t0 = clk::now();
  auto a = sys.spawn(sky_root, &done);
  anon_tell(a, i32(leaves));
  done.get_future().wait();
  return ns_since(t0);
}

// ------------------------------------------------- 8 selective receive

// A blocking receive of the newest message, with `queued` unmatched ones before it.
void selrecv(const char* label, i64 queued, i64 scans) {
  config cfg;
  actor_system sys{cfg};
  caf::scoped_actor self{sys};
  actor me{self};
  for (i64 i = 0; i < queued; ++i) tell(self.operator->(), me, i);
  auto scan = [&](i64 n) {
    for (i64 i = 0; i < n; ++i) {
      tell(self.operator->(), me, i32{1});
      self->receive([](i32) {});
    }
  };
  scan(scans / 10 + 1);
  auto t0 = clk::now();
  scan(scans);
  emit(std::string("selrecv_") + label, scans, double(ns_since(t0)));
}

// Event-based: request().await() skips `queued` unmatched messages.
class awaiter : public event_based_actor {
 public:
  awaiter(caf::actor_config& cfg, actor srv, gate* done)
      : event_based_actor(cfg), srv_(std::move(srv)), done_(done) {
    set_default_handler(caf::skip);
  }
  behavior make_behavior() override {
    return {[this](i64 n) { next(n); }};
  }

 private:
  void next(i64 n) {
    if (n == 0) {
      tell(this, srv_, true);
      srv_ = nullptr;
      done_->set_value();
      quit();
      return;
    }
    ask(this, srv_, caf::infinite, n).await([this](i64 x) { next(x - 1); });
  }
  actor srv_;
  gate* done_;
};

void selrecv_await(const char* label, i64 queued, i64 calls) {
  config cfg;
  actor_system sys{cfg};
  gate done;
  auto a = sys.spawn<awaiter>(sys.spawn(echo), &done);
  for (i64 i = 0; i < queued; ++i) anon_tell(a, i32(1));
  auto t0 = clk::now();
  anon_tell(a, calls);
  done.get_future().wait();
  emit(std::string("selrecv_await_") + label, calls, double(ns_since(t0)));
}

// ------------------------------------------------- 9 restart (hand-written)

class restarter : public event_based_actor {
 public:
  restarter(caf::actor_config& cfg, gate* done) : event_based_actor(cfg), done_(done) {
#if !BENCH_CAF1
    set_down_handler([this](caf::down_msg&) { down(); });
#endif
  }
  behavior make_behavior() override {
    return {[this](i64 n) {
      left_ = n;
      down();
    }};
  }

 private:
  void down() {
    if (left_-- == 0) {
      done_->set_value();
      quit();
      return;
    }
#if BENCH_CAF1
    auto kid = spawn(echo);
    monitor(kid, [this](const caf::error&) { down(); });
#else
    auto kid = spawn<caf::monitored>(echo);
#endif
    kill_actor(kid);
  }
  gate* done_;
  i64 left_ = 0;
};

i64 restart(actor_system& sys, i64 n) {
  gate done;
  auto t0 = clk::now();
  auto a = sys.spawn<restarter>(&done);  // the handle keeps it alive
  anon_tell(a, n);
  done.get_future().wait();
  return ns_since(t0);
}

// ------------------------------------------------- 10 big

struct big_state {
  std::vector<actor> peers;
  size_t pongs = 0;
};

behavior big_node(caf::stateful_actor<big_state>* self, actor main) {
  return {
      [](i32) { return i64{1}; },
      [=](i64) {
        auto& st = state_of(self);
        if (++st.pongs == st.peers.size()) {
          st.pongs = 0;
          tell(self, main, i64{1});
        }
      },
      [=](actor peer) { state_of(self).peers.push_back(peer); },
      [=](bool go) {
        if (go) {
          for (auto& p : state_of(self).peers) tell(self, p, i32{1});
        } else {
          state_of(self).peers.clear();
          self->quit();
        }
      },
  };
}

class big_main : public event_based_actor {
 public:
  big_main(caf::actor_config& cfg, size_t procs, i64 rounds, gate* done)
      : event_based_actor(cfg), rounds_(rounds), done_(done) {
    auto me = caf::actor_cast<actor>(this);
    for (size_t i = 0; i < procs; ++i) kids_.push_back(spawn(big_node, me));
    for (auto& k : kids_)
      for (auto& p : kids_) tell(this, k, p);
  }
  behavior make_behavior() override {
    return {
        [this](bool) { go(true); },
        [this](i64) {
          if (++answers_ < kids_.size()) return;
          answers_ = 0;
          ++round_;
          if (round_ == 2) t0_ = clk::now();
          if (round_ < rounds_ + 2) {
            go(true);
            return;
          }
          auto ns = double(ns_since(t0_));
          emit("big_round", rounds_, ns);
          emit("big_msg", rounds_ * i64(kids_.size() * kids_.size()) * 2, ns);
          go(false);
          kids_.clear();
          done_->set_value();
          quit();
        },
    };
  }

 private:
  void go(bool on) {
    for (auto& k : kids_) tell(this, k, on);
  }
  i64 rounds_;
  gate* done_;
  std::vector<actor> kids_;
  size_t answers_ = 0;
  i64 round_ = 0;
  clk::time_point t0_;
};

void big() {
  config cfg;
  actor_system sys{cfg};
  gate done;
  auto a = sys.spawn<big_main>(300, 20, &done);  // the handle keeps it alive
  anon_tell(a, true);
  done.get_future().wait();
}

// ------------------------------------------------- 11 pairs

behavior pair_ping(event_based_actor* self, actor pong, std::atomic<i64>* left, gate* done) {
  return {
      [=](i64 n) {
        if (n > 0) {
          tell(self, pong, n - 1);
          return;
        }
        tell(self, pong, true);
        if (left->fetch_sub(1) == 1) done->set_value();
        self->quit();
      },
  };
}

i64 pairs(actor_system& sys, i64 trips) {
  gate done;
  std::atomic<i64> left{2000};
  std::vector<actor> as;
  for (int i = 0; i < 2000; ++i) as.push_back(sys.spawn(pair_ping, sys.spawn(echo), &left, &done));
  auto t0 = clk::now();
  for (auto& a : as) anon_tell(a, trips / 2000);
  done.get_future().wait();
  return ns_since(t0);
}

// ------------------------------------------------- 12 tail latency

behavior spin_server(event_based_actor* self) {
  return {
      [](i64 x) {
        auto until = clk::now() + 5us;
        while (clk::now() < until)
          ;
        return x;
      },
      [self](bool) { self->quit(); },
  };
}

class tail_client : public event_based_actor {
 public:
  tail_client(caf::actor_config& cfg, actor srv, double gap_ms, clk::time_point from,
              clk::time_point until, unsigned seed, std::vector<i64>* out, std::atomic<i64>* left,
              gate* done)
      : event_based_actor(cfg),
        srv_(std::move(srv)),
        gap_(1.0 / gap_ms),
        from_(from),
        until_(until),
        rng_(seed),
        out_(out),
        left_(left),
        done_(done) {}
  behavior make_behavior() override {
    return {
        [this](bool) { sleep(); },
        [this](i32) {
          auto t0 = clk::now();
          ask(this, srv_, caf::infinite, i64{1}).then([this, t0](i64) {
            if (t0 > until_) {
              srv_ = nullptr;
              if (left_->fetch_sub(1) == 1) done_->set_value();
              quit();
              return;
            }
            if (t0 >= from_) out_->push_back(ns_since(t0));
            sleep();
          });
        },
    };
  }

 private:
  void sleep() { tell_later(this, std::chrono::nanoseconds(i64(gap_(rng_) * 1e6)), i32{1}); }
  actor srv_;
  std::exponential_distribution<double> gap_;
  clk::time_point from_, until_;
  std::minstd_rand rng_;
  std::vector<i64>* out_;
  std::atomic<i64>* left_;
  gate* done_;
};

void tail() {
  config cfg;
  actor_system sys{cfg};
  const double gap = opt.threads == 1 ? 20 : 10;
  const auto from = clk::now() + 1s, until = from + 5s;
  gate done;
  std::atomic<i64> left{1000};
  std::vector<std::vector<i64>> lat(1000);
  auto srv = sys.spawn(spin_server);
  std::vector<actor> clients;  // the handles keep them alive
  for (unsigned i = 0; i < 1000; ++i)
    clients.push_back(sys.spawn<tail_client>(srv, gap, from, until, i + 1, &lat[i], &left, &done));
  for (auto& c : clients) anon_tell(c, true);
  done.get_future().wait();
  anon_tell(srv, true);
  std::vector<i64> all;
  for (auto& v : lat) all.insert(all.end(), v.begin(), v.end());
  std::sort(all.begin(), all.end());
  auto at = [&](double q) {
    return double(all[std::min(all.size() - 1, size_t(double(all.size()) * q))]);
  };
  emit("tail_p50", 1, at(0.5));
  emit("tail_p99", 1, at(0.99));
  emit("tail_p999", 1, at(0.999));
  emit("tail_max", 1, at(1.0));
  emit("tail_interarrival", i64(all.size()), 5e9);
}

// ------------------------------------------------- 13 cycle

struct lap {
  std::atomic<i64> left{0};
  gate done;
};

behavior cycle_node(caf::stateful_actor<ring_state>* self, std::unique_ptr<lap>* now) {
  return {
      [=](i64 n) {
        if (n > 0)
          tell(self, state_of(self).next, n - 1);
        else if ((*now)->left.fetch_sub(1) == 1)
          (*now)->done.set_value();
      },
      [=](actor next) { state_of(self).next = next; },
      [=](bool) {
        state_of(self).next = nullptr;
        self->quit();
      },
  };
}

// 100k actors in one random cycle, 1000 tokens at once: too many to stay in the caches, and no
// order that a prefetcher could follow.
void cycle() {
  constexpr size_t nodes = 100000, tokens = 1000;
  config cfg;
  actor_system sys{cfg};
  std::unique_ptr<lap> now;
  std::vector<actor> all;
  for (size_t i = 0; i < nodes; ++i) all.push_back(sys.spawn(cycle_node, &now));
  auto order = all;
  std::shuffle(order.begin(), order.end(), std::minstd_rand{1});
  for (size_t i = 0; i < nodes; ++i) anon_tell(order[i], order[(i + 1) % nodes]);
  auto go_round = [&](i64 hops) {
    now = std::make_unique<lap>();
    now->left = tokens;
    auto t0 = clk::now();
    for (size_t i = 0; i < tokens; ++i) anon_tell(all[i], hops / i64(tokens));
    now->done.get_future().wait();
    return ns_since(t0);
  };
  go_round(100000);
  emit("cycle", 1000000, double(go_round(1000000)));
  for (auto& a : all) anon_tell(a, true);
}

// -------------------------------------------------

int main(int argc, char** argv) {
#if BENCH_CAF1
  caf::core::init_global_meta_objects();
#endif
  using namespace std::placeholders;
  std::map<std::string, std::function<void()>> table{
      {"pingpong", [] { warm("pingpong", 1000000, pingpong<caf::no_spawn_options>); }},
      {"pingpong_cross", [] { warm("pingpong_cross", 20000, pingpong<caf::detached>); }},
      {"ring", [] { warm("ring", 1000000, ring); }},
      {"spawn",
       [] {
         warm("spawn_exit", 1000000, std::bind(spawn_exit, _1, _2, tied_by::none));
         warm("spawn_exit_link", 100000, std::bind(spawn_exit, _1, _2, tied_by::link));
         warm("spawn_exit_monitor", 100000, std::bind(spawn_exit, _1, _2, tied_by::monitor));
       }},
      {"spawn_w100",  // waves of 100: links and monitors are lists, walked at each exit
       [] {
         wave_size = 100;
         warm("spawn_exit_link_w100", 100000, std::bind(spawn_exit, _1, _2, tied_by::link));
         warm("spawn_exit_monitor_w100", 100000, std::bind(spawn_exit, _1, _2, tied_by::monitor));
       }},
      {"idle", idle},
      {"fanin", [] { warm("fanin", 5000000, [](actor_system& s, i64 n) { return fanin(s, n); }); }},
      {"call",
       [] {
         warm("call", 1000000, [](actor_system& s, i64 n) { return call(s, n, 5s); });
         warm("call_infinity", 1000000,
              [](actor_system& s, i64 n) { return call(s, n, caf::infinite); });
         warm("cast", 1000000, cast);
       }},
      {"call_blocking", [] { warm("call_blocking", 20000, call_blocking); }},
      {"skynet",
       [] {
         config cfg;
         actor_system sys{cfg};
         emit("skynet_cold", 1000000, double(skynet(sys, 1000000)));
         emit("skynet", 1000000, double(skynet(sys, 1000000)));
       }},
      {"selrecv",
       [] {
         selrecv("0", 0, 1000000);
         selrecv("10k", 10000, 1000);
         selrecv("100k", 100000, 50);
         selrecv_await("0", 0, 100000);
         selrecv_await("10k", 10000, 1000);
         selrecv_await("100k", 100000, 50);
       }},
      {"restart", [] { warm("restart_manual", 100000, restart); }},
      {"big", big},
      {"pairs", [] { warm("pairs", 1000000, pairs); }},
      {"tail", tail},
      {"cycle", cycle},
  };
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--threads") && i + 1 < argc) {
      opt.threads = std::strtoul(argv[++i], nullptr, 10);
    } else if (!std::strcmp(argv[i], "--ops") && i + 1 < argc) {
      opt.ops = std::strtoll(argv[++i], nullptr, 10);
    } else if (!std::strcmp(argv[i], "--policy") && i + 1 < argc) {
      opt.policy = argv[++i];
    } else if (auto it = table.find(argv[i]); it != table.end()) {
      it->second();
    } else {
      std::fprintf(stderr, "unknown benchmark %s\n", argv[i]);
      return 2;
    }
  }
}
