// Many actors, and what is left of them: nothing.
#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"
#include "free_threads.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

std::vector<pid> park(int count) {
  std::vector<pid> parked;
  for (int i = 0; i < count; ++i) {
    parked.push_back(spawn([] { receive(on("never", [] {}), after(24h, [] {})); }));
  }
  return parked;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(memory_test)

BOOST_FIXTURE_TEST_CASE(a_hundred_thousand_parked_actors_are_killed_and_nothing_is_left,
                        testing::node) {
  const std::vector<pid> parked = park(repetitions(takes_turns() ? 1'000 : 100'000));
  settle();
  BOOST_TEST(actors() == parked.size() + 1);
  for (const pid each : parked) kill(each);
  settle();
  BOOST_TEST(actors() == 1U);
}

BOOST_FIXTURE_TEST_CASE(twenty_thousand_parked_actors_end_by_their_timers, testing::node) {
  park(repetitions(takes_turns() ? 1'000 : 20'000));
  settle();
  advance(24h);
  BOOST_TEST(actors() == 1U);
}

// CTest runs this case under valgrind as well.
BOOST_AUTO_TEST_CASE(leaves_no_memory_behind) {
  testing::node home;
  const std::vector<pid> parked = park(2'000);
  home.settle();
  for (std::size_t i = 0; i < parked.size(); ++i) {
    send(parked[i], std::string("a text that is too long to lie in the term itself"));
    if (i % 2 == 0) monitor(parked[i]);
    if (i % 3 == 0) register_name("actor " + std::to_string(i), parked[i]);
    if (i % 5 == 0) send_after(1h, parked[i], std::string(100, 'x'));
    if (i % 7 == 0) kill(parked[i]);
  }
  spawn([] { throw std::runtime_error("broken"); });
  home.advance(2h);
  BOOST_TEST(home.actors() > 1'000U);
  // The node gives back the rest, in whatever state it is.
}

BOOST_AUTO_TEST_SUITE_END()
