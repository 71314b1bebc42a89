#include "fauxtp/dynamic_supervisor.hpp"

#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct who {
  using reply = std::string;
};

struct guest : gen_server<guest, calls<who>> {
  guest(const std::string& house, const std::string& name, int room)
      : text_(name + " in room " + std::to_string(room) + " of the " + house) {}
  std::string handle_call(who, from) { return text_; }
  std::string text_;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_dynamic_supervisor_starts_children_on_request, testing::node) {
  trap_exit();
  // [dynamic_supervisor]
  const pid hotel = dynamic_supervisor::start_link(
      {.child = {.start = dynamic_child_start<guest, std::string, int>("Grand"),
                 .restart = restart_type::transient,
                 .shutdown = 2s},
       .max_children = 200});
  const pid ann =
      dynamic_supervisor::start_child(hotel, "Ann", 7).actor;  // guest("Grand", "Ann", 7)
  const pid bob = dynamic_supervisor::start_child(hotel, "Bob", 8).actor;
  dynamic_supervisor::terminate_child(hotel, bob);
  // [/dynamic_supervisor]
  BOOST_TEST(call(ann, who{}) == "Ann in room 7 of the Grand");
  BOOST_TEST(!is_alive(bob));
  exit(hotel, exit_reason::shutdown);
  BOOST_TEST(receive<exit_signal>().reason == exit_reason::shutdown);
  BOOST_TEST(!is_alive(ann));
}
