// What is tried again, when, and how often.
#include "fauxtp/retry.hpp"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <thread>

#include "actor/local_node.hpp"
#include "fauxtp/deadline.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/hibernate.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"
#include "repetitions.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct broken : std::runtime_error {
  broken() : std::runtime_error("broken") {}
};

/// Tells the test when the function was called, in ms since the beginning, and how it went on.
template <class Failure>
pid tries(pid test, retry_options options, Failure failure, int good_one = -1) {
  return spawn([=] {
    const time_point begin = now();
    int calls = 0;
    std::string text;
    try {
      const int result = retry(options, [&] {
        text += std::to_string((now() - begin) / 1ms) + " ";
        if (++calls != good_one) failure();
        return calls;
      });
      text += "returned " + std::to_string(result);
    } catch (const std::exception& error) {
      text += error.what();
    } catch (int number) {
      text += "threw " + std::to_string(number);
    }
    send(test, text);
  });
}

void break_down() { throw broken(); }

/// How often the function is called that throws such an exception.
template <class Failure>
int calls_of(Failure failure, failure_predicate only_if = {}) {
  int calls = 0;
  try {
    retry({.attempts = 3, .min = 0s, .only_if = std::move(only_if)}, [&] {
      ++calls;
      failure();
    });
  } catch (...) {
  }
  return calls;
}

/// Asks a service that is broken, again and again.
class asker : public gen_server<asker> {
 public:
  explicit asker(bool keeps) {
    if (keeps) keep_deadlines();
  }
  term handle_call(term, from) {
    calls_ = 0;
    try {
      retry({.attempts = 100, .min = 1s, .max = 1s, .jitter = 0}, [this] {
        ++calls_;
        throw broken();
      });
    } catch (const broken&) {
    }
    return calls_;
  }
  term state() const { return calls_; }

