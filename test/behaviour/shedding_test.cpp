// Requests that have waited too long are shed, and those who have asked are told.
#include "fauxtp/shedding.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "actor/local_node.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/send_request.hpp"
#include "fauxtp/sys.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"
#include "free_threads.hpp"
#include "repetitions.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

/// What has become of orders.
struct served {
  std::atomic<int> count{0};
  std::atomic<std::chrono::nanoseconds::rep> longest_wait{0};
};
/// A request that takes 10 ms.
struct order {
  time_point sent;
  served* book;
};

/// A till that takes as long as it is told: a number, called or cast, is the seconds. It tells on
/// request what it has done.
class till : public gen_server<till> {
 public:
  explicit till(bool keeps = false, bool hibernates = false) {
    trap_exit();
    if (keeps) keep_deadlines();
    if (hibernates) hibernate_after(1s);
  }

  term handle_call(term request, from) {
    if (request == "sold") return sold_;
    if (request == "wait for a message") return receive<std::string>();
    sell(request);
    return "sold";
  }
  void handle_cast(term request) {
    if (const auto* made = request.get_if<order>()) {
      const auto waited = std::chrono::nanoseconds(now() - made->sent).count();
      made->book->longest_wait = std::max(made->book->longest_wait.load(), waited);
      ++made->book->count;
      fauxtp::sleep(10ms);
    } else {
      sell(request);
    }
  }
  void handle_info(const term& message) { heard_ += to_string(message) + " "; }
  std::string state() const { return heard_; }

 private:
  void sell(const term& request) {
    fauxtp::sleep(std::chrono::seconds(request.as<int>()));
    ++sold_;
  }

  int sold_ = 0;
  std::string heard_;
};

exit_reason is_shed() { return exit_reason(term("shed")); }

struct shop : testing::node {
  pid open(mailbox_limit limit, bool keeps = false, bool hibernates = false) {
    all_.push_back(start<till>(start_options{.spawn = {.mailbox = limit}}, keeps, hibernates));
    return all_.back();
  }
  /// Makes the till busy for some seconds.
  void busy(pid till, int seconds) {
    cast(till, term(seconds));
    settle();
  }
  /// Tells the test's body what has become of its call.
  pid customer(pid till, int seconds, duration patience = 1h) {
    return spawn([=, test = self()] {
      send(test, to_string(testing::cause_of([&] { call(till, term(seconds), patience); })));
    });
  }
  /// On another worker than the test.
  pid open_elsewhere(mailbox_limit limit) {
    pid till = open(limit);
    while (worker_of(till) == worker_of(self())) till = open(limit);
    return till;
  }
  /// Nothing arrives on the worker of that till meanwhile.
  void while_its_worker_is_held(pid till, const std::function<void()>& act) {
    std::atomic<bool> holds{false}, ends{false};
    const auto hold = [&] {
      receive<std::string>();
      holds = true;
      while (!ends) std::this_thread::yield();
    };
    pid hog = spawn({.place = placement::spread}, hold);
    while (worker_of(hog) != worker_of(till)) {
      exit(hog, exit_reason::kill);
      hog = spawn({.place = placement::spread}, hold);
    }
    send(hog, "hold");
    while (!holds) std::this_thread::yield();
    act();
    ends = true;
    settle();
  }
  void time_passes(duration time) {
    detail::process::current().node().manual_time()->set(now() + time);
  }
  void order_from(pid till) { cast(till, term(order{now(), &book})); }
  int sold(pid till) { return call(till, "sold").as<int>(); }
  served book;
  void teardown() {
    for (const pid each : all_) exit(each, exit_reason::kill);
    settle();
    testing::node::teardown();
  }

 private:
  static std::size_t worker_of(pid actor) { return info(actor)->worker; }

  std::vector<pid> all_;
};

const std::string answered = "\"there was a reply\"";
const std::string shed = "\"shed\"";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(shedding_test, shop)

