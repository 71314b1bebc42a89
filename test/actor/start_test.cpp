// Starting actors: what the starter is told, and when.
#include "fauxtp/start.hpp"

#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Does in its init what it is told to do, and then waits.
class told : public actor {
 public:
  told() = default;
  explicit told(std::function<void()> init) : init_(std::move(init)) {}

 protected:
  void init() override {
    if (init_) init_();
  }
  void run() override { idle(); }

 private:
  std::function<void()> init_;
};

class constructed : public actor {
 public:
  explicit constructed(const std::string& what) {
    if (what == "throw") throw std::runtime_error("cannot");
    if (what == "stop") stop(exit_reason::shutdown_with(term("busy")));
    if (what == "ignore") init_ignore();
  }

 protected:
  void run() override { idle(); }
};

void end(pid actor, testing::node& home) {
  kill(actor);
  home.settle();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(start_test)

BOOST_FIXTURE_TEST_CASE(start_returns_the_pid_when_init_is_done, testing::node) {
  const start_result started = start<told>([test = self()] { send(test, self()); });
  BOOST_TEST(started.ok());
  BOOST_TEST(receive<pid>(0s).value_or(pid()) == started.value());
  end(started, *this);
}

BOOST_FIXTURE_TEST_CASE(start_waits_until_init_is_done, testing::node) {
  const pid starter = spawn([test = self()] {
    const pid made = start<told>([] { sleep(1s); });
    send(test, "started");
    kill(made);
  });
  advance(999ms);
  BOOST_TEST(next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(next_message() == "\"started\"");
  BOOST_TEST(!is_alive(starter));
}

BOOST_FIXTURE_TEST_CASE(the_constructor_runs_in_the_new_actor, testing::node) {
  class remembers : public actor {
   public:
    explicit remembers(pid test) { send(test, self()); }

   protected:
    void run() override { idle(); }
  };
  const pid made = start<remembers>(self());
  BOOST_TEST(receive<pid>() == made);
  end(made, *this);
}

BOOST_FIXTURE_TEST_CASE(G1_an_init_that_throws_fails_the_start_with_its_error, testing::node) {
  const start_result started = start<constructed>("throw");
  BOOST_TEST(!started.ok());
  BOOST_REQUIRE(started.reason().error() != nullptr);
  BOOST_TEST(started.reason().error()->what == "cannot");
}

BOOST_FIXTURE_TEST_CASE(G1_stop_in_init_fails_the_start_with_its_reason, testing::node) {
  BOOST_TEST(start<constructed>("stop").reason() == exit_reason::shutdown_with(term("busy")));
}

BOOST_FIXTURE_TEST_CASE(G1_a_linked_starter_that_traps_gets_the_exit_signal_too, testing::node) {
  trap_exit();
  BOOST_TEST(!start_link<constructed>("stop").ok());
  settle();
  BOOST_TEST(receive<exit_signal>().reason == exit_reason::shutdown_with(term("busy")));
}

BOOST_FIXTURE_TEST_CASE(G1_the_name_is_free_again_before_the_starter_is_told, testing::node) {
  int taken = 0;
  for (int i = 0; i < 1000; ++i) {
    BOOST_TEST_REQUIRE(!start<constructed>(start_options{.name = "short"}, "stop").ok());
    taken += static_cast<bool>(whereis("short"));
  }
  BOOST_TEST(taken == 0);
}

BOOST_FIXTURE_TEST_CASE(G2_an_init_that_ignores_is_no_failure, testing::node) {
  const start_result started = start<constructed>("ignore");
  BOOST_TEST(started.ignored());
  BOOST_TEST(!started.ok());
}

BOOST_FIXTURE_TEST_CASE(G2_an_actor_that_ignores_ends_with_normal, testing::node) {
  trap_exit();
  BOOST_TEST(start_link<constructed>("ignore").ignored());
  settle();
  BOOST_TEST(receive<exit_signal>().reason == exit_reason::normal);
}

BOOST_FIXTURE_TEST_CASE(G2_an_actor_that_ignores_is_not_reported, testing::node) {
  start<constructed>("ignore");
  settle();
  BOOST_TEST(reports().empty());
}

BOOST_FIXTURE_TEST_CASE(G4_a_start_that_takes_too_long_fails_with_timeout, testing::node) {
  spawn([test = self()] {
    const start_result started = start<told>(start_options{.timeout = 1s}, [] { sleep(infinity); });
    send(test, to_string(started.reason()));
  });
  advance(999ms);
  BOOST_TEST(next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(next_message() == "\"timeout\"");
}

BOOST_FIXTURE_TEST_CASE(G4_an_actor_whose_start_took_too_long_is_killed, testing::node) {
  const std::size_t before = actors();
  spawn([] { start<told>(start_options{.timeout = 1s}, [] { sleep(infinity); }); });
  advance(1s);
  BOOST_TEST(actors() == before);
}

BOOST_FIXTURE_TEST_CASE(G4_a_start_that_took_too_long_leaves_no_exit_signal, testing::node) {
  spawn([test = self()] {
    trap_exit();
    start_link<told>(start_options{.timeout = 1s}, [] { sleep(infinity); });
    send(test, receive<exit_signal>(10s).has_value());
  });
  advance(20s);
  BOOST_TEST(next_message() == "false");
}

BOOST_FIXTURE_TEST_CASE(G4_without_a_timeout_a_start_waits_as_long_as_it_takes, testing::node) {
  spawn([test = self()] {
    kill(start<told>([] { sleep(365 * 24h); }));
    send(test, "started");
  });
  advance(365 * 24h - 1ms);
  BOOST_TEST(next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(next_message() == "\"started\"");
}

BOOST_FIXTURE_TEST_CASE(O9_if_the_name_is_taken_the_start_fails_and_says_who_has_it,
                        testing::node) {
  const pid first = start<told>(start_options{.name = "only"});
  const start_result second = start<told>(start_options{.name = "only"});
  BOOST_TEST(!second.ok());
  BOOST_TEST(second.already_started() == first);
  end(first, *this);
}

BOOST_FIXTURE_TEST_CASE(O9_if_the_name_is_taken_init_is_not_run, testing::node) {
  const pid first = start<told>(start_options{.name = "only"});
  start<told>(start_options{.name = "only"}, [test = self()] { send(test, "ran"); });
  settle();
  BOOST_TEST(next_message() == "nothing");
  end(first, *this);
}

BOOST_FIXTURE_TEST_CASE(O9_of_racing_starts_with_one_name_exactly_one_wins, testing::node) {
  int wrong = 0;
  for (int round = 0; round < 200; ++round) {
    for (int i = 0; i < 4; ++i) {
      spawn([test = self()] {
        const start_result started = start<told>(start_options{.name = "contested"});
        send(test, started.ok() ? started.value() : pid());
        if (!started.ok() && !started.already_started()) send(test, "lost to nobody");
      });
    }
    pid winner;
    int winners = 0;
    for (int i = 0; i < 4; ++i) {
      if (const pid made = receive<pid>()) winner = made, ++winners;
    }
    wrong += winners != 1;
    kill(winner);
    settle();
  }
  BOOST_TEST(wrong == 0);
}

BOOST_FIXTURE_TEST_CASE(a_name_is_registered_before_init, testing::node) {
  const pid made = start<told>(start_options{.name = "early"},
                               [test = self()] { send(test, whereis("early") == self()); });
  BOOST_TEST(receive<bool>());
  end(made, *this);
}

BOOST_FIXTURE_TEST_CASE(a_name_can_be_of_a_registry_of_its_own, testing::node) {
  registry rooms;
  const pid made = start<told>(start_options{.name = "kitchen", .names = rooms});
  BOOST_TEST(rooms.whereis("kitchen") == made);
  BOOST_TEST(!whereis("kitchen"));
  end(made, *this);
}

BOOST_FIXTURE_TEST_CASE(the_pid_of_a_failed_start_cannot_be_had, testing::node) {
  const start_result started = start<constructed>("stop");
  BOOST_CHECK_THROW(started.value(), start_error);
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_asks_for_the_pid_of_a_failed_start_ends_with_its_reason,
                        testing::node) {
  const monitored made = spawn_monitor([] { link(start<constructed>("stop")); });
  settle();
  BOOST_TEST(end_of(made.monitor) == exit_reason::shutdown_with(term("busy")));
}

BOOST_FIXTURE_TEST_CASE(a_failed_start_costs_a_starter_that_is_not_linked_nothing, testing::node) {
  BOOST_TEST(!start<constructed>("throw").ok());
  settle();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_is_killed_in_its_init_fails_the_start_with_killed,
                        testing::node) {
  spawn([test = self()] {
    const start_result started = start<told>(start_options{.name = "victim"}, [] { idle(); });
    send(test, to_string(started.reason()));
  });
  settle();
  kill(whereis("victim"));
  settle();
  BOOST_TEST(next_message() == "\"killed\"");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_was_started_ends_with_its_parent, testing::node) {
  const pid parent = spawn([test = self()] {
    send(test, start_child<told>().value());
    idle();
  });
  const pid child = receive<pid>();
  kill(parent);
  settle();
  BOOST_TEST(!is_alive(child));
}

BOOST_FIXTURE_TEST_CASE(messages_that_came_during_init_are_there_afterwards, testing::node) {
  class listens : public actor {
   public:
    explicit listens(pid test) : test_(test) {}

   protected:
    void init() override {
      receive(on("begin", [] {}));
    }
    void run() override { send(test_, receive<int>()); }

   private:
    pid test_;
  };
  const pid starter = spawn([test = self()] {
    start_child<listens>(start_options{.name = "listens"}, test);
    idle();
  });
  settle();
  const pid made = whereis("listens");
  send(made, 1);
  send(made, "begin");
  settle();
  BOOST_TEST(next_message() == "1");
  kill(starter);
}

BOOST_FIXTURE_TEST_CASE(a_start_with_a_link_names_start_link, testing::node) {
  const start_options linked{.spawn = {.link = true}};
  const auto names_start_link = [](const std::invalid_argument& refused) {
    return std::string(refused.what()).find("start_link") != std::string::npos;
  };
  BOOST_CHECK_EXCEPTION(start<told>(linked), std::invalid_argument, names_start_link);
  BOOST_CHECK_EXCEPTION(start_child<told>(linked), std::invalid_argument, names_start_link);
  trap_exit();
  const pid made = start_link<told>(linked);
  end(made, *this);
  BOOST_TEST(receive<exit_signal>(0s).value().from == made);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_started_actor_is_called_by_its_label_and_else_by_its_name,
                        testing::node) {
  const pid both = start<told>(start_options{.name = "clerk", .spawn = {.label = "the clerk"}});
  const pid named = start<told>(start_options{.name = "porter"});
  BOOST_TEST(info(both).value().label == "the clerk");
  BOOST_TEST(info(named).value().label == "porter");
  kill(both);
  end(named, *this);
}

BOOST_FIXTURE_TEST_CASE(a_started_actor_has_its_spawn_options, testing::node) {
  exit_reason seen;
  const pid made = start<told>(
      start_options{.spawn = {.stack_size = 256 * 1024,
                              .mailbox = {7, overflow::reject},
                              .on_exit = [&](pid, const exit_reason& reason) { seen = reason; },
                              .observer = true}});
  const auto as_it_is = info(made).value();
  BOOST_TEST(as_it_is.stack_size == 256U * 1024);
  BOOST_TEST(as_it_is.mailbox.messages == 7U);
  BOOST_TEST(as_it_is.observer);
  end(made, *this);
  BOOST_TEST(seen == exit_reason::killed);
}

BOOST_FIXTURE_TEST_CASE(O9_a_start_link_under_a_taken_name_sends_nothing_besides, testing::node) {
  trap_exit();
  const pid first = start<told>(start_options{.name = "taken"});
  const auto second = start_link<told>(start_options{.name = "taken"});
  BOOST_TEST(second.already_started() == first);
  settle();
  BOOST_TEST(next_message() == "nothing");
  end(first, *this);
}

BOOST_FIXTURE_TEST_CASE(G1_a_linked_start_that_is_killed_in_its_init_sends_nothing_besides,
                        testing::node) {
  trap_exit();
  const auto killed_by = [](exit_reason reason) {
    return start_link<told>([reason] {
      spawn([init = self(), reason] { exit(init, reason); });
      sleep(infinity);
    });
  };
  BOOST_TEST(killed_by(exit_reason::kill).reason() == exit_reason::killed);
  BOOST_TEST(killed_by(exit_reason(term("boom"))).reason() == exit_reason(term("boom")));
  settle();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_linked_starter_that_does_not_trap_ends_with_who_is_killed_in_its_init,
                        testing::node) {
  const pid starter = spawn([] {
    (void)start_link<told>([] {
      spawn([init = self()] { exit(init, exit_reason::kill); });
      sleep(infinity);
    });
    sleep(infinity);
  });
  const ref end = monitor(starter);
  BOOST_TEST(receive<down>().reason == exit_reason::killed);
  BOOST_TEST(static_cast<bool>(end));
}

BOOST_AUTO_TEST_SUITE_END()