 private:
  int calls_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(retry_test, testing::node)

BOOST_AUTO_TEST_CASE(what_returns_is_called_once) {
  int calls = 0;
  BOOST_TEST(retry({}, [&] { return ++calls; }) == 1);
  retry({}, [&] { ++calls; });
  BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(waits_grow_up_to_max_and_the_last_failure_is_thrown) {
  tries(self(), {.attempts = 6, .min = 100ms, .max = 500ms, .jitter = 0}, break_down);
  advance(10s);
  BOOST_TEST(receive<std::string>() == "0 100 300 700 1200 1700 broken");
}

BOOST_AUTO_TEST_CASE(it_returns_what_the_first_good_attempt_returns) {
  tries(self(), {.jitter = 0}, break_down, 3);
  advance(10s);
  BOOST_TEST(receive<std::string>() == "0 100 300 returned 3");
}

BOOST_AUTO_TEST_CASE(a_wait_differs_by_its_jitter_and_not_by_more) {
  const auto waits_with = [this](double jitter) {
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 200; ++i) {
      tries(self(), {.attempts = 2, .min = 1s, .jitter = jitter}, break_down);
    }
    advance(2s);
    for (int i = 0; i < 200; ++i) waits.push_back(std::stoll(receive<std::string>().substr(2)));
    std::sort(waits.begin(), waits.end());
    return waits;
  };
  const auto some = waits_with(0.2);
  BOOST_TEST(some.front() >= 800);
  BOOST_TEST(some.front() < 850);
  BOOST_TEST(some.back() > 1150);
  BOOST_TEST(some.back() <= 1200);
  const auto all = waits_with(1);
  BOOST_TEST(all.front() < 100);
  BOOST_TEST(all.back() > 1900);
  const auto none = waits_with(0);
  BOOST_TEST(none.front() == 1000);
  BOOST_TEST(none.back() == 1000);
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_refused_before_the_first_call) {
  const double nan = std::nan("");
  for (const retry_options& bad :
       {retry_options{.attempts = 0}, retry_options{.min = -1s}, retry_options{.min = infinity},
        retry_options{.min = 2s, .max = 1s}, retry_options{.factor = 0.5},
        retry_options{.factor = nan}, retry_options{.jitter = -0.1}, retry_options{.jitter = 1.1},
        retry_options{.jitter = nan}}) {
    int calls = 0;
    BOOST_CHECK_THROW(retry(bad, [&] { ++calls; }), std::invalid_argument);
    BOOST_TEST(calls == 0);
  }
}

BOOST_AUTO_TEST_CASE(without_a_bound_waits_grow_on_and_many_attempts_without_a_wait_end) {
  tries(self(), {.attempts = 12, .min = 100ms, .max = infinity, .jitter = 0}, break_down);
  advance(1h);
  BOOST_TEST(receive<std::string>() ==
             "0 100 300 700 1500 3100 6300 12700 25500 51100 102300 204700 broken");
  int calls = 0;
  BOOST_CHECK_THROW(retry({.attempts = 2000, .min = 0s},
                          [&] {
                            ++calls;
                            throw broken();
                          }),
                    broken);
  BOOST_TEST(calls == 2000);
}

BOOST_AUTO_TEST_CASE(outside_of_an_actor_nothing_is_tried) {
  std::thread([] {
    int calls = 0;
    BOOST_CHECK_THROW(retry({}, [&] { ++calls; }), std::logic_error);
    BOOST_TEST(calls == 0);
  }).join();
}

BOOST_AUTO_TEST_CASE(any_exception_is_a_failure_that_is_tried_again) {
  struct silent : std::exception {
    const char* what() const noexcept override { return nullptr; }
  };
  BOOST_TEST(calls_of([] { throw 5; }) == 3);
  BOOST_TEST(calls_of([] { throw "text"; }) == 3);
  BOOST_TEST(calls_of([] { throw silent(); }) == 3);
  BOOST_TEST(calls_of([] { call("nobody", "?"); }) == 3);
  BOOST_TEST(calls_of([] { spawn_task([] { throw 1; }).join(); }) == 3);
}

BOOST_AUTO_TEST_CASE(orderly_ends_are_not_tried_again) {
  BOOST_TEST(calls_of([] { stop(exit_reason("error")); }) == 1);
  BOOST_TEST(calls_of([] { throw cancelled_request(); }) == 1);
  BOOST_TEST(calls_of([] { throw detail::hibernation(); }) == 1);
  for (const exit_reason& each :
       {exit_reason(exit_reason::normal), exit_reason(exit_reason::shutdown),
        exit_reason::shutdown_with("done")}) {
    BOOST_TEST(calls_of([&] { throw task_error(each); }) == 1);
  }
}

BOOST_AUTO_TEST_CASE(only_what_is_worth_it_is_tried_again) {
  const auto is_broken = [](const exit_reason& why) {
    return why.error() != nullptr && why.error()->what == "broken";
  };
  BOOST_TEST(calls_of(break_down, is_broken) == 3);
  BOOST_TEST(calls_of([] { throw 5; }, is_broken) == 1);
  BOOST_TEST(calls_of(break_down, failed_with<call_error, std::runtime_error>) == 3);
  BOOST_TEST(calls_of(break_down, failed_with<call_error>) == 1);
  BOOST_TEST(calls_of([] { throw 5; }, failed_with<int>) == 3);
}

BOOST_AUTO_TEST_CASE(who_is_ended_while_it_waits_ends) {
  const pid actor = tries(self(), {.min = 1s}, break_down);
  const ref end = monitor(actor);
  settle();
  exit(actor, exit_reason::shutdown);
  settle();
  BOOST_TEST(testing::end_of(end) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(no_attempt_begins_at_the_deadline_or_behind_it) {
  const pid server = start<asker>(true);
  spawn([=, test = self()] { send(test, call(server, "ask", 3s).as<int>()); });
  advance(2s);
  BOOST_TEST(receive<int>() == 3);  // at 0, 1 and 2 s
  spawn([=, test = self()] { send(test, call(server, "ask", 3001ms).as<int>()); });
  advance(3s);
  BOOST_TEST(receive<int>() == 4);
  exit(server, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(nothing_is_tried_again_for_a_caller_that_has_ended) {
  const pid server = start<asker>(true);
  const pid caller = spawn([=] { call(server, "ask", infinity); });
  advance(2500ms);
  exit(caller, exit_reason::kill);
  advance(10s);
  BOOST_TEST(sys::get_state(server) == 4);
  exit(server, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(a_server_that_keeps_no_deadlines_tries_on) {
  const pid server = start<asker>(false);
  spawn([=] { testing::cause_of([&] { call(server, "ask", 3s); }); });
  advance(200s);
  BOOST_TEST(sys::get_state(server) == 100);
  exit(server, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(without_tokens_the_failure_is_thrown_at_once) {
  retry_budget budget({.share = 0, .burst = 2});
  tries(self(), {.jitter = 0, .budget = &budget}, break_down);
  advance(10s);
  BOOST_TEST(receive<std::string>() == "0 100 300 broken");
  tries(self(), {.jitter = 0, .budget = &budget}, break_down);
  settle();
  BOOST_TEST(receive<std::string>() == "0 broken");
}

BOOST_AUTO_TEST_CASE(what_is_not_tried_again_costs_no_token) {
  retry_budget budget({.share = 0, .burst = 2});
  BOOST_CHECK_THROW(retry({.attempts = 1, .budget = &budget}, break_down), broken);
  BOOST_CHECK_THROW(retry({.budget = &budget, .only_if = failed_with<call_error>}, break_down),
                    broken);
  BOOST_TEST(budget.left() == 2);
}

BOOST_AUTO_TEST_CASE(of_many_requests_only_a_share_is_tried_again) {
  retry_budget budget({.share = 0.1, .burst = 10});
  int calls = 0;
  for (int i = 0; i < 1000; ++i) {
    try {
      retry({.min = 0s, .budget = &budget}, [&] {
        ++calls;
        throw broken();
      });
    } catch (const broken&) {
    }
  }
  BOOST_TEST(calls >= 1100);
  BOOST_TEST(calls <= 1110);
}

BOOST_AUTO_TEST_CASE(a_time_of_success_does_not_pay_for_a_storm) {
  retry_budget budget({.share = 0.5, .burst = 3});
  for (int i = 0; i < 1000; ++i) retry({.budget = &budget}, [] {});
  BOOST_TEST(budget.left() == 3);
}

BOOST_AUTO_TEST_CASE(a_budget_with_an_impossible_share_is_refused) {
  for (const double share : {-0.1, 1001.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    BOOST_CHECK_THROW(retry_budget({.share = share}), std::invalid_argument);
  }
  retry_budget none({.share = 0, .burst = 0});
  BOOST_TEST(!none.try_withdraw());
  BOOST_TEST(retry_budget({.burst = std::numeric_limits<std::uint32_t>::max()}).left() > 4e9);
}

BOOST_AUTO_TEST_CASE(a_budget_counts_exactly_whoever_takes_at_the_same_time) {
  const int tokens = 8 * testing::race_repetitions(1'000'000);
  retry_budget budget({.share = 1, .burst = static_cast<std::uint32_t>(tokens)});
  std::atomic<int> taken = 0;
  std::atomic<int> left = 8;
  for (int actor = 0; actor < 8; ++actor) {
    spawn([&] {
      int own = 0;
      while (budget.try_withdraw()) ++own;
      taken += own;
      --left;
    });
  }
  while (left > 0) settle();
  BOOST_TEST(taken == tokens);
  BOOST_TEST(budget.left() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(the_seed_of_a_node_decides_how_much_waits_differ) {
  const auto wait_with = [](std::uint64_t seed) {
    node here({.workers = 1,
               .log = [](const report&) {},
               .seed = seed,
               .manual_clock = true,
               .caller_works = true});
    spawn([] { retry({.min = 1h, .max = 1h, .jitter = 1}, break_down); });
    here.core().pool().settle();
    return here.core().pool().next_timer() - now();
  };
  const auto wait = wait_with(7);
  BOOST_TEST((wait_with(7) == wait));
  BOOST_TEST((wait_with(8) != wait));
  BOOST_TEST((wait_with(0) != wait_with(0)));
}