BOOST_AUTO_TEST_CASE(a_call_that_has_waited_too_long_fails_when_its_turn_comes) {
  const pid till = open({.max_age = 2s});
  busy(till, 10);
  customer(till, 1);
  advance(10s - 1ms);
  BOOST_TEST(testing::next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(testing::next_message() == to_string(term(shed)));
  BOOST_TEST(sold(till) == 1);
  BOOST_TEST(info(till)->shed == 1U);
}

BOOST_AUTO_TEST_CASE(what_has_waited_for_less_is_served) {
  const pid till = open({.max_age = 2s});
  busy(till, 10);
  advance(8s);
  customer(till, 1);  // will have waited for just as long as nobody may
  advance(1ms);
  customer(till, 1);
  advance(10s);
  const std::string first = testing::next_message(), second = testing::next_message();
  BOOST_TEST(first == to_string(term(shed)));
  BOOST_TEST(second == to_string(term(answered)));
  BOOST_TEST(info(till)->shed == 1U);
}

BOOST_AUTO_TEST_CASE(a_cast_that_has_waited_too_long_is_dropped_and_counted) {
  const pid till = open({.max_age = 2s});
  busy(till, 10);
  for (int i = 0; i < 3; ++i) cast(till, term(1));
  advance(20s);
  BOOST_TEST(sold(till) == 1);
  BOOST_TEST(info(till)->shed == 3U);
}

BOOST_AUTO_TEST_CASE(without_an_age_nothing_is_shed) {
  const pid till = open({.max_age = infinity});
  busy(till, 10);
  cast(till, term(1));
  advance(1h);
  BOOST_TEST(sold(till) == 2);
}

BOOST_AUTO_TEST_CASE(messages_ends_and_questions_of_the_system_are_never_shed) {
  const pid till = open({.max_age = 2s});
  const pid friend_of_till = spawn([=] {
    link(till);
    receive<std::string>();
  });
  settle();
  busy(till, 10);
  send(till, "hello");
  send_after(1s, till, "tick");
  send(friend_of_till, "go");
  bool asked = false;
  spawn([&, till] { asked = sys::get_state(till, infinity).is<std::string>(); });
  advance(20s);
  BOOST_TEST(asked);
  const std::string heard = sys::get_state(till).as<std::string>();
  for (const char* each : {"\"hello\"", "\"tick\"", "exit signal of"}) {
    BOOST_TEST(heard.find(each) != heard.npos, heard);
  }
  BOOST_TEST(info(till)->shed == 0U);
}

BOOST_AUTO_TEST_CASE(an_order_to_end_is_obeyed_behind_requests_that_are_shed) {
  const pid till = open({.max_age = 2s});
  const ref end = monitor(till);
  busy(till, 10);
  cast(till, term(1'000'000));
  fauxtp::spawn([=] { fauxtp::stop(till, exit_reason::normal, infinity); });
  advance(10s);
  BOOST_TEST(testing::end_of(end) == exit_reason::normal);
}

BOOST_AUTO_TEST_CASE(a_call_that_was_given_up_is_left_out_and_not_shed) {
  const pid till = open({.max_age = 2s}, true);
  busy(till, 10);
  customer(till, 1, 3s);
  customer(till, 1, 1h);
  advance(20s);
  BOOST_TEST(testing::next_message() == "\"timeout\"");
  BOOST_TEST(testing::next_message() == to_string(term(shed)));
  BOOST_TEST(info(till)->left_out == 1U);
  BOOST_TEST(info(till)->shed == 1U);
}

BOOST_AUTO_TEST_CASE(an_age_beyond_the_callers_patience_sheds_what_they_do_not_wait_for) {
  const pid till = open({.max_age = 8s});
  busy(till, 10);
  customer(till, 1, 5s);
  advance(10s);
  BOOST_TEST(testing::next_message() == "\"timeout\"");
  BOOST_TEST(info(till)->shed == 1U);
  BOOST_TEST(sold(till) == 1);
}

BOOST_AUTO_TEST_CASE(a_receive_in_a_handler_sheds_nothing) {
  const pid till = open({.max_age = 2s});
  const auto waits = spawn([=] { call(till, "wait for a message", infinity); });
  settle();
  for (int i = 0; i < 3; ++i) cast(till, term(1));
  advance(10s);
  BOOST_TEST(info(till)->messages == 3U);
  BOOST_TEST(info(till)->shed == 0U);
  send(till, "go on");
  settle();
  BOOST_TEST(!is_alive(waits));
  BOOST_TEST(info(till)->shed == 3U);
}

BOOST_AUTO_TEST_CASE(a_server_that_was_suspended_sheds_what_has_become_too_old) {
  const pid till = open({.max_age = 2s});
  sys::suspend(till);
  cast(till, term(1));
  advance(10s);
  BOOST_TEST(info(till)->messages == 1U);
  cast(till, term(1));
  sys::resume(till);
  advance(10s);
  BOOST_TEST(sold(till) == 1);
  BOOST_TEST(info(till)->shed == 1U);
}

BOOST_AUTO_TEST_CASE(a_server_that_hibernates_serves_what_wakes_it) {
  const pid till = open({.max_age = 2s}, false, true);
  advance(10s);
  BOOST_TEST(info(till)->hibernates);
  customer(till, 0);
  settle();
  BOOST_TEST(testing::next_message() == to_string(term(answered)));
  advance(10s);
  BOOST_TEST(info(till)->hibernates);
}

BOOST_AUTO_TEST_CASE(a_response_tells_that_its_request_was_shed) {
  const pid till = open({.max_age = 2s});
  busy(till, 10);
  auto waited_for = send_request(till, 1);
  const ref as_message = respond_by_message(send_request(till, 1));
  advance(10s);
  BOOST_TEST(testing::cause_of([&] { receive_response(std::move(waited_for), 1s); }) == is_shed());
  const auto found = receive<response>(0s);
  BOOST_REQUIRE(found);
  BOOST_TEST((found->id == as_message));
  BOOST_TEST(*found->failure == is_shed());
}

BOOST_AUTO_TEST_CASE(a_rule_that_comes_later_leaves_what_lies_there) {
  const pid till = open({});
  busy(till, 10);
  cast(till, term(1));
  limit_mailbox(till, {.max_age = 2s});
  settle();
  cast(till, term(1));
  advance(20s);
  BOOST_TEST(sold(till) == 2);
  BOOST_TEST(info(till)->shed == 1U);
  limit_mailbox(till, {});
  busy(till, 10);
  cast(till, term(1));
  advance(20s);
  BOOST_TEST(sold(till) == 4);
}

BOOST_AUTO_TEST_CASE(a_limit_of_messages_holds_beside_an_age) {
  const pid till = open({.messages = 2, .policy = overflow::reject, .max_age = 2s});
  busy(till, 10);
  cast(till, term(1));
  cast(till, term(1));
  BOOST_CHECK_THROW(cast(till, term(1)), mailbox_full);
  advance(10s);
  BOOST_TEST(info(till)->lost == 1U);
  BOOST_TEST(info(till)->shed == 2U);
  cast(till, term(1));
  cast(till, term(1));
  advance(10s);
}

BOOST_AUTO_TEST_CASE(times_that_are_not_more_than_zero_are_refused) {
  using limits = std::vector<mailbox_limit>;
  for (const mailbox_limit& wrong : limits{{.max_age = 0s},
                                           {.max_age = -1s},
                                           {.shed = {.target = 0s}},
                                           {.shed = {.target = 50ms, .interval = 0s}}}) {
    BOOST_CHECK_THROW(spawn({.mailbox = wrong}, [] {}), std::invalid_argument);
    BOOST_CHECK_THROW(limit_mailbox(self(), wrong), std::invalid_argument);
  }
}

BOOST_AUTO_TEST_CASE(a_request_grows_old_on_its_way_too,
                     *testing::needs_free_threads("an actor holds its worker")) {
  if (workers() == 1) return;
  const pid till = open_elsewhere({.max_age = 2s});
  while_its_worker_is_held(till, [&] {
    cast(till, term(1));
    time_passes(5s);
  });
  BOOST_TEST(info(till)->shed == 1U);
}

BOOST_AUTO_TEST_CASE(a_request_is_no_older_than_since_it_was_sent,
                     *testing::needs_free_threads("an actor holds its worker")) {
  if (workers() == 1) return;
  const pid till = open_elsewhere({.max_age = 2s});
  while_its_worker_is_held(till, [&] {
    time_passes(5s);
    cast(till, term(1));
  });
  BOOST_TEST(info(till)->shed == 0U);
  advance(1s);
}

BOOST_AUTO_TEST_CASE(the_log_tells_of_what_is_shed_ever_more_seldom) {
  const pid till = open({.max_age = 2s});
  busy(till, 10);
  for (int i = 0; i < 100; ++i) cast(till, term(1));
  advance(20s);
  const std::vector<report> told = reports("server/shed");
  BOOST_TEST(told.size() == 7U);  // 1, 2, 4, 8, 16, 32, 64
  BOOST_TEST(told.back().text == "has shed cast 1, which had waited too long (64 until now)");
}

// By the shortest wait of each interval.

BOOST_AUTO_TEST_CASE(a_burst_is_not_shed) {
  const pid till = open({.shed = {.target = 50ms}});
  for (int i = 0; i < 18; ++i) order_from(till);
  advance(1s);
  BOOST_TEST(book.count == 18);
}

BOOST_AUTO_TEST_CASE(overload_is_shed_down_to_twice_the_target_and_ends_with_the_load) {
  const pid till = open({.shed = {.target = 50ms}});
  const auto come = [&](int in_each_step, int steps) {
    for (int step = 0; step < steps; ++step) {
      for (int i = 0; i < in_each_step; ++i) order_from(till);
      advance(10ms);  // it serves one
    }
  };
  come(3, 100);
  limit_mailbox(till, {.shed = {.target = 50ms}});  // as a reload does: nothing is forgotten
  const int before = book.count;
  book.longest_wait = 0;
  come(3, 300);
  BOOST_TEST(book.count - before >= 295, "it is never idle");
  BOOST_TEST(book.longest_wait <= 100'000'000);
  BOOST_TEST(info(till)->shed > 700U);
  BOOST_TEST(info(till)->messages < 40U);
  advance(1s);
  const auto shed_until_now = info(till)->shed;
  come(1, 100);
  BOOST_TEST(info(till)->shed == shed_until_now);
}

BOOST_AUTO_TEST_CASE(a_target_of_infinity_sheds_nothing) {
  const pid till = open({.shed = {.target = infinity}});
  busy(till, 10);
  for (int i = 0; i < 100; ++i) cast(till, term(0));
  advance(20s);
  BOOST_TEST(sold(till) == 101);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(no_call_hangs_while_100_000_are_answered_or_shed) {
  node_options options;
  options.workers = std::size_t(std::atoi(
      std::getenv("FAUXTP_TEST_WORKERS") != nullptr ? std::getenv("FAUXTP_TEST_WORKERS") : "1"));
  options.log = [](const report&) {};
  const node home(options);
  const pid till_server = start<till>(start_options{.spawn = {.mailbox = {.max_age = 2us}}});
  const int calls = testing::race_repetitions(100'000);
  for (int i = 0; i < 4; ++i) {
    spawn({.place = placement::spread}, [=, test = self()] {
      int served = 0, refused = 0;
      for (int n = 0; n < calls / 4; ++n) {
        const exit_reason cause = testing::cause_of([&] { call(till_server, "sold", infinity); });
        ++(cause == is_shed() ? refused : served);
      }
      send(test, tuple(served, refused));
    });
  }
  int served = 0, refused = 0;
  for (int i = 0; i < 4; ++i) {
    receive(on(tuple(type<int>, type<int>), [&](int one, int other) {
      served += one;
      refused += other;
    }));
  }
  BOOST_TEST(served + refused == calls / 4 * 4);
  BOOST_TEST(info(till_server)->shed == static_cast<std::uint64_t>(refused));
}
