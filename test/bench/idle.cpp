// A million actors that wait: what it costs to make them, to ask them all, and to keep them.
#include <fauxtp/fauxtp.hpp>

#include "bench.hpp"
#include "resident_memory.hpp"

namespace {

using namespace fauxtp;

struct ask {
  pid from;
};
struct present {};

void wait_for_questions() {
  for (;;) receive(on([](ask asked) { send(asked.from, present{}); }));
}

class server : public gen_server<server, calls<>, casts<ask>> {
 public:
  void handle_cast(ask asked) { send(asked.from, present{}); }
};

template <class Make, class Ask>
void idle(const bench::context& now, const std::string& name, Make make, Ask ask_one) {
  const std::int64_t count = now.scaled(1'000'000);
  std::vector<pid> all(static_cast<std::size_t>(count));
  const double before = bench::resident_memory();
  const bench::cost creating = bench::timed([&] {
    for (pid& each : all) each = make();
    ask_one(all.back());  // when it answers, all before it wait
    receive<present>();
  });
  const double created = bench::resident_memory();
  const bench::cost replying = bench::timed([&] {
    for (const pid each : all) ask_one(each);
    for (std::int64_t i = 0; i < count; ++i) receive<present>();
  });
  const double replied = bench::resident_memory();
  now.emit(name + "_create", count, creating);
  now.emit(name + "_reply", count, replying);
  now.emit(name + "_rss_bytes", count, (created - before) / static_cast<double>(count));
  now.emit(name + "_rss_after_bytes", count, (replied - before) / static_cast<double>(count));
}

std::vector<std::string> rows_of(const std::string& name) {
  return {name + "_create", name + "_reply", name + "_rss_bytes", name + "_rss_after_bytes"};
}

const bench::registered functions(bench::benchmark{
    .name = "idle", .rows = rows_of("idle"), .run = [](const bench::context& now) {
      now.in_actor([&] {
        idle(
            now, "idle", [] { return spawn(wait_for_questions); },
            [](pid each) { send(each, ask{self()}); });
      });
    }});

/// A server that gives its stack back after each question.
class sleeper : public gen_server<sleeper, calls<>, casts<ask>> {
 public:
  sleeper() { hibernate(); }
  void handle_cast(ask asked) {
    send(asked.from, present{});
    hibernate();
  }
};

template <class Server>
bench::benchmark idle_servers(const std::string& name) {
  return {
      .name = name, .rows = rows_of(name), .run = [name](const bench::context& now) {
        now.in_actor([&] {
          idle(
              now, name,
              [] { return pid(start<Server>(start_options{.spawn = {.place = placement::here}})); },
              [](pid each) { cast(each, ask{self()}); });
        });
      }};
}

const bench::registered servers(idle_servers<server>("idle_gs"));
const bench::registered sleepers(idle_servers<sleeper>("hibernate"));

}  // namespace
