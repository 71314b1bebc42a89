#define BOOST_TEST_MODULE NEW_PROJECT
#include <boost/test/unit_test.hpp>

#include "counter.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;

BOOST_FIXTURE_TEST_CASE(a_counter_begins_where_its_args_say, testing::node) {
  const pid counter = start<NEW_PROJECT::counter>({}, NEW_PROJECT::options{.start = 10});
  BOOST_TEST(call(counter, NEW_PROJECT::add{5}) == 15);
  cast(counter, NEW_PROJECT::reset{});
  BOOST_TEST(call(counter, NEW_PROJECT::value{}) == 0);
  exit(counter, exit_reason::shutdown);
}
