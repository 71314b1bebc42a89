// Tokens come at a rate, and whoever wants one waits for it.
#include "fauxtp/rate_limiter.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/testing.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct with_limiter : testing::node {
  pid actor{};

  rate_limiter limited(double rate, std::uint32_t burst = 1) {
    actor = start<rate_limiter_server>(rate_limiter_options{.rate = rate, .burst = burst});
    return rate_limiter(actor);
  }
  int takes(const rate_limiter& limiter, int most = 1000) {
    int taken = 0;
    while (taken < most && limiter.try_take()) ++taken;
    return taken;
  }
  /// Tells the test its name when it has got a token, or that it has got none.
  pid taker(const char* name, duration wait = infinity) {
    return spawn([=, this, test = self()] {
      try {
        rate_limiter(actor).take(wait);
        send(test, name);
      } catch (const rate_limited& none) {
        send(test, none.reason().detail()[0].as<std::string>());
      }
    });
  }
  void teardown() {
    if (actor) exit(actor, exit_reason::kill);
    settle();
    testing::node::teardown();
  }
};

/// Takes tokens while it serves a call.
class worker : public gen_server<worker> {
 public:
  explicit worker(pid limiter) : limiter_(limiter) { keep_deadlines(); }
  term handle_call(term, from) {
    try {
      limiter_.take();
      return "taken";
    } catch (const rate_limited&) {
      return "none in time";
    }
  }

 private:
  rate_limiter limiter_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rate_limiter_test, with_limiter)

BOOST_AUTO_TEST_CASE(the_burst_is_there_at_once_and_then_tokens_come_one_by_one) {
  const auto limiter = limited(10, 5);
  BOOST_TEST(takes(limiter) == 5);
  advance(99ms);
  BOOST_TEST(takes(limiter) == 0);
  advance(1ms);
  BOOST_TEST(takes(limiter) == 1);
  advance(300ms);
  BOOST_TEST(takes(limiter) == 3);
}

BOOST_AUTO_TEST_CASE(no_more_tokens_are_kept_than_the_burst) {
  const auto limiter = limited(10, 5);
  advance(1h);
  BOOST_TEST(takes(limiter) == 5);
}

BOOST_AUTO_TEST_CASE(a_rate_whose_tokens_do_not_fit_the_clock_is_kept) {
  const auto limiter = limited(3);
  int taken = 0;
  for (int i = 0; i < 3000; ++i) {
    taken += takes(limiter);
    advance(100ms);
  }
  BOOST_TEST(taken >= 750);  // the bucket holds one: a token that comes between two looks waits
  BOOST_TEST(taken <= 901);
}

