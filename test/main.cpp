// The one main() of every test program.
#include <sched.h>
#define BOOST_TEST_MODULE fauxtp
#include <boost/test/unit_test.hpp>

#include "free_threads.hpp"
#include "time_limit.hpp"

namespace {

/// Threads that take turns stay on the processor on which they begin: a turn that goes to another
/// one takes several times as long.
struct one_processor {
  one_processor() {
    const int here = sched_getcpu();
    if (!fauxtp::testing::takes_turns() || here < 0) return;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(here), &one);
    sched_setaffinity(0, sizeof one, &one);
  }
};

}  // namespace

using fauxtp::testing::time_limit;
BOOST_TEST_GLOBAL_FIXTURE(time_limit);
BOOST_TEST_GLOBAL_FIXTURE(one_processor);
