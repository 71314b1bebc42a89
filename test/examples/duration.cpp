#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(durations_of_any_unit) {
  // [duration]
  const fauxtp::duration limit = 1500ms;
  const fauxtp::duration for_ever = std::chrono::hours::max();  // infinity
  const fauxtp::duration precise = std::chrono::duration<double>(0.25);
  // [/duration]
  BOOST_TEST((limit == 1.5s));
  BOOST_TEST((for_ever == fauxtp::infinity));
  BOOST_TEST((precise == 250ms));
}
