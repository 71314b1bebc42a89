// proc_lib_SUITE: starts that wait for the init, and the report of a crash.
#include "fauxtp/start.hpp"

#include <boost/test/unit_test.hpp>

#include "actor/actors.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Does in its init what it is told to do, and then what it is sent.
class told : public actor {
 public:
  explicit told(std::function<void()> init) : init_(std::move(init)) {}

 protected:
  void init() override { init_(); }
  void run() override { receive<order>().act(); }

 private:
  std::function<void()> init_;
};

void fail() { throw std::runtime_error("cannot"); }
void ready() {}

struct starting : testing::node {
  /// The result of a start with this init, and what the starter gets as messages afterwards.
  std::string heard(bool link, bool monitor, std::function<void()> init,
                    duration timeout = infinity) {
    trap_exit();
    const start_options options{.timeout = timeout, .monitor = monitor};
    start_result result =
        link ? start_link<told>(options, std::move(init)) : start<told>(options, std::move(init));
    std::string text = result.ok() ? "ok" : result.ignored() ? "ignored" : "failed";
    if (result.ok()) {
      tell(result.value(), [] { stop(exit_reason::shutdown); });
      BOOST_TEST(static_cast<bool>(result.monitor()) == monitor);
    }
    settle();
    while (const auto signal = receive<exit_signal>(0s)) {
      text += " exit:" + to_string(signal->reason).substr(0, 8);
    }
    while (const auto end = receive<down>(0s)) text += " down:" + to_string(end->reason);
    BOOST_TEST(next_message() == "nothing");
    return text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(start_conformance, starting)

BOOST_AUTO_TEST_CASE(P01_sync_start_nolink_tells_the_outcome_and_nothing_else) {
  BOOST_TEST(heard(false, false, ready) == "ok");
  BOOST_TEST(heard(false, false, fail) == "failed");
  BOOST_TEST(heard(false, false, init_ignore) == "ignored");
}

BOOST_AUTO_TEST_CASE(P01_sync_start_link_tells_of_each_end_too) {
  BOOST_TEST(heard(true, false, ready) == "ok exit:shutdown");
  BOOST_TEST(heard(true, false, fail) == "failed exit:error: s");
  BOOST_TEST(heard(true, false, init_ignore) == "ignored exit:normal");
}

BOOST_AUTO_TEST_CASE(P01_sync_start_monitor_has_a_monitor_if_it_is_ok) {
  BOOST_TEST(heard(false, true, ready) == "ok down:shutdown");
  BOOST_TEST(heard(false, true, fail) == "failed");
  BOOST_TEST(heard(false, true, init_ignore) == "ignored");
}

BOOST_AUTO_TEST_CASE(P01_sync_start_monitor_link_has_both) {
  BOOST_TEST(heard(true, true, ready) == "ok exit:shutdown down:shutdown");
  BOOST_TEST(heard(true, true, fail) == "failed exit:error: s");
}

BOOST_AUTO_TEST_CASE(P02_sync_start_timeout_leaves_no_actor_and_no_message) {
  for (const bool link : {false, true}) {
    for (const bool monitor : {false, true}) {
      const pid starter = spawn([this, link, monitor, test = self()] {
        trap_exit();
        const start_options options{.timeout = 100ms, .monitor = monitor};
        const start_result result =
            link ? start_link<told>(options, idle) : start<told>(options, idle);
        send(test, tuple(result.reason() == exit_reason::timeout, next_message()));
      });
      settle();
      BOOST_TEST(actors() == 3U);
      advance(99ms);
      BOOST_TEST(next_message() == "nothing");
      advance(1ms);
      BOOST_TEST(next_message() == R"((true, "nothing"))");
      BOOST_TEST(!is_alive(starter));
      BOOST_TEST(actors() == 1U);
    }
  }
}

BOOST_AUTO_TEST_CASE(P02_sync_start_timeout_is_not_reached_by_an_init_that_is_in_time) {
  const pid starter = spawn([test = self()] {
    const start_result result = start<told>(start_options{.timeout = 100ms}, [] { sleep(99ms); });
    send(test, result.ok());
    kill(result);
  });
  advance(99ms);
  BOOST_TEST(receive<bool>());
  settle();
  BOOST_TEST(!is_alive(starter));
}

BOOST_AUTO_TEST_CASE(P03_init_dont_hang_whatever_ends_the_init) {
  BOOST_TEST(heard(false, false, [] { stop(exit_reason::normal); }) == "failed");
  BOOST_TEST(heard(false, false, [] { stop(exit_reason::kill); }) == "failed");
  BOOST_TEST(heard(false, false, [] { exit(self(), exit_reason::kill); }) == "failed");
  BOOST_TEST(heard(false, false, [] { throw 7; }) == "failed");
  BOOST_TEST(heard(true, false, [] { stop(exit_reason::normal); }) == "failed exit:normal");
}

BOOST_AUTO_TEST_CASE(P03_init_dont_hang_init_that_somebody_else_kills) {
  const pid starter = spawn([test = self()] {
    const start_result result = start<told>([test] {
      send(test, self());
      idle();
    });
    send(test, to_string(result.reason()));
  });
  kill(receive<pid>());
  BOOST_TEST(receive<std::string>() == "killed");
  settle();
  BOOST_TEST(!is_alive(starter));
}

BOOST_AUTO_TEST_CASE(P05_a_crash_report_has_the_reason_the_parent_the_links_and_the_mailbox) {
  trap_exit();
  const pid friendly = spawn(trapping_puppet);
  const pid made = spawn_link(spawn_options{.label = "clerk"}, puppet);
  send(made, 1);
  tell(made, [friendly] {
    link(friendly);
    throw std::runtime_error("out of ink");
  });
  settle();
  const report crash = reports("actor/crash").at(0);
  BOOST_TEST(crash.from == made);
  BOOST_TEST(crash.name == "clerk");
  const std::map<std::string, std::string> fields(crash.fields.begin(), crash.fields.end());
  BOOST_TEST(fields.at("reason") == "error: std::runtime_error: out of ink");
  BOOST_TEST(fields.at("parent") == to_string(self()));
  BOOST_TEST(fields.at("links").find(to_string(friendly)) != std::string::npos);
  BOOST_TEST(fields.at("links").find(to_string(self())) != std::string::npos);
  BOOST_TEST(fields.at("messages") == "1");
  receive<exit_signal>();
  kill(friendly);
}

BOOST_AUTO_TEST_SUITE_END()
