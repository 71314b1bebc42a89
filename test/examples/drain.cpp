#include "fauxtp/drain.hpp"

#include <boost/test/unit_test.hpp>

#include "fauxtp/call.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace drain_example {

// [drain]
class counter : public gen_server<counter> {
 public:
  bool handle_drain() {
    takes_more_ = false;
    return open_ == 0;
  }
  term handle_call(term, from) { return term(takes_more_ ? "begun" : "ask another one"); }
  void handle_cast(term) {  // a job is done
    if (--open_ == 0 && !takes_more_) drained();
  }

 private:
  bool takes_more_ = true;
  int open_ = 1;
};
// [/drain]

}  // namespace drain_example

BOOST_FIXTURE_TEST_CASE(a_server_finishes_what_it_has_begun, fauxtp::testing::node) {
  trap_exit();
  const pid top =
      supervisor::start_link({.children = {{.id = "counter",
                                            .start = child_start<drain_example::counter>(),
                                            .name = "counter",
                                            .drain = 10s}}});
  send(top, draining());
  exit(top, exit_reason::shutdown);
  settle();
  BOOST_TEST((call("counter", term("a job")) == "ask another one"));
  cast("counter", term("done"));
  BOOST_TEST((receive<exit_signal>().reason == exit_reason::shutdown));
}
