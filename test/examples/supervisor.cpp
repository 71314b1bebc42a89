#include "fauxtp/supervisor.hpp"

#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct how_many {
  using reply = int;
};
struct fall {};

struct clerk : gen_server<clerk, calls<how_many>, casts<fall>> {
  explicit clerk(int desk) : desk_(desk) {}
  int handle_call(how_many, from) { return desk_; }
  void handle_cast(fall) { throw std::runtime_error("fell off the chair"); }
  int desk_;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_supervisor_starts_a_crashed_child_again, testing::node) {
  // [spec]
  const child_spec front{.id = "front",
                         .start = child_start<clerk>(7),  // copied for each start
                         .name = "clerk",
                         .restart = restart_type::permanent,
                         .shutdown = 2s};
  // [/spec]
  trap_exit();
  // [supervisor]
  const pid office = supervisor::start_link(
      {.strategy = strategy::one_for_one, .intensity = 3, .period = 5s, .children = {front}});
  const pid before = whereis("clerk");
  const ref watch = monitor(before);
  cast("clerk", fall{});
  receive<down>();
  const auto all = supervisor::which_children(office);  // answered when it runs again
  // [/supervisor]
  BOOST_TEST(watch);
  BOOST_TEST(all.size() == 1);
  BOOST_TEST(all[0].actor != before);
  BOOST_TEST(call("clerk", how_many{}) == 7);
  exit(office, exit_reason::shutdown);
  BOOST_TEST(receive<exit_signal>().reason == exit_reason::shutdown);
}
