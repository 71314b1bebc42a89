// The one main() of every test program.
#define BOOST_TEST_MODULE fauxtp
#include <boost/test/unit_test.hpp>

#include "time_limit.hpp"

using fauxtp::testing::time_limit;
BOOST_TEST_GLOBAL_FIXTURE(time_limit);
