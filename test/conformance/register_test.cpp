// register_SUITE.
#include <boost/test/unit_test.hpp>
#include <string>

#include "actor/actors.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;

BOOST_FIXTURE_TEST_SUITE(register_conformance, testing::node)

// There are a hundred names at a time: between threads the wake-ups would cost more than the
// rounds.
BOOST_AUTO_TEST_CASE(N01_otp_8099_a_million_names_are_free_when_the_down_is_seen) {
  constexpr int at_once = 100;
  std::vector<std::string> names;
  for (int i = 0; i < at_once; ++i) names.push_back("name " + std::to_string(i));
  const int rounds = race_repetitions(1'000'000) / at_once;
  int wrong = 0;
  for (int round = 0; round < rounds; ++round) {
    std::vector<monitored> made;
    for (int i = 0; i < at_once; ++i) {
      made.push_back(spawn_monitor(idle));
      wrong += !register_name(names[static_cast<std::size_t>(i)], made.back().actor);
    }
    for (const monitored& each : made) kill(each.actor);
    for (int i = 0; i < at_once; ++i) {
      const down end = receive<down>();
      const auto found = std::ranges::find(made, end.monitor, &monitored::monitor);
      wrong += static_cast<bool>(whereis(names[static_cast<std::size_t>(found - made.begin())]));
    }
  }
  BOOST_TEST(wrong == 0);
  BOOST_TEST(registered().empty());
}

BOOST_AUTO_TEST_SUITE_END()
