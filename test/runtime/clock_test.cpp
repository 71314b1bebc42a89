// The node's time.
#include "runtime/clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace fauxtp::runtime;
using namespace std::chrono_literals;

namespace {

/// It is ten seconds. When it is read roughly, it may be 4 ms older.
class rough_clock final : public fauxtp::runtime::clock {
 public:
  time_point now() const noexcept override { return time_point(10s); }
  wall_time wall() const noexcept override { return {}; }
  bool runs() const noexcept override { return true; }

 private:
  time_point recently(nanoseconds& age) const noexcept override {
    age = 4ms;
    return time_point(10s) - 4ms;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(clock_test)

BOOST_AUTO_TEST_CASE(a_manual_clock_stands_still_until_it_is_set) {
  manual_clock time;
  const time_point before = time.now();
  BOOST_TEST((time.now() == before));
  time.set(before + 5s);
  BOOST_TEST((time.now() == before + 5s));
}

BOOST_AUTO_TEST_CASE(only_the_real_clock_runs_by_itself) {
  BOOST_TEST(real_clock().runs());
  BOOST_TEST(!manual_clock().runs());
}

BOOST_AUTO_TEST_CASE(a_deadline_is_now_and_the_wait) {
  BOOST_TEST((deadline_after(time_point(1s), 2s) == time_point(3s)));
}

BOOST_AUTO_TEST_CASE(a_far_deadline_is_not_early_although_the_time_was_read_roughly) {
  BOOST_TEST((rough_clock().rough_deadline_after(10s) >= time_point(20s)));
}

BOOST_AUTO_TEST_CASE(a_wait_too_long_to_be_added_is_for_ever) {
  BOOST_TEST((deadline_after(time_point(1s), nanoseconds::max()) == time_point::max()));
  BOOST_TEST((deadline_after(time_point(1s), nanoseconds::max() - 1s + 1ns) == time_point::max()));
}

BOOST_AUTO_TEST_CASE(a_deadline_by_the_real_clock_is_never_early) {
  const real_clock time;
  int early = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const time_point before = time.now();
    early += time.deadline_after(1s) < before + 1s;
  }
  BOOST_TEST(early == 0);
}

BOOST_AUTO_TEST_SUITE_END()
