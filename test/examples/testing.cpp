#include "fauxtp/testing.hpp"

#include <boost/test/unit_test.hpp>
#include <fauxtp/application.hpp>
#include <fauxtp/fauxtp.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

// [testing]
BOOST_FIXTURE_TEST_CASE(a_reminder_comes_after_its_time_and_not_before, testing::node) {
  send_after(5s, self(), "tea");
  advance(4999ms);
  BOOST_TEST(!receive<std::string>(0s));
  advance(1ms);
  BOOST_TEST(receive<std::string>() == "tea");
}
// [/testing]

// [probe]
BOOST_FIXTURE_TEST_CASE(a_waiter_passes_orders_on_to_the_kitchen, testing::node) {
  testing::probe kitchen(*this);
  spawn([to = kitchen.actor()] { send(to, tuple("order", 2, "tea")); });
  const auto [cups] = kitchen.assert_receives(tuple("order", type<int>, "tea"));
  BOOST_TEST(cups == 2);
  kitchen.assert_silent();
}
// [/probe]

BOOST_AUTO_TEST_CASE(an_application_is_tested_as_its_file_says) {
  // [runtime]
  const auto shop = application::load(CONFIG_DIR "/counter.json", {MODULE_DIR});
  testing::node as_the_file_says(shop.runtime());
  const start_result up = shop.start_link();
  // [/runtime]
  BOOST_TEST(whereis("hits"));
  trap_exit();
  exit(up, exit_reason::shutdown);
  BOOST_TEST((receive<exit_signal>().reason == exit_reason::shutdown));
}
