// The class form of an actor: init, then run again and again, then terminate.
#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/actor.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Tells the test which functions are called; its run does what it is told.
class witness : public actor {
 public:
  explicit witness(pid test) : test_(test) { send(test_, "construct"); }
  ~witness() override { send(test_, "destroy"); }

 protected:
  void init() override { send(test_, "init"); }
  void run() override {
    send(test_, "run");
    receive<order>().act();
  }
  void terminate(const exit_reason& reason) override {
    send(test_, "terminate " + to_string(reason));
  }

 private:
  pid test_;
};

struct witnessed : testing::node {
  pid actor = start<witness>(self());
  ref end = monitor(actor);

  witnessed() {
    settle();
    for (int i = 0; i < 3; ++i) next_message();
  }
  void settled(std::function<void()> act) {
    tell(actor, std::move(act));
    settle();
  }
  exit_reason reason() { return end_of(end); }
  void teardown() {
    demonitor(end, true);
    kill(actor);
    settle();
    while (next_message() != "nothing") {
    }
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(actor_class_test, witnessed)

BOOST_AUTO_TEST_CASE(constructor_init_and_run_are_called_in_this_order) {
  const pid made = start<witness>(self());
  settle();
  for (const char* expected : {"\"construct\"", "\"init\"", "\"run\""}) {
    BOOST_TEST(next_message() == expected);
  }
  kill(made);
  settle();
}

BOOST_AUTO_TEST_CASE(run_is_called_again_when_it_returns) {
  settled([] {});
  BOOST_TEST(next_message() == "\"run\"");
  settled([] {});
  BOOST_TEST(next_message() == "\"run\"");
}

BOOST_AUTO_TEST_CASE(stop_calls_terminate_and_then_the_destructor) {
  settled([] { stop(exit_reason::shutdown); });
  BOOST_TEST(next_message() == "\"terminate shutdown\"");
  BOOST_TEST(next_message() == "\"destroy\"");
  BOOST_TEST(reason() == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(an_exception_calls_terminate_with_its_error) {
  settled([] { throw std::runtime_error("broken"); });
  BOOST_TEST(next_message() == "\"terminate error: std::runtime_error: broken\"");
  BOOST_TEST(reason() == exit_reason::error("std::runtime_error", "broken"));
}

BOOST_AUTO_TEST_CASE(a_signal_that_is_not_trapped_calls_the_destructor_but_not_terminate) {
  exit(actor, exit_reason::shutdown);
  settle();
  BOOST_TEST(next_message() == "\"destroy\"");
  BOOST_TEST(reason() == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(kill_calls_the_destructor_but_not_terminate_even_if_exits_are_trapped) {
  settled([] { trap_exit(); });
  next_message();
  kill(actor);
  settle();
  BOOST_TEST(next_message() == "\"destroy\"");
  BOOST_TEST(reason() == exit_reason::killed);
}

BOOST_AUTO_TEST_CASE(a_trapped_signal_that_the_actor_obeys_calls_terminate) {
  settled([] {
    trap_exit();
    stop(receive<exit_signal>().reason);
  });
  exit(actor, exit_reason::shutdown);
  settle();
  BOOST_TEST(next_message() == "\"terminate shutdown\"");
}

BOOST_AUTO_TEST_CASE(run_that_never_waits_does_not_outlive_a_signal) {
  class busy : public fauxtp::actor {
   protected:
    void run() override { yield(); }
  };
  const pid made = start<busy>();
  const ref end = monitor(made);
  kill(made);
  settle();
  BOOST_TEST(end_of(end) == exit_reason::killed);
}

BOOST_AUTO_TEST_CASE(what_terminate_throws_replaces_the_reason) {
  class clumsy : public fauxtp::actor {
   protected:
    void run() override { stop(exit_reason::shutdown); }
    void terminate(const exit_reason&) override { throw std::runtime_error("in terminate"); }
  };
  trap_exit();
  const pid made = start_link<clumsy>();
  settle();
  BOOST_TEST(signal_from(made) == exit_reason::error("std::runtime_error", "in terminate"));
}

BOOST_AUTO_TEST_CASE(terminate_may_wait_and_send) {
  class leaves_in_peace : public fauxtp::actor {
   public:
    explicit leaves_in_peace(pid test) : test_(test) {}

   protected:
    void run() override { stop(); }
    void terminate(const exit_reason&) override {
      sleep(1s);
      send(test_, "at last");
    }

   private:
    pid test_;
  };
  start<leaves_in_peace>(self());
  settle();
  BOOST_TEST(next_message() == "nothing");
  advance(1s);
  BOOST_TEST(next_message() == "\"at last\"");
}

BOOST_AUTO_TEST_CASE(terminate_is_not_called_when_init_has_failed) {
  class stillborn : public fauxtp::actor {
   public:
    explicit stillborn(pid test) : test_(test) {}

   protected:
    void init() override { throw std::runtime_error("no"); }
    void run() override {}
    void terminate(const exit_reason&) override { send(test_, "terminated"); }

   private:
    pid test_;
  };
  start<stillborn>(self());
  settle();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()
