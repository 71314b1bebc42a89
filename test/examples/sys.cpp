#include "fauxtp/sys.hpp"

#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct pour {
  using reply = int;
};

class pot : public gen_server<pot, calls<pour>> {
 public:
  int handle_call(pour, from) { return --cups; }
  term state() const { return tuple("cups", cups); }
  int cups = 6;
};

// [special]
class lamp : public actor {
  void run() override {
    receive(on("on", [this] { lit_ = true; }), on("off", [this] { lit_ = false; }),
            system_.clause(*this));
  }
  bool lit_ = false;
  system_port system_{[this] { return term(lit_); }};
};
// [/special]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_running_server_can_be_looked_into, testing::node) {
  const pid kitchen = start<pot>();
  // [sys]
  sys::log(kitchen, 10);  // keep the last ten events
  call(kitchen, pour{});
  const std::string cups = to_string(sys::get_state(kitchen));  // ("cups", 5)
  const std::vector<sys_event> events = sys::get_log(kitchen);  // a call, a reply
  sys::replace_state<pot>(kitchen, [](pot& full) { full.cups = 6; });
  sys::suspend(kitchen);  // calls queue from now on
  sys::resume(kitchen);
  stop(kitchen);  // its terminate runs
  // [/sys]
  BOOST_TEST(cups == R"(("cups", 5))");
  BOOST_TEST(events.size() == 2U);
  BOOST_TEST(!is_alive(kitchen));
}

BOOST_FIXTURE_TEST_CASE(an_actor_with_a_loop_of_its_own_can_be_looked_into, testing::node) {
  const pid desk = start<lamp>();
  send(desk, "on");
  BOOST_TEST(sys::get_state(desk) == true);
  stop(desk);
}
