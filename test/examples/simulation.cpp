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
  const simulation_result once = simulate(counting, {.seed = 4});
  const simulation_result again = simulate(counting, {.seed = 4});
  BOOST_TEST(again.trace == once.trace);
  BOOST_TEST(again.story.size() == once.story.size());
  BOOST_TEST(once.trace != simulate(counting, {.seed = 5}).trace);
}

BOOST_AUTO_TEST_CASE(after_a_loss_of_power_the_application_goes_on_with_what_the_disk_has_kept) {
  const auto bank = application::load(CONFIG_DIR "/bank.json", {MODULE_DIR});
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    // [power]
    const simulation_result before = simulate(bank, {.seed = seed, .loses_power = true});
    const simulation_result after = simulate(bank, {.seed = seed, .disk = before.disk});
    // [/power]
    BOOST_TEST(before.failure == "");
    BOOST_TEST(after.failure == "");
    BOOST_TEST(!before.disk.empty());
  }
}

BOOST_AUTO_TEST_CASE(the_power_may_be_lost_while_the_application_ends_by_itself) {
  const auto pipeline = application::load(CONFIG_DIR "/pipeline.json", {MODULE_DIR});
  for (std::uint64_t seed = 700; seed <= 800; ++seed) {
    BOOST_TEST(simulate(pipeline, {.seed = seed, .workers = 1, .loses_power = true}).failure == "");
  }
}

BOOST_AUTO_TEST_CASE(a_loss_of_power_may_be_planned) {
  const auto bank = application::load(CONFIG_DIR "/bank.json", {MODULE_DIR});
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    // [planned_power]
    const std::vector<planned_fault> plan{{.kind = fault_kind::power, .at_operation = 40},
                                          {.kind = fault_kind::kill}};
    simulation_result run = simulate(bank, {.seed = seed, .plan = plan});
    if (run.lost_power) {
      run = simulate(
          bank,
          {.seed = seed, .plan = plan, .first_fault = 1 + run.faults, .disk = std::move(run.disk)});
    }
    // [/planned_power]
    BOOST_TEST(run.failure == "");
    BOOST_TEST(!run.lost_power);
    BOOST_TEST(run.faults == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_simulation_without_a_worker_or_a_calm_is_refused) {
  const auto counting = application::load(CONFIG_DIR "/counter.json", {MODULE_DIR});
  BOOST_CHECK_THROW(simulate(counting, {.workers = 0}), std::invalid_argument);
  BOOST_CHECK_THROW(simulate(counting, {.calm = duration::zero()}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_reload_in_a_simulation_needs_an_application) {
  const auto counting = application::load(CONFIG_DIR "/counter.json", {MODULE_DIR});
  const planned_fault reload{.kind = fault_kind::reload};
  BOOST_CHECK_THROW(simulate(counting, {.plan = {reload}}), std::invalid_argument);
  const planned_fault during{.kind = fault_kind::kill, .during_reload = true};
  BOOST_CHECK_THROW(simulate(counting, {.plan = {during}}), std::invalid_argument);
  BOOST_CHECK_THROW(simulate(counting, {.kinds = {reload.kind}}), std::invalid_argument);
  BOOST_CHECK_THROW(simulate(counting, {.kinds = {fault_kind::bit_flip}}), std::invalid_argument);
  BOOST_CHECK_THROW(simulate(counting, {.kinds = {fault_kind::power}}), std::invalid_argument);
}
