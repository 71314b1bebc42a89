// The table of exit signals, line by line, for actors that trap exits and for those that do not.
#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// An actor that is monitored, and forwards the reasons of the exit signals that it traps.
struct receiver {
  pid actor;
  ref end;

  explicit receiver(bool traps) {
    actor = spawn([test = self(), traps] {
      trap_exit(traps);
      for (;;) {
        receive(
            on([test](exit_signal signal) { send(test, tuple("got", to_string(signal.reason))); }),
            on([](order order) { order.act(); }));
      }
    });
    end = monitor(actor);
  }
  void leave() const {
    demonitor(end, true);
    kill(actor);
  }
  exit_reason reason() const { return end_of(end); }
};

struct table : testing::node {
  table() { settle(); }
  receiver plain{false};
  receiver trapping{true};
  /// An actor that is linked to the receiver ends with that reason.
  void end_peer_of(const receiver& linked, exit_reason reason) {
    tell(linked.actor, [reason] { spawn_link([reason] { stop(reason); }); });
    settle();
  }
  void signal(const receiver& to, exit_reason reason) {
    exit(to.actor, std::move(reason));
    settle();
  }
  static std::string got(const std::string& reason) { return "(\"got\", \"" + reason + "\")"; }
  void teardown() {
    plain.leave();
    trapping.leave();
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(exit_signal_test, table)

BOOST_AUTO_TEST_CASE(X0_exit_with_normal_is_ignored) {
  signal(plain, exit_reason::normal);
  BOOST_TEST(plain.reason() == still_alive());
}

BOOST_AUTO_TEST_CASE(X0_exit_with_normal_is_a_message_to_one_that_traps) {
  signal(trapping, exit_reason::normal);
  BOOST_TEST(next_message() == got("normal"));
}

BOOST_AUTO_TEST_CASE(X0_exit_with_shutdown_ends_with_that_reason) {
  signal(plain, exit_reason::shutdown);
  BOOST_TEST(plain.reason() == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(X0_exit_with_shutdown_is_a_message_to_one_that_traps) {
  signal(trapping, exit_reason::shutdown);
  BOOST_TEST(next_message() == got("shutdown"));
}

BOOST_AUTO_TEST_CASE(X0_exit_with_a_term_ends_with_that_term) {
  signal(plain, exit_reason(tuple("because", 1)));
  BOOST_TEST(plain.reason() == exit_reason(tuple("because", 1)));
}

BOOST_AUTO_TEST_CASE(X0_exit_with_a_term_is_a_message_to_one_that_traps) {
  signal(trapping, exit_reason(term(42)));
  BOOST_TEST(next_message() == got("42"));
}

BOOST_AUTO_TEST_CASE(X0_exit_with_kill_ends_with_killed) {
  signal(plain, exit_reason::kill);
  BOOST_TEST(plain.reason() == exit_reason::killed);
}

BOOST_AUTO_TEST_CASE(X0_exit_with_kill_ends_one_that_traps_with_killed_too) {
  signal(trapping, exit_reason::kill);
  BOOST_TEST(trapping.reason() == exit_reason::killed);
}

BOOST_AUTO_TEST_CASE(X6_a_link_that_ends_with_normal_is_ignored) {
  end_peer_of(plain, exit_reason::normal);
  BOOST_TEST(plain.reason() == still_alive());
}

BOOST_AUTO_TEST_CASE(X6_a_link_that_ends_with_normal_is_a_message_to_one_that_traps) {
  end_peer_of(trapping, exit_reason::normal);
  BOOST_TEST(next_message() == got("normal"));
}

BOOST_AUTO_TEST_CASE(X0_a_link_that_ends_with_another_reason_ends_its_peer_with_it) {
  end_peer_of(plain, exit_reason::shutdown);
  BOOST_TEST(plain.reason() == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(X0_a_link_that_ends_with_another_reason_is_a_message_to_one_that_traps) {
  end_peer_of(trapping, exit_reason(term("bad")));
  BOOST_TEST(next_message() == got("\\\"bad\\\""));
}

BOOST_AUTO_TEST_CASE(X0_a_link_that_ends_itself_with_kill_ends_its_peer_with_kill_unconverted) {
  end_peer_of(plain, exit_reason::kill);
  BOOST_TEST(plain.reason() == exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(X0_a_link_that_ends_itself_with_kill_can_be_trapped) {
  end_peer_of(trapping, exit_reason::kill);
  BOOST_TEST(next_message() == got("kill"));
}

BOOST_AUTO_TEST_CASE(X0_exit_with_normal_to_oneself_ends) {
  const ref end = monitor(plain.actor);
  tell(plain.actor, [] { exit(self(), exit_reason::normal); });
  settle();
  BOOST_TEST(end_of(end) == exit_reason::normal);
}

BOOST_AUTO_TEST_CASE(exit_to_oneself_does_not_return) {
  tell(plain.actor, [test = self()] {
    exit(self(), exit_reason::shutdown);
    send(test, "went on");
  });
  settle();
  BOOST_TEST(plain.reason() == exit_reason::shutdown);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(X0_exit_with_normal_to_oneself_is_a_message_if_one_traps) {
  tell(trapping.actor, [] { exit(self(), exit_reason::normal); });
  settle();
  BOOST_TEST(next_message() == got("normal"));
}

BOOST_AUTO_TEST_CASE(X1_who_was_killed_tells_its_links_killed_which_can_be_trapped) {
  tell(trapping.actor, [test = self()] { send(test, spawn_link(idle)); });
  kill(receive<pid>());
  settle();
  BOOST_TEST(next_message() == got("killed"));
}

BOOST_AUTO_TEST_CASE(X2_who_traps_when_the_signal_arrives_survives_although_it_did_not_before) {
  tell(plain.actor, [] { trap_exit(); });
  settle();
  signal(plain, exit_reason::shutdown);
  BOOST_TEST(next_message() == got("shutdown"));
}

BOOST_AUTO_TEST_CASE(X2_who_no_longer_traps_when_the_signal_arrives_ends) {
  tell(trapping.actor, [] { trap_exit(false); });
  settle();
  signal(trapping, exit_reason::shutdown);
  BOOST_TEST(trapping.reason() == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(trap_exit_returns_what_held_before) {
  BOOST_TEST(!trap_exit());
  BOOST_TEST(trap_exit(false));
}

BOOST_AUTO_TEST_CASE(an_exit_signal_says_who_has_sent_it) {
  const pid made = spawn([test = self()] {
    trap_exit();
    send(test, receive<exit_signal>().from);
  });
  settle();
  exit(made, exit_reason::shutdown);
  BOOST_TEST(receive<pid>() == self());
}

BOOST_AUTO_TEST_CASE(exit_to_who_has_ended_is_nothing) {
  const pid gone = spawn([] {});
  settle();
  exit(gone, exit_reason::kill);
  exit(pid(), exit_reason::kill);
  settle();
  BOOST_TEST(!is_alive(gone));
}

BOOST_AUTO_TEST_CASE(the_first_of_two_signals_is_the_reason) {
  exit(plain.actor, exit_reason(term("first")));
  exit(plain.actor, exit_reason(term("second")));
  settle();
  BOOST_TEST(plain.reason() == exit_reason(term("first")));
}

BOOST_AUTO_TEST_CASE(what_a_signal_ended_ends_with_its_reason_whatever_its_code_makes_of_it) {
  const monitored stubborn = spawn_monitor([] {
    try {
      idle();
    } catch (...) {  // and returns as if nothing had happened
    }
  });
  const monitored translating = spawn_monitor([] {
    try {
      idle();
    } catch (...) {
      throw std::runtime_error("I was interrupted");
    }
  });
  settle();
  kill(stubborn.actor);
  exit(translating.actor, exit_reason::shutdown);
  settle();
  BOOST_TEST(end_of(stubborn.monitor) == exit_reason::killed);
  BOOST_TEST(end_of(translating.monitor) == exit_reason::shutdown);
}

BOOST_FIXTURE_TEST_CASE(a_trapped_signal_is_an_order_if_the_parent_sends_it, testing::node) {
  const auto tells_whether = [test = self()] {
    trap_exit();
    for (;;) receive(on([&](const exit_signal& signal) { send(test, is_order(signal)); }));
  };
  const pid child = spawn_link(tells_whether);
  settle();  // now it traps exits
  exit(child, exit_reason("from the parent"));
  BOOST_TEST(receive<bool>());
  spawn([child] { exit(child, exit_reason("from another actor")); });
  BOOST_TEST(!receive<bool>());
  unlink(child);
  exit(child, exit_reason::kill);
}

BOOST_AUTO_TEST_SUITE_END()
