#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_CASE(a_timer_is_armed_and_taken_back, testing::node) {
  // [timer]
  const timer_ref reminder = send_after(3s, self(), "tea");
  const std::optional<duration> soon = read_timer(reminder);    // 3 s
  const std::optional<duration> left = cancel_timer(reminder);  // 3 s: it was not sent
  // [/timer]
  BOOST_TEST((soon == duration(3s)));
  BOOST_TEST((left == duration(3s)));
  advance(3s);
  BOOST_TEST(!receive<std::string>(0s));
}

BOOST_FIXTURE_TEST_CASE(a_clock_ticks_until_it_is_stopped, testing::node) {
  task waits([] {
    // [interval]
    const timer_ref clock = send_interval(1s, self(), "tick");
    for (int i = 0; i < 3; ++i) receive(on("tick", [] {}));
    cancel_timer(clock);
    // [/interval]
  });
  settle();
  advance(3s);
  waits.join();
}
