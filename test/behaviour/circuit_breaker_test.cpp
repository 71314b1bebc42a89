// A breaker keeps calls away from what fails, and tries it again by one probe at a time.
#include "fauxtp/circuit_breaker.hpp"

#include <boost/test/unit_test.hpp>
#include <memory>

#include "fauxtp/deadline.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct with_breaker : testing::node {
  pid actor = start<circuit_breaker_server>(
      start_options{.name = "breaker"}, circuit_breaker_options{.failures = 3, .open_for = 10s});
  circuit_breaker breaker{"breaker"};

  /// What became of a call: "good", "failed" or "open".
  std::string through(const std::function<void()>& function, const failure_predicate& counts = {}) {
    try {
      breaker.call(function, counts);
      return "good";
    } catch (const circuit_open&) {
      return "open";
    } catch (...) {
      return "failed";
    }
  }
  std::string good() {
    return through([] {});
  }
  std::string bad() {
    return through([] { throw std::runtime_error("broken"); });
  }
  std::string state() { return to_string(sys::get_state(actor)); }
  void opened() {
    for (int i = 0; i < 3; ++i) BOOST_REQUIRE(bad() == "failed");
  }
  /// An actor that is in its probe until it is sent "good" or "bad".
  pid in_probe() {
    const pid prober = spawn(
        [this] { breaker.call([] { receive(on("good", [] {}), on("bad", [] { throw 1; })); }); });
    settle();
    return prober;
  }
  void teardown() {
    exit(actor, exit_reason::kill);
    settle();
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(circuit_breaker_test, with_breaker)

BOOST_AUTO_TEST_CASE(what_the_function_returns_and_throws_goes_through) {
  BOOST_TEST(breaker.call([] { return 5; }) == 5);
  BOOST_TEST(*breaker.call([] { return std::make_unique<int>(6); }) == 6);
  int number = 7;
  int& same = breaker.call([&]() -> int& { return number; });
  BOOST_TEST(&same == &number);
  BOOST_CHECK_THROW(breaker.call([] { throw 5; }), int);
}

BOOST_AUTO_TEST_CASE(so_many_failures_in_a_row_open_it) {
  BOOST_TEST(bad() == "failed");
  BOOST_TEST(bad() == "failed");
  BOOST_TEST(good() == "good");  // the row begins anew
  BOOST_TEST(bad() == "failed");
  BOOST_TEST(bad() == "failed");
  BOOST_TEST(state() == R"~(("closed", 2))~");
  BOOST_TEST(bad() == "failed");
  BOOST_TEST(state() == R"~(("open", 3))~");
  BOOST_TEST(good() == "open");
}

BOOST_AUTO_TEST_CASE(an_open_one_calls_nothing_and_tells_for_how_long) {
  opened();
  advance(4s);
  bool called = false;
  try {
    breaker.call([&] { called = true; });
    BOOST_ERROR("it let a call through");
  } catch (const circuit_open& open) {
    BOOST_TEST((open.left() == 6s));
    BOOST_TEST(open.reason() == exit_reason(tuple("circuit_open", "breaker")));
    BOOST_TEST(open.what() == "not called: the circuit breaker breaker is open");
  }
  BOOST_TEST(!called);
}

BOOST_AUTO_TEST_CASE(a_probe_that_succeeds_closes_it) {
  opened();
  advance(10s - 1ms);
  BOOST_TEST(good() == "open");
  advance(1ms);
  BOOST_TEST(good() == "good");
  BOOST_TEST(state() == R"~(("closed", 0))~");
  BOOST_TEST(bad() == "failed");
  BOOST_TEST(bad() == "failed");
  BOOST_TEST(good() == "good");
}

BOOST_AUTO_TEST_CASE(a_probe_that_fails_opens_it_again) {
  opened();
  advance(10s);
  BOOST_TEST(bad() == "failed");
  BOOST_TEST(good() == "open");
  advance(10s - 1ms);
  BOOST_TEST(good() == "open");
  advance(1ms);
  BOOST_TEST(good() == "good");
}

BOOST_AUTO_TEST_CASE(one_probe_goes_through_at_a_time) {
  opened();
  advance(10s);
  const pid prober = in_probe();
  BOOST_TEST(state() == R"~(("half_open", 3))~");
  BOOST_TEST(good() == "open");
  send(prober, "good");
  settle();
  BOOST_TEST(good() == "good");
}

BOOST_AUTO_TEST_CASE(a_probe_whose_caller_ends_does_not_keep_it_half_open) {
  opened();
  advance(10s);
  exit(in_probe(), exit_reason::kill);
  settle();
  BOOST_TEST(good() == "open");
  advance(10s);
  BOOST_TEST(good() == "good");
  BOOST_TEST(state() == R"~(("closed", 0))~");
}

BOOST_AUTO_TEST_CASE(a_probe_that_hangs_is_followed_by_another_and_does_not_count_any_more) {
  opened();
  advance(10s);
  const pid first = in_probe();
  advance(10s);
  const pid second = in_probe();
  send(first, "good");
  settle();
  BOOST_TEST(state() == R"~(("half_open", 3))~");
  send(second, "bad");
  settle();
  BOOST_TEST(state() == R"~(("open", 4))~");
}

BOOST_AUTO_TEST_CASE(calls_that_began_before_it_has_opened_do_not_count) {
  const pid slow = in_probe();
  opened();
  send(slow, "good");
  settle();
  BOOST_TEST(state() == R"~(("open", 3))~");
}

BOOST_AUTO_TEST_CASE(orderly_ends_and_what_does_not_count_are_no_failures) {
  for (int i = 0; i < 5; ++i) {
    through([] { throw cancelled_request(); });
    through([] { throw actor_exit(exit_reason::killed); });
    through([] { throw task_error(exit_reason::shutdown); });
    through([] { throw 5; }, failed_with<std::exception>);
    through([] { throw 5; }, [](const exit_reason&) { return false; });
  }
  BOOST_TEST(state() == R"~(("closed", 0))~");
}

BOOST_AUTO_TEST_CASE(a_probe_whose_failure_does_not_count_is_followed_by_another) {
  opened();
  advance(10s);
  through([] { throw 5; }, failed_with<std::exception>);
  BOOST_TEST(good() == "open");
  advance(10s);
  BOOST_TEST(good() == "good");
}

BOOST_AUTO_TEST_CASE(what_throws_a_failure_without_text_is_a_failure) {
  struct silent : std::exception {
    const char* what() const noexcept override { return nullptr; }
  };
  for (int i = 0; i < 3; ++i) through([] { throw silent(); });
  BOOST_TEST(good() == "open");
}

BOOST_AUTO_TEST_CASE(a_breaker_without_room_takes_no_result_away) {
  const pid small = start<circuit_breaker_server>(
      start_options{.spawn = {.mailbox = {.messages = 1, .policy = overflow::reject}}},
      circuit_breaker_options{.failures = 1});
  const auto fill = [small] {
    sys::suspend(small);
    send(small, config_change<circuit_breaker_options>{});
  };
  BOOST_TEST(circuit_breaker(small).call([&] {
    fill();
    return 5;
  }) == 5);
  sys::resume(small);
  settle();
  BOOST_CHECK_THROW(circuit_breaker(small).call([&] {
    fill();
    throw 6;
  }),
                    int);
  sys::resume(small);
  exit(small, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(without_its_actor_nothing_is_called) {
  bool called = false;
  BOOST_CHECK_THROW(circuit_breaker("nobody").call([&] { called = true; }), call_error);
  BOOST_TEST(!called);
}

BOOST_AUTO_TEST_CASE(arguments_out_of_range_are_refused) {
  for (const circuit_breaker_options& bad :
       {circuit_breaker_options{.failures = 0}, circuit_breaker_options{.open_for = 0s},
        circuit_breaker_options{.open_for = -1s}}) {
    const start_result refused = start<circuit_breaker_server>(bad);
    BOOST_REQUIRE(!refused.ok());
    BOOST_TEST(refused.reason().error()->type == "std::invalid_argument");
  }
}

BOOST_AUTO_TEST_CASE(an_open_one_may_stay_so_for_ever) {
  const pid strict =
      start<circuit_breaker_server>(circuit_breaker_options{.failures = 1, .open_for = infinity});
  const circuit_breaker once(strict);
  BOOST_CHECK_THROW(once.call([] { throw 5; }), int);
  advance(24h * 365);
  BOOST_CHECK_THROW(once.call([] {}), circuit_open);
  exit(strict, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(new_arguments_count_from_the_next_outcome_on) {
  bad();
  send(actor, config_change<circuit_breaker_options>{{.failures = 2, .open_for = 1s}});
  bad();
  BOOST_TEST(good() == "open");
  advance(1s);
  BOOST_TEST(good() == "good");
}

// Calls go through, fail and are refused at any moment; what is left is a breaker that works.
BOOST_AUTO_TEST_CASE(many_actors_share_one) {
  for (int caller = 0; caller < 8; ++caller) {
    spawn([this, caller] {
      for (int i = 0; i < 2000; ++i) {
        through([&] {
          if (i % 8 == caller) throw 1;
        });
      }
    });
  }
  settle();
  advance(10s);
  BOOST_TEST(good() == "good");
  BOOST_TEST(state() == R"~(("closed", 0))~");
}

BOOST_AUTO_TEST_SUITE_END()
