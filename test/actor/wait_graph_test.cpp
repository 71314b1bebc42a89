// Rings of waits, while the waits change.
#include "actor/wait_graph.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "actor/process_table.hpp"
#include "actors.hpp"
#include "fauxtp/testing.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using fauxtp::detail::begin_wait;
using fauxtp::detail::process_slot;
using fauxtp::detail::process_table;
using fauxtp::detail::wait_edge;

BOOST_AUTO_TEST_SUITE(wait_graph_test)

// The test waits for b. By turns, b waits for c, and c waits for the test: there is never a ring,
// although a walk along the waits may find each of them.
BOOST_FIXTURE_TEST_CASE(waits_that_follow_each_other_are_no_ring, testing::node) {
  const pid b = spawn(idle), c = spawn(idle);
  process_slot& of_b = *process_table::find(b);
  process_slot& of_c = *process_table::find(c);
  std::atomic<bool> done = false;
  std::thread others([&, test = self()] {
    for (int i = 0; i < repetitions(2'000'000); ++i) {
      begin_wait(of_b, c, make_ref(), false);
      of_b.waits_for.request.store(0);
      begin_wait(of_c, test, make_ref(), false);
      of_c.waits_for.request.store(0);
    }
    done = true;
  });
  int rings = 0;
  while (!done) {
    if (wait_edge(*process_table::find(self()), b, make_ref()).cycle()) ++rings;
  }
  others.join();
  BOOST_TEST(rings == 0);
  for (const pid each : {b, c}) exit(each, exit_reason::kill);
}

BOOST_AUTO_TEST_SUITE_END()