BOOST_AUTO_TEST_CASE(those_who_wait_get_theirs_in_the_order_in_which_they_have_asked) {
  limited(1);
  for (const char* name : {"a", "b", "c"}) {
    taker(name);
    settle();
  }
  BOOST_TEST(testing::next_message() == "\"a\"");
  advance(1s - 1ms);
  BOOST_TEST(testing::next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(testing::next_message() == "\"b\"");
  advance(1s);
  BOOST_TEST(testing::next_message() == "\"c\"");
}

BOOST_AUTO_TEST_CASE(who_does_not_wait_takes_none_from_those_who_do) {
  const auto limiter = limited(1);
  taker("a");
  settle();
  taker("b");
  settle();
  BOOST_TEST(!limiter.try_take());
  advance(1s);
  BOOST_TEST(!limiter.try_take());
  advance(1s);
  BOOST_TEST(limiter.try_take());
  receive(on("a", [] {}));
  receive(on("b", [] {}));
}

BOOST_AUTO_TEST_CASE(who_would_wait_too_long_is_told_at_once_and_takes_nothing) {
  const auto limiter = limited(1);
  BOOST_TEST(limiter.try_take());
  taker("late", 999ms);
  settle();
  BOOST_TEST(testing::next_message() == "\"rate_limited\"");
  taker("in time", 1s);
  advance(1s);
  BOOST_TEST(testing::next_message() == "\"in time\"");
}

BOOST_AUTO_TEST_CASE(a_token_that_is_there_needs_no_time) {
  const auto limiter = limited(1, 2);
  limiter.take(0s);
  limiter.take(-1s);
  BOOST_CHECK_THROW(limiter.take(0s), rate_limited);
}

BOOST_AUTO_TEST_CASE(nobody_waits_longer_than_the_call_that_is_served) {
  const auto limiter = limited(0.25);
  BOOST_TEST(limiter.try_take());
  const pid server = start<worker>(actor);
  spawn([=, test = self()] { send(test, to_string(call(server, "work", 3s))); });
  settle();
  BOOST_TEST(receive<std::string>() == "\"none in time\"");
  exit(server, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(the_token_of_one_who_ends_while_it_waits_is_lost) {
  const auto limiter = limited(1);
  BOOST_TEST(limiter.try_take());
  const pid impatient = taker("a");
  settle();
  exit(impatient, exit_reason::kill);
  advance(1s);
  BOOST_TEST(!limiter.try_take());
  advance(1s);
  BOOST_TEST(limiter.try_take());
}

BOOST_AUTO_TEST_CASE(a_rate_of_zero_gives_the_burst_and_no_more) {
  const auto limiter = limited(0, 2);
  BOOST_TEST(takes(limiter) == 2);
  advance(24h);
  BOOST_TEST(!limiter.try_take());
  BOOST_CHECK_THROW(limiter.take(), rate_limited);
}

BOOST_AUTO_TEST_CASE(any_rate_works_however_great_or_small) {
  const auto endless = limited(std::numeric_limits<double>::max(), 1);
  advance(1ms);
  for (int i = 0; i < 1000; ++i) endless.take();
  exit(actor, exit_reason::kill);
  const auto rare = limited(std::numeric_limits<double>::denorm_min(), 1);
  BOOST_TEST(rare.try_take());
  BOOST_CHECK_THROW(rare.take(), rate_limited);
  exit(actor, exit_reason::kill);
  const auto broad = limited(1, std::numeric_limits<std::uint32_t>::max());
  BOOST_TEST(takes(broad) == 1000);
}

BOOST_AUTO_TEST_CASE(arguments_out_of_range_are_refused) {
  const double infinite = std::numeric_limits<double>::infinity();
  for (const rate_limiter_options& bad :
       {rate_limiter_options{.rate = -1}, rate_limiter_options{.rate = std::nan("")},
        rate_limiter_options{.rate = infinite}, rate_limiter_options{.rate = 1, .burst = 0}}) {
    const start_result refused = start<rate_limiter_server>(bad);
    BOOST_REQUIRE(!refused.ok());
    BOOST_TEST(refused.reason().error()->type == "std::invalid_argument");
  }
}

BOOST_AUTO_TEST_CASE(without_its_actor_no_token_is_taken) {
  BOOST_CHECK_THROW(rate_limiter("nobody").take(), call_error);
  BOOST_CHECK_THROW(static_cast<void>(rate_limiter("nobody").try_take()), call_error);
}

BOOST_AUTO_TEST_CASE(new_arguments_count_from_now_on) {
  const auto limiter = limited(1, 10);
  send(actor, config_change<rate_limiter_options>{{.rate = 100, .burst = 2}});
  BOOST_TEST(takes(limiter) == 2);
  advance(10ms);
  BOOST_TEST(takes(limiter) == 1);
}

BOOST_AUTO_TEST_CASE(a_new_rate_does_not_count_for_the_time_before) {
  const auto limiter = limited(1, 10);
  takes(limiter);
  advance(5s);
  send(actor, config_change<rate_limiter_options>{{.rate = 100, .burst = 10}});
  BOOST_TEST(takes(limiter) == 5);
}

BOOST_AUTO_TEST_CASE(all_actors_together_get_what_the_rate_allows) {
  limited(1000, 10);
  for (int actor = 0; actor < 10; ++actor) {
    spawn([this, test = self()] {
      for (int i = 0; i < 100; ++i) rate_limiter(this->actor).take();
      send(test, 1);
    });
  }
  advance(990ms - 1ms);
  BOOST_TEST(actors() > 2U);
  advance(1ms);
  BOOST_TEST(actors() == 2U);
  for (int i = 0; i < 10; ++i) receive<int>();
}

BOOST_AUTO_TEST_SUITE_END()
