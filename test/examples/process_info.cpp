#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_CASE(an_actor_is_looked_at, testing::node) {
  const pid clerk = spawn(spawn_options{.label = "clerk"}, [] { sleep(1h); });
  send(clerk, "later");
  // [info]
  if (const std::optional<process_info> found = info(clerk)) {
    log(severity::info, found->label + " has " + std::to_string(found->messages) + " messages");
  }
  // [/info]
  exit(clerk, exit_reason::kill);
  BOOST_TEST(reports().front().text == "clerk has 1 messages");
}
