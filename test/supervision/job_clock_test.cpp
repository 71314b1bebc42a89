// When a job is due: periods, times of the day, and clocks that are set.
#include "fauxtp/job_clock.hpp"

#include <cstdlib>
#include <ctime>

#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/sys.hpp"
#include "supervision/time_of_day.hpp"
#include "supervision/witness.hpp"

using namespace supervision_test;
using fauxtp::detail::next_after;
using fauxtp::detail::time_of_day;
using fauxtp::detail::wall_time;

namespace {

/// The local time of Central Europe while it lives, whose summer time is from the last Sunday of
/// March, 2:00, to that of October, 3:00.
class central_europe {
 public:
  central_europe() {
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
  }
  ~central_europe() {
    unsetenv("TZ");
    tzset();
  }
};

wall_time utc(int month, int day, int hour, int minute = 0) {
  std::tm parts{};
  parts.tm_year = 126;
  parts.tm_mon = month - 1;
  parts.tm_mday = day;
  parts.tm_hour = hour;
  parts.tm_min = minute;
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::string shown(wall_time at) {
  const std::time_t time = std::chrono::system_clock::to_time_t(at);
  char text[32];
  std::strftime(text, sizeof text, "%m-%d %H:%M UTC", std::gmtime(&time));
  return text;
}

std::string next(const char* when, wall_time after) {
  return shown(next_after(time_of_day::parse(when).value(), after));
}

struct jobs : supervision {
  /// A job that takes this long.
  void given_job(job_clock_options options, duration takes = {},
                 restart_type restart = restart_type::temporary) {
    const auto run = [test = self(), takes] {
      send(test, event{"begins"});
      fauxtp::sleep(takes);
      send(test, event{"ends"});
    };
    given({.strategy = strategy::rest_for_one,
           .children = {{.id = "runs",
                         .start = child_start(dynamic_supervisor_spec{
                             .child = {.start = [run](const term&) { return child_start(run); },
                                       .restart = restart}}),
                         .type = child_type::supervisor},
                        {.id = "clock",
                         .start = child_start<job_clock>(std::move(options)),
                         .restart = restart_type::permanent}}});
  }
  pid clock() { return supervisor::find_child(top, "clock").value().actor; }
  const central_europe here;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(job_clock_test)

// Times of the day.

BOOST_AUTO_TEST_CASE(a_time_of_the_day_comes_once_a_day) {
  const central_europe here;
  BOOST_TEST(next("03:00", utc(1, 10, 1, 59)) == "01-10 02:00 UTC");
  BOOST_TEST(next("03:00", utc(1, 10, 2)) == "01-11 02:00 UTC");
  BOOST_TEST(next("03:00", utc(7, 10, 0)) == "07-10 01:00 UTC");
  BOOST_TEST(next("00:00", utc(12, 31, 22)) == "12-31 23:00 UTC");
  BOOST_TEST(next("23:59:59", utc(12, 31, 23)) == "01-01 22:59 UTC");
}

BOOST_AUTO_TEST_CASE(on_a_day_of_the_week_it_comes_once_a_week) {
  const central_europe here;
  BOOST_TEST(next("Sun 03:00", utc(1, 10, 12)) == "01-11 02:00 UTC");
  BOOST_TEST(next("Sun 03:00", utc(1, 11, 2)) == "01-18 02:00 UTC");
  BOOST_TEST(next("Sat 12:00", utc(1, 10, 10)) == "01-10 11:00 UTC");
}

BOOST_AUTO_TEST_CASE(a_time_that_the_day_of_summer_time_leaves_out_comes_when_it_has_passed) {
  const central_europe here;
  BOOST_TEST(next("02:30", utc(3, 28, 12)) == "03-29 01:00 UTC");
  BOOST_TEST(next("02:30", utc(3, 29, 1)) == "03-30 00:30 UTC");
  BOOST_TEST(next("03:00", utc(3, 28, 12)) == "03-29 01:00 UTC");
}

BOOST_AUTO_TEST_CASE(of_a_time_that_a_day_has_twice_the_first_counts) {
  const central_europe here;
  BOOST_TEST(next("02:30", utc(10, 24, 12)) == "10-25 00:30 UTC");
  BOOST_TEST(next("02:30", utc(10, 25, 0, 30)) == "10-26 01:30 UTC");
  BOOST_TEST(next("03:00", utc(10, 25, 0, 30)) == "10-25 02:00 UTC");
}

BOOST_AUTO_TEST_CASE(each_time_of_a_year_comes_after_the_one_before_and_once_a_day) {
  const central_europe here;
  for (int minutes = 0; minutes < 24 * 60; minutes += 7) {
    time_of_day when;
    when.seconds = minutes * 60;
    wall_time at = utc(1, 1, 0);
    for (int day = 0; day < 365; ++day) {
      const wall_time later = next_after(when, at);
      BOOST_REQUIRE(later > at);
      if (day > 0) BOOST_REQUIRE(later - at >= 22h && later - at <= 26h);
      at = later;
    }
  }
}

BOOST_AUTO_TEST_CASE(other_texts_are_no_times) {
  for (const char* text : {"", "3:00", "24:00", "03:60", "0300", "03:00:60", "03:00 ", " 03:00",
                           "Sun", "Sun03:00", "sun 03:00", "Son 03:00", "03:0x", "-3:00"}) {
    BOOST_TEST(!time_of_day::parse(text), text);
  }
}

// The clock.

BOOST_FIXTURE_TEST_CASE(a_job_runs_at_each_multiple_of_its_period, jobs) {
  given_job({.every = 5min});
  advance(5min - 1ms);
  BOOST_TEST(events() == "");
  for (int i = 0; i < 50; ++i) {
    advance(5min);
    BOOST_TEST(events() == "begins, ends");
  }
}

BOOST_FIXTURE_TEST_CASE(a_time_that_comes_while_a_run_goes_on_is_left_out, jobs) {
  given_job({.every = 1min}, 150s);
  advance(1min);
  BOOST_TEST(events() == "begins");
  advance(2min);
  BOOST_TEST(events() == "");
  const auto notices = reports();
  BOOST_TEST(std::ranges::count_if(notices, [](const report& each) {
               return each.text.find("leaves a run out") != std::string::npos;
             }) == 2);
  advance(1min);
  BOOST_TEST(events() == "ends, begins");
}

BOOST_FIXTURE_TEST_CASE(a_run_that_crashes_is_followed_by_the_next_one_in_its_time, jobs) {
  given_job({.every = 1min}, 10s);
  advance(1min);
  events();
  const pid runs = supervisor::find_child(top, "runs").value().actor;
  exit(supervisor::which_children(runs).at(0).actor, exit_reason(term("crash")));
  advance(59s);
  BOOST_TEST(events() == "");
  advance(1s);
  BOOST_TEST(events() == "begins");
}

BOOST_FIXTURE_TEST_CASE(a_run_that_is_restarted_is_still_the_same_one, jobs) {
  given_job({.every = 1min}, 70s, restart_type::transient);
  advance(1min);
  events();
  const pid runs = supervisor::find_child(top, "runs").value().actor;
  exit(supervisor::which_children(runs).at(0).actor, exit_reason(term("crash")));
  BOOST_TEST(events() == "begins");
  advance(1min);
  BOOST_TEST(events() == "", "the next time is left out");
  advance(10s);
  BOOST_TEST(events() == "ends");
}

BOOST_FIXTURE_TEST_CASE(a_job_runs_at_its_time_of_the_day, jobs) {
  set_wall_clock(utc(1, 10, 1));
  given_job({.at = "03:00"});
  advance(59min);
  BOOST_TEST(events() == "");
  advance(1min);
  BOOST_TEST(events() == "begins, ends");
  advance(24h - 1min);
  BOOST_TEST(events() == "");
  advance(1min);
  BOOST_TEST(events() == "begins, ends");
}

BOOST_FIXTURE_TEST_CASE(a_wall_clock_that_is_set_forward_makes_a_job_run_once, jobs) {
  set_wall_clock(utc(1, 10, 1));
  given_job({.at = "03:00"});
  set_wall_clock(utc(1, 13, 12));
  advance(1min);
  BOOST_TEST(events() == "begins, ends");
  advance(1h);
  BOOST_TEST(events() == "");
  BOOST_TEST(to_string(sys::get_state(clock()))
                 .find(std::to_string(std::chrono::system_clock::to_time_t(utc(1, 14, 2)))) == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_wall_clock_that_is_set_back_brings_no_time_twice, jobs) {
  set_wall_clock(utc(1, 10, 1, 59));
  given_job({.at = "03:00"});
  advance(1min);
  BOOST_TEST(events() == "begins, ends");
  set_wall_clock(utc(1, 10, 1));
  advance(2h);
  BOOST_TEST(events() == "");
  advance(24h);
  BOOST_TEST(events() == "begins, ends");
}

BOOST_FIXTURE_TEST_CASE(arguments_that_change_count_from_now_on, jobs) {
  given_job({.every = 1h});
  advance(59min);
  send(clock(), config_change<job_clock_options>{{.every = 10min}});
  advance(10min - 1ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "begins, ends");
  advance(9min);
  BOOST_TEST(events() == "", "the old time does not count any more");
}

BOOST_AUTO_TEST_CASE(wrong_times_are_refused) {
  const auto refused = [](job_clock_options options) {
    try {
      options.check();
      return std::string("taken");
    } catch (const std::invalid_argument& wrong) {
      return std::string(wrong.what());
    }
  };
  BOOST_TEST(refused({}) == "one of \"every\" and \"at\" must be given");
  BOOST_TEST(refused({.every = 1s, .at = "03:00"}) == "one of \"every\" and \"at\" must be given");
  BOOST_TEST(refused({.every = 0s}) == "\"every\" must be more than zero");
  BOOST_TEST(refused({.at = "3 am"}) ==
             "\"at\" is \"3 am\"; wanted is a time such as \"03:00\" or \"Sun 03:00\"");
  BOOST_TEST(refused({.every = infinity}) == "taken");
}

BOOST_AUTO_TEST_SUITE_END()
