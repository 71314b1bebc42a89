// Exceptions belong to the fiber that handles them, although the C++ runtime keeps them per thread.
#include "runtime/exception_state.hpp"

#include <boost/test/unit_test.hpp>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "runtime/fiber_jobs.hpp"

using namespace fauxtp::runtime;
using fauxtp::runtime::testing::start_on;

namespace {

struct two_workers {
  world around = real_world();
  worker_pool pool{1, around, 1};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(exception_state_test)

BOOST_FIXTURE_TEST_CASE(fibers_that_wait_inside_catch_rethrow_each_its_own_exception, two_workers) {
  std::vector<std::string> rethrown(3);
  for (std::size_t i = 0; i < 3; ++i) {
    start_on(pool.at(1), [&rethrown, i] {
      try {
        try {
          throw std::runtime_error(std::to_string(i));
        } catch (const std::runtime_error&) {
          // The numbers of switches differ, so that the fibers leave in another order than they
          // came.
          for (std::size_t turn = 0; turn < 4 - i; ++turn) worker::current()->yield();
          throw;
        }
      } catch (const std::runtime_error& own) {
        rethrown[i] = own.what();
      }
    });
  }
  pool.settle();
  BOOST_TEST(rethrown[0] == "0");
  BOOST_TEST(rethrown[1] == "1");
  BOOST_TEST(rethrown[2] == "2");
}

BOOST_FIXTURE_TEST_CASE(a_fiber_sees_no_exception_that_another_one_handles, two_workers) {
  bool none = false;
  start_on(pool.at(1), [] {
    try {
      throw 1;
    } catch (int) {
      worker::current()->yield();
    }
  });
  start_on(pool.at(1), [&none] { none = std::current_exception() == nullptr; });
  pool.settle();
  BOOST_TEST(none);
}

BOOST_FIXTURE_TEST_CASE(a_fiber_is_not_unwinding_because_another_one_is, two_workers) {
  struct yields_when_destroyed {
    ~yields_when_destroyed() { worker::current()->yield(); }
  };
  int seen = -1;
  start_on(pool.at(1), [] {
    try {
      const yields_when_destroyed slow;
      throw 1;
    } catch (int) {
    }
  });
  start_on(pool.at(1), [&seen] { seen = std::uncaught_exceptions(); });
  pool.settle();
  BOOST_TEST(seen == 0);
}

BOOST_FIXTURE_TEST_CASE(the_next_job_of_a_fiber_begins_without_exceptions, two_workers) {
  bool none = false;
  start_on(pool.at(1), [] {
    try {
      throw 1;
    } catch (int) {
    }
  });
  pool.settle();
  start_on(pool.at(1), [&none] { none = std::current_exception() == nullptr; });
  pool.settle();
  BOOST_TEST(none);
}

BOOST_AUTO_TEST_SUITE_END()
