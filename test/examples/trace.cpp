#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_CASE(an_actor_is_traced, testing::node) {
  const pid clerk = spawn([] { sleep(1h); });
  // [trace]
  trace(clerk);
  cast(clerk, tuple("note", "tea"));
  const auto event = receive<trace_event>();  // received: the cast
  untrace(clerk);
  // [/trace]
  exit(clerk, exit_reason::kill);
  BOOST_TEST((event.actor == clerk && event.what == trace_event::kind::received));
  BOOST_TEST(event.message == "cast (\"note\", \"tea\")");
}
