// signal_SUITE: the order of signals, and what they do when they meet.
#include <boost/test/unit_test.hpp>

#include "actor/actors.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

const spawn_options anywhere{.place = placement::spread};

enum class ends_by { other_exit, own_exit, own_stop };

/// A line of linked actors; the last one ends with `kill` in that way.
pid line(ends_by way, int length, pid test) {
  if (length > 0) {
    return spawn_link([=] {
      line(way, length - 1, test);
      idle();
    });
  }
  if (way == ends_by::other_exit) send(test, self());
  if (way == ends_by::own_exit) exit(self(), exit_reason::kill);
  if (way == ends_by::own_stop) stop(exit_reason::kill);
  return {};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(signal_conformance, testing::node)

BOOST_AUTO_TEST_CASE(X01_xm_sig_order_an_exit_comes_behind_the_messages_before_it) {
  int wrong = 0;
  for (int i = 0; i < repetitions(1000); ++i) {
    const pid other = spawn(anywhere, [] {
      for (;;) {
        receive(on("may reach", [] {}), on("may not reach", [] { stop(exit_reason("bad order")); }),
                after(0s));
        yield();
      }
    });
    const ref watch = monitor(other);
    for (int n = 0; n < 3; ++n) send(other, "may reach");
    exit(other, exit_reason("good order"));
    for (int n = 0; n < 3; ++n) send(other, "may not reach");
    wrong += await(watch) != exit_reason("good order");
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(X02_kill2killed_through_lines_of_links) {
  trap_exit();
  for (const int length : {1, 2, 9, 10}) {
    for (const ends_by way : {ends_by::other_exit, ends_by::own_exit, ends_by::own_stop}) {
      const pid first = line(way, length, self());
      if (way == ends_by::other_exit) kill(receive<pid>());
      const exit_signal told = receive<exit_signal>();
      BOOST_TEST(told.from == first);
      // An actor that stops itself with `kill` sends the reason `kill`, like any reason; only the
      // signal is converted.
      BOOST_TEST(told.reason ==
                 (way == ends_by::own_stop ? exit_reason::kill : exit_reason::killed));
    }
  }
}

BOOST_AUTO_TEST_CASE(X03_contended_signal_handling_loses_and_swaps_nothing) {
  constexpr int senders = 10;
  const int rounds = repetitions(5000);
  const pid receiver = spawn(anywhere, trapping_puppet);
  std::vector<pid> all;
  for (int sender = 0; sender < senders; ++sender) {
    all.push_back(spawn(anywhere, [=] {
      trap_exit();
      for (int i = 0; i < rounds; ++i) {
        send(receiver, tuple(sender, i));
        link(receiver);
        const ref watch = monitor(receiver);
        exit(receiver, exit_reason(tuple(sender, i)));
        demonitor(watch);
        unlink(receiver);
        if (i % 64 == 0) yield();
      }
      receive(on("end", [] {}));
    }));
  }
  settle();
  const process_info seen = info(receiver).value();
  BOOST_TEST(seen.messages == static_cast<std::size_t>(2 * senders * rounds));
  BOOST_TEST(seen.links.empty());
  BOOST_TEST(seen.monitored_by.empty());
  tell(receiver, [=, test = self()] {
    int wrong = 0;
    std::array<int, senders> next{};
    const auto expect = [&](int sender, int number, bool message) {
      wrong += next.at(static_cast<std::size_t>(sender)) != 2 * number + !message;
      ++next.at(static_cast<std::size_t>(sender));
    };
    for (int i = 0; i < 2 * senders * rounds; ++i) {
      receive(on(tuple(type<int>, type<int>),
                 [&](int sender, int number) { expect(sender, number, true); }),
              on(type<exit_signal>, [&](const exit_signal& signal) {
                const term& told = signal.reason.detail();
                expect(told[0].as<int>(), told[1].as<int>(), false);
              }));
    }
    send(test, wrong);
  });
  BOOST_TEST(receive<int>() == 0);
  for (const pid each : all) send(each, "end");
  kill(receiver);
}

// OTP-18177: after an unlink by the side that ends, a new link gets `noproc`, never the reason of
// the end.
BOOST_AUTO_TEST_CASE(X05_unlink_exit_a_link_made_behind_an_unlink_tells_the_truth) {
  const auto child = [] {
    trap_exit();
    const pid parent = receive<pid>();
    send(parent, self());
    receive(on("go", [] {}));
    const bool alive = is_alive(parent);
    link(parent);
    const exit_reason told = receive<exit_signal>().reason;
    if (told == exit_reason::noproc || (alive && told == exit_reason("bye"))) stop();
    stop(exit_reason(tuple("wrong", alive, told)));
  };
  int wrong = 0;
  for (int i = 0; i < repetitions(1000); ++i) {
    const monitored parent = spawn_monitor(anywhere, [child, test = self()] {
      const pid made = spawn_link(anywhere, child);
      send(test, made);
      unlink(receive<pid>());
      send(made, "go");
      stop(exit_reason("bye"));
    });
    const pid made = receive<pid>();
    const ref watch = monitor(made);
    send(made, parent.actor);
    wrong += await(parent.monitor) != exit_reason("bye");
    wrong += await(watch) != exit_reason::normal;
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(X05_unlink_exit_no_signal_arrives_when_unlink_has_returned) {
  trap_exit();
  int came_later = 0;
  for (int i = 0; i < repetitions(1000); ++i) {
    const pid other = spawn_link(anywhere, [] { stop(exit_reason("bye")); });
    for (int turn = 0; turn < i % 3; ++turn) yield();
    unlink(other);
    const auto told = unread();
    settle();
    came_later += unread() != told;
    while (receive<exit_signal>(0s)) {
    }
  }
  BOOST_TEST(came_later == 0);
}

BOOST_AUTO_TEST_CASE(X06_monitor_order_a_message_and_a_down_are_never_swapped) {
  int wrong = 0;
  for (int i = 0; i < repetitions(1000); ++i) {
    const monitored other = spawn_monitor(anywhere, [test = self()] {
      for (int n = 0; n < 3; ++n) send(test, n);
    });
    for (int n = 0; n < 3; ++n) {
      wrong += receive(on([](const down&) { return true; }),
                       on(type<int>, [n](int got) { return got != n; }));
    }
    wrong += receive<down>().monitor != other.monitor;
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(X07_monitor_named_order_local_a_message_and_a_down_are_never_swapped) {
  int wrong = 0;
  for (int i = 0; i < repetitions(1000); ++i) {
    const pid other = spawn(anywhere, [test = self()] {
      receive(on("go", [] {}));
      for (int n = 0; n < 3; ++n) send(test, n);
    });
    register_name("other", other);
    const ref watch = monitor("other");
    send("other", "go");
    for (int n = 0; n < 3; ++n) {
      wrong += receive(on([](const down&) { return true; }),
                       on(type<int>, [n](int got) { return got != n; }));
    }
    wrong += receive<down>().monitor != watch;
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()
