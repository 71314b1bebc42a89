// How the longest durations are handled.
#include "fauxtp/duration.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>

#include "actors.hpp"
#include "fauxtp/fauxtp.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;
using fauxtp::testing::await;
using fauxtp::testing::idle;

BOOST_AUTO_TEST_SUITE(duration_test)

BOOST_AUTO_TEST_CASE(a_duration_that_does_not_fit_is_for_ever) {
  using years = std::chrono::duration<int, std::ratio<31'556'952>>;
  const duration longest[] = {
      std::chrono::hours::max(),
      std::chrono::seconds::max(),
      std::chrono::milliseconds::max(),
      std::chrono::nanoseconds::max(),
      std::chrono::duration<double>(1e300),
      std::chrono::duration<std::uint64_t>(~std::uint64_t{0}),
      years(300),
  };
  for (const duration& each : longest) BOOST_TEST((each == infinity));
  const duration least[] = {
      std::chrono::hours::min(),
      std::chrono::seconds::min(),
      std::chrono::duration<float>(-1e30F),
  };
  for (const duration& each : least) BOOST_TEST((each == duration::min()));
}

BOOST_AUTO_TEST_CASE(a_duration_that_fits_is_itself) {
  BOOST_TEST((duration(24h * 365 * 292) == 24h * 365 * 292));
  BOOST_TEST((duration(-5s) == -5s));
  BOOST_TEST((duration(std::chrono::duration<double>(0.25)) == 250ms));
  BOOST_TEST((duration(std::chrono::duration<std::uint8_t>(200)) == 200s));
  BOOST_TEST((duration(std::chrono::duration<std::int64_t, std::pico>(2500)) == 2ns));
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_no_time) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  BOOST_TEST((duration(std::chrono::duration<double>(nan)) == 0s));
}

BOOST_AUTO_TEST_CASE(constants_are_made_when_it_is_compiled) {
  constexpr duration limit = std::chrono::hours(1);
  static_assert(limit == 3600s && duration(std::chrono::hours::max()) == infinity);
}

namespace {

struct wait {
  const char* name;
  void (*begin)();
};
std::ostream& operator<<(std::ostream& out, const wait& each) { return out << each.name; }

class silent : public gen_server<silent> {
 public:
  call_result<term> handle_call(term, from) { return no_reply; }
};

const wait waits[] = {
    {"sleep of seconds", [] { sleep(std::chrono::seconds::max()); }},
    {"sleep of hours", [] { sleep(std::chrono::hours::max()); }},
    {"sleep of nearly for ever", [] { sleep(infinity - 1ns); }},
    {"send_after", [] { send_after(std::chrono::hours::max(), self(), 1), receive<int>(); }},
    {"start_timer", [] { start_timer(std::chrono::days::max(), self(), 1), receive<timeout>(); }},
    {"receive", [] { receive<int>(std::chrono::seconds::max()); }},
    {"after", [] { receive(on(1, [] {}), after(std::chrono::hours::max(), [] {})); }},
    {"call", [] { call(start_link<silent>(), "x", std::chrono::milliseconds::max()); }},
    {"start",
     [] {
       struct slow final : actor {
         void init() override { sleep(infinity); }
         void run() override {}
       };
       static_cast<void>(start_link<slow>({.timeout = std::chrono::seconds::max()}));
     }},
    {"join", [] { spawn_task([] { idle(); }).join(std::chrono::hours::max()); }},
};

}  // namespace

// A thousand years later they still wait.
BOOST_DATA_TEST_CASE_F(fauxtp::testing::node, the_longest_waits_do_not_end_at_once,
                       boost::unit_test::data::make(waits), each) {
  const monitored waiter = spawn_monitor([begin = each.begin] { begin(); });
  settle();
  advance(24h * 365 * 100);
  BOOST_TEST(is_alive(waiter.actor));
  exit(waiter.actor, exit_reason::kill);
  await(waiter.monitor);
}

BOOST_AUTO_TEST_SUITE_END()
