// The node's time.
#include "runtime/clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace fauxtp::runtime;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(clock_test)

BOOST_AUTO_TEST_CASE(a_manual_clock_stands_still_until_it_is_set) {
  manual_clock time;
  const time_point before = time.now();
  BOOST_TEST((time.now() == before));
  time.set(before + 5s);
  BOOST_TEST((time.now() == before + 5s));
}

BOOST_AUTO_TEST_CASE(only_the_real_clock_runs_by_itself) {
  BOOST_TEST(real_clock().runs());
  BOOST_TEST(!manual_clock().runs());
}

BOOST_AUTO_TEST_CASE(a_deadline_is_now_and_the_wait) {
  BOOST_TEST((deadline_after(time_point(1s), 2s) == time_point(3s)));
}

BOOST_AUTO_TEST_CASE(a_wait_too_long_to_be_added_is_for_ever) {
  BOOST_TEST((deadline_after(time_point(1s), nanoseconds::max()) == time_point::max()));
  BOOST_TEST((deadline_after(time_point(1s), nanoseconds::max() - 1s + 1ns) == time_point::max()));
}

BOOST_AUTO_TEST_SUITE_END()
