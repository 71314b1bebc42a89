// Whether all hear of the ends of actors.
#include "simulation/end_watch.hpp"

#include <boost/test/unit_test.hpp>

#include "fauxtp/fauxtp.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;

namespace {

// On the test's own thread: nobody runs while it looks.
struct one_worker : testing::node {
  simulation::end_watch watch{detail::process::current().node()};
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_down_that_comes_late_is_right, one_worker) {
  const pid ended = spawn([] {});
  monitor(ended);
  watch.look();
  settle();
  watch.look_again();
  BOOST_TEST(watch.wrong() == "");
  BOOST_TEST((receive<down>().actor == ended));
}

BOOST_FIXTURE_TEST_CASE(a_down_that_never_comes_is_told, one_worker) {
  const pid ended = spawn([] {});
  settle();
  // As if that actor knew of the monitor.
  detail::process::current().relations().watching(make_ref(), ended);
  watch.look();
  BOOST_TEST(watch.wrong() == "");
  settle();
  watch.look_again();
  BOOST_TEST(watch.wrong() == "main " + to_string(self()) + " monitors " + to_string(ended) +
                                  ", which has ended, and has got no `down`");
}
