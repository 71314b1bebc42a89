// Exceptions in actors: an exception ends one actor, and never belongs to another.
#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(exception_test)

BOOST_FIXTURE_TEST_CASE(an_exception_ends_its_actor_with_an_error, testing::node) {
  const monitored made = spawn_monitor([] { throw std::runtime_error("broken"); });
  settle();
  const exit_reason reason = end_of(made.monitor);
  BOOST_TEST(reason == exit_reason::error("std::runtime_error", "broken"));
}

BOOST_FIXTURE_TEST_CASE(an_exception_of_any_type_ends_its_actor_only, testing::node) {
  const pid other = spawn(idle);
  const monitored made = spawn_monitor([] { throw 42; });
  settle();
  BOOST_TEST(end_of(made.monitor) == exit_reason::error("int", ""));
  BOOST_TEST(is_alive(other));
  kill(other);
}

BOOST_FIXTURE_TEST_CASE(G11_a_crash_is_reported_with_its_reason, testing::node) {
  const pid made = spawn([] { throw std::runtime_error("broken"); });
  settle();
  const auto crashes = reports("actor/crash");
  BOOST_REQUIRE(crashes.size() == 1U);
  BOOST_TEST(crashes[0].from == made);
  BOOST_TEST(crashes[0].text.find("broken") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(G11_orderly_ends_are_not_reported, testing::node) {
  spawn([] {});
  spawn([] { stop(exit_reason::shutdown); });
  spawn([] { stop(exit_reason::shutdown_with(term(1))); });
  settle();
  BOOST_TEST(reports().empty());
}

BOOST_FIXTURE_TEST_CASE(who_is_killed_is_not_reported_as_a_crash, testing::node) {
  const pid made = spawn(idle);
  settle();
  kill(made);
  settle();
  BOOST_TEST(reports().empty());
}

// Each actor waits inside its catch block while the others throw, catch and leave.
BOOST_FIXTURE_TEST_CASE(actors_that_wait_inside_catch_rethrow_each_its_own_exception,
                        testing::node) {
  std::vector<pid> actors;
  for (int i = 0; i < 3; ++i) {
    actors.push_back(spawn([test = self(), i] {
      try {
        try {
          throw std::runtime_error(std::to_string(i));
        } catch (...) {
          receive<int>();
          throw;
        }
      } catch (const std::runtime_error& own) {
        send(test, tuple(i, own.what()));
      }
    }));
  }
  settle();
  for (const int i : {1, 0, 2}) {
    send(actors[static_cast<std::size_t>(i)], 1);
    settle();
    BOOST_TEST(next_message() == to_string(tuple(i, std::to_string(i))));
  }
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_swallows_its_end_meets_it_again_where_it_waits_next,
                        testing::node) {
  const monitored made = spawn_monitor([test = self()] {
    for (int i = 0; i < 3; ++i) {
      try {
        idle();
      } catch (...) {
        send(test, i);
      }
    }
    idle();
  });
  settle();
  exit(made.actor, exit_reason::shutdown);
  settle();
  for (const char* expected : {"0", "1", "2"}) BOOST_TEST(next_message() == expected);
  BOOST_TEST(end_of(made.monitor) == exit_reason::shutdown);
}

BOOST_FIXTURE_TEST_CASE(catching_standard_exceptions_does_not_hold_up_an_end, testing::node) {
  const monitored made = spawn_monitor([test = self()] {
    try {
      idle();
    } catch (const std::exception&) {
      send(test, "caught");
    }
  });
  settle();
  kill(made.actor);
  settle();
  BOOST_TEST(end_of(made.monitor) == exit_reason::killed);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(an_actor_that_ends_makes_no_more_actors, testing::node) {
  const pid made = spawn([] {
    try {
      idle();
    } catch (...) {
      spawn(idle);
    }
  });
  settle();
  kill(made);
  settle();
  BOOST_TEST(actors() == 1U);
}

BOOST_FIXTURE_TEST_CASE(an_exception_that_an_actor_handles_is_not_seen_by_the_next_one,
                        testing::node) {
  spawn([] {
    try {
      throw 1;
    } catch (int) {
    }
  });
  settle();
  spawn([test = self()] { send(test, std::current_exception() == nullptr); });
  BOOST_TEST(receive<bool>());
}

BOOST_FIXTURE_TEST_CASE(a_destructor_that_throws_ends_its_actor_with_an_error, testing::node) {
  struct bad {
    bad() = default;
    bad(const bad&) = default;
    ~bad() noexcept(false) {
      if (armed) throw std::runtime_error("in a destructor");
    }
    bool armed = false;
  };
  const monitored made = spawn_monitor([] {
    bad local;
    local.armed = true;
  });
  settle();
  BOOST_TEST(end_of(made.monitor) == exit_reason::error("std::runtime_error", "in a destructor"));
}

BOOST_AUTO_TEST_SUITE_END()
