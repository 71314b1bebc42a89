// Children on threads of a scheduler of their own.
#include <boost/test/unit_test.hpp>
#include <thread>

#include "fauxtp/fauxtp.hpp"

using namespace fauxtp;

namespace {

struct running_on {
  pid child;
  std::thread::id thread;
};

/// Tells the test on which thread it runs.
class child final : public gen_server<child> {
 public:
  explicit child(pid test) { send(test, running_on{self(), std::this_thread::get_id()}); }
};

struct apart : node {
  apart() : node({.workers = 2, .schedulers = {{"apart", 1}}, .log = [](const report&) {}}) {}
  const std::thread::id its_thread = [] {
    spawn({.scheduler = "apart"}, [test = self()] { send(test, std::this_thread::get_id()); });
    return receive<std::thread::id>();
  }();
};

}  // namespace

BOOST_AUTO_TEST_SUITE(child_scheduler)

BOOST_FIXTURE_TEST_CASE(a_child_runs_where_its_spec_says_also_after_a_restart, apart) {
  supervisor::start_link({.intensity = 9,
                          .children = {{.id = "a",
                                        .start = child_start<child>(self()),
                                        .restart = restart_type::permanent,
                                        .spawn = {.scheduler = "apart"}}}})
      .value();
  for (int i = 0; i < 3; ++i) {
    const auto seen = receive<running_on>();
    BOOST_TEST((seen.thread == its_thread));
    exit(seen.child, exit_reason::kill);
  }
}

BOOST_FIXTURE_TEST_CASE(so_do_children_on_request, apart) {
  const pid carts =
      dynamic_supervisor::start_link(
          {.child = {.start = dynamic_child_start<child, pid>(), .spawn = {.scheduler = "apart"}}})
          .value();
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST(dynamic_supervisor::start_child(carts, self()).ok());
    BOOST_TEST((receive<running_on>().thread == its_thread));
  }
}

BOOST_FIXTURE_TEST_CASE(a_scheduler_that_is_not_there_fails_the_start, apart) {
  trap_exit();
  const start_result failed = supervisor::start_link(
      {.children = {
           {.id = "a", .start = child_start<child>(self()), .spawn = {.scheduler = "elsewhere"}}}});
  BOOST_TEST(!failed.ok());
  BOOST_TEST(to_string(failed.reason()).find("no scheduler \"elsewhere\"") != std::string::npos,
             to_string(failed.reason()));
}

BOOST_AUTO_TEST_SUITE_END()
