// Reports: how their sender is filled in, and where they go.
#include "fauxtp/log.hpp"

#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(log_test)

BOOST_FIXTURE_TEST_CASE(a_line_reaches_the_nodes_log_with_its_level, testing::node) {
  log(severity::warning, "low on paper");
  BOOST_REQUIRE(reports().size() == 1U);
  BOOST_TEST((reports()[0].level == severity::warning));
  BOOST_TEST(reports()[0].text == "low on paper");
}

BOOST_FIXTURE_TEST_CASE(a_line_says_which_actor_logged_it, testing::node) {
  const pid made = spawn(spawn_options{.label = "printer"}, [] { log(severity::info, "hello"); });
  settle();
  BOOST_REQUIRE(reports().size() == 1U);
  BOOST_TEST(reports()[0].from == made);
  BOOST_TEST(reports()[0].name == "printer");
}

BOOST_FIXTURE_TEST_CASE(an_actor_without_a_label_is_called_by_its_pid, testing::node) {
  const pid made = spawn([] { log(severity::info, "hello"); });
  settle();
  BOOST_REQUIRE(reports().size() == 1U);
  BOOST_TEST(reports()[0].name == to_string(made));
}

BOOST_FIXTURE_TEST_CASE(a_started_actor_is_called_by_its_name, testing::node) {
  class logs : public actor {
   protected:
    void run() override {
      log(severity::info, "hello");
      stop();
    }
  };
  start<logs>(start_options{.name = "clerk"});
  settle();
  BOOST_REQUIRE(reports().size() == 1U);
  BOOST_TEST(reports()[0].name == "clerk");
}

BOOST_FIXTURE_TEST_CASE(reports_are_found_by_their_label, testing::node) {
  submit({.label = "printer/jam", .text = "tray 2"});
  log(severity::info, "something else");
  BOOST_REQUIRE(reports("printer/jam").size() == 1U);
  BOOST_TEST(reports("printer/jam")[0].text == "tray 2");
}

BOOST_AUTO_TEST_CASE(what_is_less_important_than_the_log_level_is_not_made) {
  std::vector<std::string> seen;
  const fauxtp::node home({.workers = 1,
                           .log = [&seen](const report& report) { seen.push_back(report.text); },
                           .log_level = severity::warning});
  BOOST_TEST(!is_logged(severity::notice));
  BOOST_TEST(is_logged(severity::warning));
  log(severity::notice, "fine");
  log(severity::warning, "low on paper");
  BOOST_TEST(seen == std::vector<std::string>{"low on paper"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_log_level_holds_for_what_the_library_reports_too) {
  std::vector<std::string> seen;
  const fauxtp::node home({.workers = 1,
                           .log = [&seen](const report& report) { seen.push_back(report.label); },
                           .log_level = severity::critical});
  spawn_monitor([] { throw 1; });  // actor/crash is an error
  BOOST_TEST(receive<down>().reason.abnormal());
  BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(a_log_that_throws_harms_nobody) {
  const fauxtp::node home(
      {.workers = 1, .log = [](const report&) { throw std::runtime_error("full"); }});
  log(severity::info, "lost");
  const monitored made = spawn_monitor([] { throw 1; });
  BOOST_TEST(receive<down>().monitor == made.monitor);
}

BOOST_AUTO_TEST_CASE(levels_have_the_names_of_otp) {
  BOOST_TEST(to_string(severity::debug) == "debug");
  BOOST_TEST(to_string(severity::info) == "info");
  BOOST_TEST(to_string(severity::notice) == "notice");
  BOOST_TEST(to_string(severity::warning) == "warning");
  BOOST_TEST(to_string(severity::error) == "error");
  BOOST_TEST(to_string(severity::critical) == "critical");
}

BOOST_AUTO_TEST_SUITE_END()
