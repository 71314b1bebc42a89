#include "fauxtp/simulation.hpp"

#include <boost/test/unit_test.hpp>

using namespace fauxtp;

BOOST_AUTO_TEST_CASE(an_application_is_simulated) {
  // [simulate]
  const auto counting = application::load(CONFIG_DIR "/counter.json", {MODULE_DIR});
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const simulation_result run = simulate(counting, {.seed = seed});
    BOOST_TEST(run.failure == "");
  }
  // [/simulate]
}

BOOST_AUTO_TEST_CASE(a_seed_gives_the_same_run_again) {
  const auto counting = application::load(CONFIG_DIR "/counter.json", {MODULE_DIR});
  const simulation_result once = simulate(counting, {.seed = 3});
  const simulation_result again = simulate(counting, {.seed = 3});
  BOOST_TEST(again.story == once.story, boost::test_tools::per_element());
  BOOST_TEST(again.trace == once.trace);
  BOOST_TEST(once.trace != simulate(counting, {.seed = 4}).trace);
}
