// The test kit, which is tested like everything else.
#include "fauxtp/testing.hpp"

#include <boost/test/unit_test.hpp>

#include "actor/running.hpp"
#include "fauxtp/app_env.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/timer.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

bool says(const failure& failure, std::string_view text) {
  return std::string_view(failure.what()).find(text) != std::string_view::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(testing_test)

BOOST_FIXTURE_TEST_CASE(the_body_of_a_test_is_an_actor, testing::node) {
  send(self(), 1);
  BOOST_TEST(receive<int>() == 1);
}

BOOST_FIXTURE_TEST_CASE(settle_returns_when_all_others_wait, testing::node) {
  int hops = 0;
  pid last = spawn([&hops] {
    receive<int>();
    ++hops;
  });
  for (int i = 0; i < 99; ++i) {
    last = spawn([&hops, next = last] {
      const int token = receive<int>();
      ++hops;
      send(next, token);
    });
  }
  send(last, 1);
  settle();
  BOOST_TEST(hops == 100);
}

BOOST_FIXTURE_TEST_CASE(settle_does_not_move_the_clock, testing::node) {
  send_after(1ms, self(), "time has passed");
  for (int i = 0; i < 100; ++i) settle();
  BOOST_TEST(!receive<std::string>(0s).has_value());
  advance(1ms);
  BOOST_TEST(receive<std::string>(0s).has_value());
}

BOOST_FIXTURE_TEST_CASE(advance_runs_what_becomes_due_in_order, testing::node) {
  spawn([test = self()] {
    fauxtp::sleep(20ms);
    send(test, 2);
  });
  spawn([test = self()] {
    fauxtp::sleep(10ms);
    send(test, 1);
    fauxtp::sleep(20ms);
    send(test, 3);
  });
  advance(30ms);
  for (const int expected : {1, 2, 3}) BOOST_TEST(receive<int>(0s).value_or(0) == expected);
}

BOOST_FIXTURE_TEST_CASE(advance_settles_between_two_timers, testing::node) {
  // Each wait begins when the one before it is over, not when advance is over.
  spawn([test = self()] {
    for (int i = 0; i < 1000; ++i) fauxtp::sleep(1ms);
    send(test, "done");
  });
  advance(1000ms);
  BOOST_TEST(receive<std::string>(0s).has_value());
}

BOOST_FIXTURE_TEST_CASE(advance_stops_where_its_time_is_over, testing::node) {
  send_after(10ms, self(), 1);
  advance(9ms);
  BOOST_TEST(!receive<int>(0s).has_value());
  advance(1ms);
  BOOST_TEST(receive<int>(0s).has_value());
}

BOOST_FIXTURE_TEST_CASE(step_moves_the_clock_to_the_next_timer_only, testing::node) {
  send_after(10ms, self(), 1);
  send_after(20ms, self(), 2);
  duration within = 1s;
  BOOST_TEST(step(within));
  BOOST_TEST((within <= 990ms));
  wait_for(*this, [] { return receive<int>(0s) == 1; });
  BOOST_TEST(!receive<int>(0s).has_value());
  advance(20ms);
  receive<int>();
}

BOOST_FIXTURE_TEST_CASE(step_moves_the_clock_to_the_next_timer_however_far_away_it_is,
                        testing::node) {
  for (const duration wait : {duration(1ms), duration(1s), duration(1h), duration(100 * 24h)}) {
    send_after(wait, self(), 1);
    duration within = 2 * wait;
    BOOST_TEST(step(within));
    BOOST_TEST((within == wait));
    BOOST_TEST(receive<int>(0s).has_value());
  }
}

BOOST_FIXTURE_TEST_CASE(step_reaches_a_timer_at_the_very_end_of_its_time, testing::node) {
  send_after(10ms, self(), 1);
  duration within = 10ms;
  BOOST_TEST(step(within));
  BOOST_TEST(receive<int>(0s).has_value());
}

BOOST_FIXTURE_TEST_CASE(step_returns_when_all_have_done_what_they_do_at_that_time, testing::node) {
  spawn(spawn_options{.place = placement::spread}, [test = self()] {
    fauxtp::sleep(10ms);
    send(test, 1);
  });
  duration within = 1s;
  BOOST_TEST(step(within));
  BOOST_TEST(receive<int>(0s).has_value());
}

BOOST_FIXTURE_TEST_CASE(step_is_false_when_no_timer_is_near_enough, testing::node) {
  duration within = 1s;
  BOOST_TEST(!step(within));
  BOOST_TEST((within == 1s));
}

BOOST_FIXTURE_TEST_CASE(reports_are_kept, testing::node) {
  spawn([] { throw std::runtime_error("broken"); });
  settle();
  BOOST_TEST(reports().size() == 1U);
  BOOST_TEST(reports("actor/crash").size() == 1U);
  BOOST_TEST(reports("another/label").empty());
}

BOOST_FIXTURE_TEST_CASE(a_test_that_leaves_nothing_behind_passes, testing::node) {
  spawn([] {});
  BOOST_CHECK_NO_THROW(teardown());
}

BOOST_AUTO_TEST_CASE(a_test_that_leaves_an_actor_behind_fails_and_names_it) {
  testing::node home;
  spawn(spawn_options{.label = "forgotten"}, [] { fauxtp::sleep(infinity); });
  BOOST_CHECK_EXCEPTION(home.teardown(), failure,
                        [](const failure& each) { return says(each, "actor forgotten"); });
}

BOOST_AUTO_TEST_CASE(a_test_that_leaves_a_message_behind_fails_and_shows_it) {
  testing::node home;
  send(self(), tuple("unread", 1));
  BOOST_CHECK_EXCEPTION(home.teardown(), failure,
                        [](const failure& each) { return says(each, "message (\"unread\", 1)"); });
}

BOOST_AUTO_TEST_CASE(a_test_that_leaves_a_message_on_its_way_behind_fails) {
  testing::node home;
  spawn([test = self()] { send(test, "late"); });
  BOOST_CHECK_THROW(home.teardown(), failure);
}

BOOST_FIXTURE_TEST_CASE(a_probe_gives_the_oldest_message_that_matches, testing::node) {
  probe probe(*this);
  send(probe.actor(), tuple("other", 0));
  send(probe.actor(), tuple("data", 1));
  send(probe.actor(), tuple("data", 2));
  const auto [first] = probe.assert_receives(tuple("data", type<int>));
  const auto [second] = probe.assert_receives(tuple("data", type<int>));
  BOOST_TEST(first == 1);
  BOOST_TEST(second == 2);
  BOOST_TEST(probe.messages() == std::vector<std::string>{"(\"other\", 0)"});
}

BOOST_FIXTURE_TEST_CASE(a_probe_waits_for_its_message_by_the_nodes_clock, testing::node) {
  probe probe(*this);
  send_after(900ms, probe.actor(), "late");
  BOOST_CHECK_NO_THROW(probe.assert_receives("late", 1s));
}

BOOST_FIXTURE_TEST_CASE(a_probe_does_not_wait_longer_than_it_is_told, testing::node) {
  probe probe(*this);
  send_after(1100ms, probe.actor(), "too late");
  BOOST_CHECK_THROW(probe.assert_receives("too late", 1s), failure);
}

BOOST_FIXTURE_TEST_CASE(a_probe_that_got_something_else_says_what, testing::node) {
  probe probe(*this);
  send(probe.actor(), "an apple");
  BOOST_CHECK_EXCEPTION(probe.assert_receives("a pear"), failure,
                        [](const failure& each) { return says(each, "an apple"); });
}

BOOST_FIXTURE_TEST_CASE(a_silent_probe_is_silent, testing::node) {
  probe probe(*this);
  BOOST_CHECK_NO_THROW(probe.assert_silent());
}

BOOST_FIXTURE_TEST_CASE(a_probe_that_gets_a_message_in_time_is_not_silent, testing::node) {
  probe probe(*this);
  send_after(500ms, probe.actor(), "noise");
  BOOST_CHECK_EXCEPTION(probe.assert_silent(1s), failure,
                        [](const failure& each) { return says(each, "noise"); });
}

BOOST_FIXTURE_TEST_CASE(a_probe_lists_its_messages, testing::node) {
  probe probe(*this);
  send(probe.actor(), 1);
  send(probe.actor(), "two");
  const std::vector<std::string> expected{"1", "\"two\""};
  BOOST_TEST(probe.messages() == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_probe_ends_with_its_scope, testing::node) {
  pid gone;
  { gone = probe(*this).actor(); }
  BOOST_TEST(!is_alive(gone));
}

BOOST_FIXTURE_TEST_CASE(wait_for_returns_when_the_condition_holds, testing::node) {
  bool done = false;
  spawn([&done] {
    fauxtp::sleep(700ms);
    done = true;
  });
  BOOST_CHECK_NO_THROW(wait_for(*this, [&done] { return done; }));
}

BOOST_FIXTURE_TEST_CASE(wait_for_fails_when_the_time_is_up, testing::node) {
  spawn([] { fauxtp::sleep(2s); });
  BOOST_CHECK_THROW(wait_for(
                        *this, [] { return false; }, 1s),
                    failure);
  advance(2s);
}

BOOST_FIXTURE_TEST_CASE(wait_for_without_a_limit_fails_when_nothing_more_can_happen,
                        testing::node) {
  BOOST_CHECK_THROW(wait_for(
                        *this, [] { return false; }, infinity),
                    failure);
}

BOOST_FIXTURE_TEST_CASE(with_timeout_returns_the_result, testing::node) {
  const int result = with_timeout(*this, 1s, [] {
    fauxtp::sleep(999ms);
    return 3;
  });
  BOOST_TEST(result == 3);
}

BOOST_FIXTURE_TEST_CASE(with_timeout_passes_a_failure_on, testing::node) {
  BOOST_CHECK_THROW(with_timeout(*this, 1s, [] { throw std::runtime_error("broken"); }),
                    task_error);
}

BOOST_FIXTURE_TEST_CASE(with_timeout_kills_what_takes_too_long_and_leaves_nothing_behind,
                        testing::node) {
  BOOST_CHECK_THROW(with_timeout(*this, 1s, [] { fauxtp::sleep(2s); }), failure);
  BOOST_TEST(actors() == 1U);
}

BOOST_AUTO_TEST_CASE(a_node_has_what_it_is_given) {
  std::size_t told = 0;
  map env;
  env.set("motd", "hello");
  testing::node home(node_options{.schedulers = {{"apart", 1}},
                                  .log = [&](const report&) { ++told; },
                                  .env = std::make_shared<const term>(std::move(env))});
  spawn({.scheduler = "apart"},
        [test = self()] { send(test, app_env().get("motd", std::string())); });
  BOOST_TEST(receive<std::string>() == "hello");
  log(severity::info, "told twice");
  BOOST_TEST(told == 1U);
  BOOST_TEST(home.reports().size() == 1U);
}

BOOST_AUTO_TEST_CASE(nodes_of_the_same_seed_decide_the_same) {
  const auto decided = [](std::uint64_t seed) {
    testing::node home(node_options{.seed = seed});
    return fauxtp::detail::own_dice()();
  };
  BOOST_TEST(decided(5) == decided(5));
  BOOST_TEST(decided(5) != decided(6));
}

BOOST_AUTO_TEST_SUITE_END()
