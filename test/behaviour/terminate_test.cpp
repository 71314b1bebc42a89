// Whether terminate is called: OTP's matrix, for a server that traps exits and for one that does
// not.
#include <boost/test/unit_test.hpp>
#include <thread>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/testing.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

class witness : public gen_server<witness> {
 public:
  witness(pid test, bool traps) : test_(test) { trap_exit(traps); }
  void handle_cast(term request) {
    if (request == "stop") stop(exit_reason(term("enough")));
    throw std::runtime_error("broken");
  }
  void handle_info(term message) {
    if (const auto* signal = message.get_if<exit_signal>()) {
      send(test_, "info " + to_string(signal->reason));
    }
  }

 protected:
  void terminate(const exit_reason& reason) override {
    send(test_, "terminate " + to_string(reason));
  }

 private:
  pid test_;
};

/// The test is the parent of both servers.
struct parent : testing::node {
  parent() { trap_exit(); }
  pid plain = start_link<witness>(self(), false);
  pid trapping = start_link<witness>(self(), true);

  std::string heard() {
    settle();
    return testing::next_message();
  }
  /// Sends a signal from an actor that is not the parent.
  void stranger_sends(pid to, exit_reason reason) {
    spawn([to, reason] { exit(to, reason); });
  }
  void teardown() {
    for (const pid server : {plain, trapping}) {
      unlink(server);
      exit(server, exit_reason::kill);
    }
    settle();
    while (receive<exit_signal>(0s)) {
    }
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(terminate_test, parent)

BOOST_AUTO_TEST_CASE(T_stop_in_a_handler_terminates_with_its_reason) {
  cast(plain, "stop");
  BOOST_TEST(heard() == "\"terminate \\\"enough\\\"\"");
}

BOOST_AUTO_TEST_CASE(T_an_exception_in_a_handler_terminates_with_its_error) {
  cast(plain, "break");
  BOOST_TEST(heard() == "\"terminate error: std::runtime_error: broken\"");
}

BOOST_AUTO_TEST_CASE(T_the_parents_shutdown_terminates_a_server_that_traps) {
  exit(trapping, exit_reason::shutdown);
  BOOST_TEST(heard() == "\"terminate shutdown\"");
}

BOOST_AUTO_TEST_CASE(T_the_parents_shutdown_ends_a_server_that_does_not_trap_without_terminate) {
  exit(plain, exit_reason::shutdown);
  settle();
  BOOST_TEST(receive<exit_signal>().reason == exit_reason::shutdown);
  BOOST_TEST(heard() == "nothing");
}

BOOST_AUTO_TEST_CASE(T_a_strangers_signal_is_a_message_to_a_server_that_traps) {
  stranger_sends(trapping, exit_reason::shutdown);
  BOOST_TEST(heard() == "\"info shutdown\"");
  BOOST_TEST(is_alive(trapping));
}

BOOST_AUTO_TEST_CASE(T_kill_never_terminates) {
  exit(trapping, exit_reason::kill);
  settle();
  BOOST_TEST(receive<exit_signal>().reason == exit_reason::killed);
  BOOST_TEST(heard() == "nothing");
}

BOOST_AUTO_TEST_CASE(T_the_parents_normal_terminates_a_server_that_traps) {
  exit(trapping, exit_reason::normal);
  BOOST_TEST(heard() == "\"terminate normal\"");
}

BOOST_AUTO_TEST_CASE(T_the_parents_normal_is_ignored_by_a_server_that_does_not_trap) {
  exit(plain, exit_reason::normal);
  BOOST_TEST(heard() == "nothing");
  BOOST_TEST(is_alive(plain));
}

BOOST_AUTO_TEST_CASE(T_a_parent_that_is_killed_terminates_a_server_that_traps_with_killed) {
  const pid other = spawn([test = self()] {
    start_link<witness>(test, true);
    start_link<witness>(test, false);
    fauxtp::sleep(infinity);
  });
  settle();
  exit(other, exit_reason::kill);
  BOOST_TEST(heard() == "\"terminate killed\"");
  BOOST_TEST(heard() == "nothing");
}

BOOST_AUTO_TEST_CASE(T_the_nodes_own_signal_terminates_a_server_that_traps) {
  std::string seen;
  class notes : public gen_server<notes> {
   public:
    explicit notes(std::string& seen) : seen_(seen) { trap_exit(); }

   protected:
    void terminate(const exit_reason& reason) override { seen_ = to_string(reason); }

   private:
    std::string& seen_;
  };
  std::thread([&seen] {
    const fauxtp::node home({.workers = 1});
    start<notes>(std::ref(seen));
  }).join();
  BOOST_TEST(seen == "shutdown");
}

BOOST_AUTO_TEST_CASE(a_server_whose_terminate_waits_is_alive_until_it_is_done) {
  class slow : public gen_server<slow> {
   public:
    void handle_cast(term) { stop(exit_reason::shutdown); }

   protected:
    void terminate(const exit_reason&) override { fauxtp::sleep(2s); }
  };
  const pid server = start<slow>();
  const ref end = monitor(server);
  cast(server, "stop");
  settle();
  BOOST_TEST(testing::end_of(end) == testing::still_alive());
  advance(2s);
  BOOST_TEST(testing::end_of(end) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(kill_ends_a_terminate_that_waits) {
  class endless : public gen_server<endless> {
   public:
    void handle_cast(term) { stop(exit_reason::shutdown); }

   protected:
    void terminate(const exit_reason&) override { fauxtp::sleep(infinity); }
  };
  const pid server = start<endless>();
  const ref end = monitor(server);
  cast(server, "stop");
  settle();
  exit(server, exit_reason::kill);
  settle();
  BOOST_TEST(testing::end_of(end) == exit_reason::killed);
}

BOOST_FIXTURE_TEST_CASE(G01_a_server_that_was_started_with_a_monitor_ends_with_its_starter,
                        testing::node) {
  const pid server = start<witness>(start_options{.monitor = true}, self(), true);
  exit(server, exit_reason(term("enough")));
  settle();
  BOOST_TEST(receive<std::string>() == "terminate \"enough\"");
  BOOST_TEST(receive<down>().reason == exit_reason(term("enough")));
}

BOOST_FIXTURE_TEST_CASE(a_stop_of_a_server_that_ends_with_the_same_reason_has_stopped_it,
                        testing::node) {
  class ends : public gen_server<ends> {
   public:
    explicit ends(pid test) {
      send(test, self());
      receive(on("end", [] { fauxtp::stop(exit_reason::normal); }));
    }
  };
  spawn([test = self()] { (void)start<ends>(test); });
  const pid ending = receive<pid>();
  spawn([ending, test = self()] {
    stop(ending, exit_reason::normal);  // OTP: exits with {normal, {sys, terminate, _}}
    send(test, "returned");
  });
  settle();
  send(ending, "end");
  BOOST_TEST(receive<std::string>() == "returned");
}

/// Tells the test of each message, and takes a second for it.
class busy : public gen_server<busy> {
 public:
  busy(pid test, bool stops_first) : test_(test) {
    trap_exit();
    if (stops_first) prioritize_stop();
  }
  void handle_cast(term request) {
    send(test_, std::move(request));
    fauxtp::sleep(1s);
  }

 private:
  pid test_;
};

/// Tells how many of three messages a server takes if its parent's order comes behind them while it
/// takes the first.
struct ordered : testing::node {
  ordered() { trap_exit(); }
  int taken(bool stops_first) {
    const pid server = start_link<busy>(self(), stops_first);
    for (int i = 0; i < 3; ++i) cast(server, i);
    settle();
    exit(server, exit_reason::shutdown);
    advance(10s);
    BOOST_TEST((receive<exit_signal>().reason == exit_reason::shutdown));
    int count = 0;
    while (receive<int>(0s)) ++count;
    return count;
  }
};

BOOST_FIXTURE_TEST_CASE(C5_an_order_to_end_waits_for_its_turn, ordered) {
  BOOST_TEST(taken(false) == 3);
}

BOOST_FIXTURE_TEST_CASE(a_server_that_prioritizes_its_stop_takes_no_message_after_the_order,
                        ordered) {
  BOOST_TEST(taken(true) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
