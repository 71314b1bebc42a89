// Pools: requests to one name that go to several children, which come and go.
#include "fauxtp/pool.hpp"

#include <functional>
#include <map>
#include <set>

#include "fauxtp/deadline.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/send_request.hpp"
#include "fauxtp/timer.hpp"
#include "repetitions.hpp"
#include "supervision/witness.hpp"

using namespace supervision_test;
using fauxtp::testing::race_repetitions;

namespace {

struct who {
  using reply = int;
};
/// Is answered by answer_all.
struct hold {
  using reply = int;
};
struct answer_all {};
struct of_customer {
  using reply = int;
  std::string name;
  const std::string& pool_key() const { return name; }
};
/// The member calls its own pool.
struct who_else {
  using reply = int;
};
struct fall {};

class member
    : public gen_server<member, calls<who, hold, of_customer, who_else>, casts<answer_all, fall>> {
 public:
  explicit member(pid test = {}, duration end_takes = 0s) : test_(test), end_takes_(end_takes) {
    if (end_takes_ != 0s) trap_exit();
  }
  int handle_call(who, from) { return number(); }
  call_result<int> handle_call(hold, from client) {
    held_.push_back(client);
    return no_reply;
  }
  int handle_call(of_customer, from) { return number(); }
  int handle_call(who_else, from) { return call("stores", who{}); }
  term handle_call(term, from) { return number(); }
  void handle_cast(answer_all) {
    for (const from& each : held_) reply(each, number());
    held_.clear();
  }
  void handle_cast(fall) { throw std::runtime_error("told to"); }
  void handle_cast(term) { send(test_, event{"cast to " + std::to_string(number())}); }
  void handle_info(term) { send(test_, event{"message to " + std::to_string(number())}); }
  void terminate(const exit_reason&) override { fauxtp::sleep(end_takes_); }

 private:
  static int number() { return static_cast<int>(instance()); }

  pid test_;
  duration end_takes_;
  std::vector<from> held_;
};

/// 1 s, 2 s, …
const restart_delay slowly{.min = 1s, .max = 10s, .jitter = 0};

struct pools : supervision {
  void given(pool_spec spec, child_spec each = {}) {
    if (!each.start) each.start = child_start<member>(self());
    each.restart = restart_type::permanent;
    supervisor_spec whole = pool_of(spec, each);
    whole.intensity = 1'000'000;
    supervision::given(std::move(whole));
  }
  static pool_spec stores(std::size_t size, routing route = routing::round_robin,
                          when_all_fail what = when_all_fail::wait) {
    return {.name = "stores", .size = size, .route = route, .when_all_fail = what};
  }
  static std::string named(int number) { return "stores-" + std::to_string(number); }
  void falls(int number) {
    cast(named(number), fall{});
    settle();
  }
  /// The members that the next calls reach.
  static std::string reached(int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += std::to_string(call("stores", who{}));
    return all;
  }
  /// Makes the call in an actor of its own, and tells its answer or its error as an event.
  template <class Request>
  pid calls_later(Request request, duration wait = call_timeout) {
    const pid caller = spawn([test = self(), request, wait] {
      std::string got;
      try {
        got = "answer of " + std::to_string(call("stores", request, wait));
      } catch (const call_error& error) {
        got = to_string(error.cause());
      }
      send(test, event{got});
    });
    settle();
    return caller;
  }
  std::string open_calls() {
    settle();
    std::string all;
    for (const pool::member& each : pool("stores").members()) {
      all += (all.empty() ? "" : " ") + std::to_string(each.open_calls);
    }
    return all;
  }
  void teardown() { supervision::teardown(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pool_test, pools)

// Who gets a request.

BOOST_AUTO_TEST_CASE(each_member_knows_its_number) {
  given(stores(3));
  for (const int number : {1, 2, 3}) BOOST_TEST(call(named(number), who{}) == number);
  falls(2);
  BOOST_TEST(call("stores-2", who{}) == 2);
  BOOST_TEST(instance() == 0U);
}

BOOST_AUTO_TEST_CASE(calls_to_the_name_go_to_the_members) {
  given(stores(3));
  BOOST_TEST(reached(6) == "123123");
}

BOOST_AUTO_TEST_CASE(casts_messages_and_requests_do_so_too) {
  given(stores(4));
  cast("stores", "anything");
  BOOST_TEST(events() == "cast to 1");
  send("stores", "anything");
  BOOST_TEST(events() == "message to 2");
  BOOST_TEST(receive_response(send_request("stores", who{})) == 3);
  BOOST_TEST(call("stores", "anything") == 4);
  send_after(1s, "stores", "anything");
  advance(1s);
  BOOST_TEST(events() == "message to 1");
}

BOOST_AUTO_TEST_CASE(an_object_of_the_pool_is_as_good_as_its_name) {
  given(stores(4));
  const pool all("stores");
  BOOST_TEST(call(all, who{}) == 1);
  BOOST_TEST(receive_response(send_request(all, who{})) == 2);
  BOOST_TEST(call(all, "anything") == 3);
  cast(all, "anything");
  BOOST_TEST(events() == "cast to 4");
  BOOST_TEST((all.spec() == stores(4)));
}

BOOST_AUTO_TEST_CASE(a_pool_is_no_actor) {
  given(stores(2));
  BOOST_TEST(!whereis("stores"));
  const std::vector<std::string> names = registered();
  BOOST_TEST(!std::ranges::count(names, "stores"));
  BOOST_TEST(!unregister_name("stores"));
  BOOST_TEST(reached(2) == "12");
}

BOOST_AUTO_TEST_CASE(there_is_no_object_of_a_pool_that_is_not_there) {
  BOOST_TEST(!pool::find("stores").has_value());
  BOOST_CHECK_THROW(pool("stores"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_member_that_restarts_gets_nothing) {
  given(stores(3), {.restart_delay = slowly});
  falls(2);
  BOOST_TEST(reached(4) == "1313");
  advance(1s);
  BOOST_TEST(reached(3) == "123");
}

BOOST_AUTO_TEST_CASE(a_member_that_has_been_told_to_stop_gets_nothing_more) {
  given(stores(2), {.start = child_start<member>(self(), duration(3s))});
  spawn([top = top] { supervisor::terminate_child(top, "stores-1"); });
  settle();
  BOOST_TEST(is_alive(whereis("stores-1")));
  BOOST_TEST(reached(3) == "222");
  advance(3s);
}

BOOST_AUTO_TEST_CASE(a_member_that_calls_its_pool_reaches_another_one) {
  given(stores(2));
  BOOST_TEST(call("stores-1", who_else{}) == 2);
  BOOST_TEST(call("stores-1", who_else{}) == 2);
}

BOOST_AUTO_TEST_CASE(a_caller_whose_member_ends_meanwhile_is_told_why) {
  given(stores(2, routing::least_loaded));
  calls_later(hold{});
  for (const int number : {1, 2}) exit(whereis(named(number)), exit_reason::kill);
  BOOST_TEST(events() == "killed");
}

BOOST_AUTO_TEST_CASE(a_timeout_tells_what_the_member_does) {
  given(stores(1));
  const pid caller = spawn([test = self()] {
    try {
      call("stores", hold{}, 1s);
    } catch (const call_error& error) {
      send(test, event{error.what()});
    }
  });
  advance(1s);
  const std::string told = events();
  BOOST_TEST(told.starts_with("call to stores got no reply: timeout"), told);
  BOOST_TEST(told.find("top/stores-1") != std::string::npos, told);
  BOOST_TEST(!is_alive(caller));
}

// By load.

BOOST_AUTO_TEST_CASE(the_member_with_the_fewest_open_calls_gets_the_next) {
  given(stores(3, routing::least_loaded));
  for (int i = 0; i < 3; ++i) calls_later(hold{});
  BOOST_TEST(open_calls() == "1 1 1");
  cast("stores-2", answer_all{});
  BOOST_TEST(open_calls() == "1 0 1");
  BOOST_TEST(events() == "answer of 2");
  BOOST_TEST(reached(20) == "22222222222222222222");
  for (const int number : {1, 3}) cast(named(number), answer_all{});
  events();
}

BOOST_AUTO_TEST_CASE(a_call_is_open_until_its_caller_has_given_up_or_ended) {
  given(stores(1, routing::least_loaded));
  calls_later(hold{}, 1s);
  const pid killed = calls_later(hold{}, infinity);
  BOOST_TEST(open_calls() == "2");
  advance(1s);
  BOOST_TEST(open_calls() == "1");
  exit(killed, exit_reason::kill);
  BOOST_TEST(open_calls() == "0");
  BOOST_TEST(events() == "timeout");
}

BOOST_AUTO_TEST_CASE(a_request_is_open_until_it_is_settled) {
  given(stores(1, routing::least_loaded));
  {
    auto dropped = send_request("stores", hold{});
    auto taken = send_request("stores", hold{});
    BOOST_TEST(open_calls() == "2");
    cast("stores-1", answer_all{});
    BOOST_TEST(receive_response(std::move(taken)) == 1);
  }
  BOOST_TEST(open_calls() == "0");
  respond_by_message(send_request("stores", hold{}));
  BOOST_TEST(open_calls() == "1");
  cast("stores-1", answer_all{});
  BOOST_TEST(open_calls() == "0");
  BOOST_TEST(receive<response>().reply.as<int>() == 1);
}

BOOST_AUTO_TEST_CASE(calls_to_a_member_that_has_ended_are_not_held_against_the_next) {
  given(stores(1, routing::least_loaded));
  calls_later(hold{});
  falls(1);
  BOOST_TEST(open_calls() == "0");
  events();
}

// While all are down.

BOOST_AUTO_TEST_CASE(a_call_waits_until_a_member_is_up) {
  given(stores(2), {.restart_delay = slowly});
  falls(1);
  advance(500ms);
  falls(2);
  calls_later(who{});
  advance(499ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "answer of 1");
}

BOOST_AUTO_TEST_CASE(all_who_wait_go_on) {
  given(stores(2), {.restart_delay = slowly});
  for (const int number : {1, 2}) falls(number);
  for (int i = 0; i < 3; ++i) calls_later(who{});
  advance(1s);
  const std::string got = events();
  BOOST_TEST(std::ranges::count(got, 'a') == 3, got);
}

BOOST_AUTO_TEST_CASE(a_call_waits_until_the_first_member_has_started) {
  supervision::given({.pools = {stores(2)}});
  calls_later(who{});
  BOOST_TEST(events() == "");
  child_spec second = pool_of(stores(2), {.start = child_start<member>(self())}).children[1];
  supervisor::start_child(top, second);
  BOOST_TEST(events() == "answer of 2");
}

BOOST_AUTO_TEST_CASE(a_call_waits_no_longer_than_its_time_and_tells_what_the_members_do) {
  given(stores(2), {.restart_delay = slowly});
  falls(1);
  advance(300ms);
  falls(2);
  spawn([test = self()] {
    try {
      call("stores", who{}, 200ms);
    } catch (const call_error& error) {
      send(test, event{error.what()});
    }
  });
  advance(200ms);
  const std::string told = events();
  BOOST_TEST(told.starts_with("call to stores got no reply: timeout"), told);
  BOOST_TEST(told.ends_with("all 2 members of the pool \"stores\" are down: stores-1 restarts in "
                            "0.5 s, stores-2 restarts in 0.8 s"),
             told);
}

BOOST_AUTO_TEST_CASE(the_wait_for_a_member_is_a_part_of_the_time) {
  given(stores(1), {.restart_delay = slowly});
  falls(1);
  calls_later(hold{}, 3s);
  advance(2999ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "timeout");
}

BOOST_AUTO_TEST_CASE(a_wait_ends_with_the_deadline_of_the_call_that_the_caller_serves) {
  struct middle : gen_server<middle, calls<who>> {
    middle() { keep_deadlines(); }
    int handle_call(who, from) { return call("stores", who{}, infinity); }
  };
  given(stores(1), {.restart_delay = slowly});
  falls(1);
  const pid between = fauxtp::start<middle>(start_options{.name = "middle"});
  const pid caller = spawn([between] { call(between, who{}, 500ms); });
  advance(500ms);
  BOOST_TEST(!is_alive(caller));
  advance(1s);
  BOOST_TEST(call(between, who{}) == 1);  // it has not failed, and does not wait any more
  exit(between, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(where_a_pool_fails_at_once_nobody_waits) {
  given(stores(1, routing::round_robin, when_all_fail::fail), {.restart_delay = slowly});
  falls(1);
  calls_later(who{});
  BOOST_TEST(events() == "noproc");
  advance(1s);
  BOOST_TEST(reached(1) == "1");
}

BOOST_AUTO_TEST_CASE(only_calls_wait) {
  given(stores(2), {.restart_delay = slowly});
  for (const int number : {1, 2}) falls(number);
  cast("stores", "lost");
  BOOST_CHECK_THROW(send("stores", "refused"), std::invalid_argument);
  try {
    receive_response(send_request("stores", who{}));
    BOOST_ERROR("there was a reply");
  } catch (const call_error& error) {
    BOOST_TEST(error.cause() == exit_reason::noproc);
    BOOST_TEST(std::string(error.what()).find("restarts in 1.0 s") != std::string::npos);
  }
  advance(2s);
  BOOST_TEST(events() == "");
}

BOOST_AUTO_TEST_CASE(who_gives_up_waiting_is_forgotten) {
  given(stores(1), {.restart_delay = slowly});
  falls(1);
  calls_later(who{}, 500ms);
  const pid killed = calls_later(who{});
  advance(500ms);
  exit(killed, exit_reason::kill);
  advance(500ms);
  BOOST_TEST(events() == "timeout");
  BOOST_TEST(reached(1) == "1");
}

BOOST_AUTO_TEST_CASE(a_pool_stays_while_a_supervisor_below_its_own_restarts) {
  supervisor_spec inner = pool_of(stores(2), {.start = child_start<member>(self())});
  const auto kept = std::exchange(inner.pools, {});
  supervision::given({.children = {{.id = "inner",
                                    .start = child_start(inner),
                                    .type = child_type::supervisor,
                                    .restart_delay = slowly}},
                      .pools = kept});
  exit(supervisor::which_children(top)[0].actor, exit_reason::kill);
  settle();
  calls_later(who{});
  BOOST_TEST(events() == "");
  advance(1s);
  BOOST_TEST(events().starts_with("answer of"));
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_pool_that_goes_away_is_told_at_once) {
  supervision::given({.pools = {stores(1)}});
  calls_later(who{}, infinity);
  stop_top();
  BOOST_TEST(events() == "noproc");
  calls_later(who{}, infinity);
  BOOST_TEST(events() == "noproc");
  receive<exit_signal>();
}

BOOST_AUTO_TEST_CASE(an_object_of_a_pool_outlives_a_restart_of_who_keeps_it) {
  supervisor_spec inner = pool_of(stores(2), {.start = child_start<member>(self())});
  supervision::given(
      {.intensity = 1'000'000,  // a start may meet members that have not ended yet
       .children = {{.id = "inner", .start = child_start(inner), .type = child_type::supervisor}}});
  const pool all("stores");
  exit(supervisor::which_children(top)[0].actor, exit_reason::kill);
  settle();
  BOOST_TEST(call(all, who{}) != 0);
}

// By key.

BOOST_AUTO_TEST_CASE(a_key_reaches_the_same_member_before_and_after_its_restart) {
  given(stores(4, routing::by_key));
  std::map<std::string, int> before;
  for (const std::string name : {"Ada", "Konrad", "Grace", "Alan", "Edsger", "Barbara"}) {
    before[name] = call("stores", of_customer{name});
  }
  for (int number = 1; number <= 4; ++number) falls(number);
  const pool all("stores");
  for (const auto& [name, number] : before) {
    BOOST_TEST(call("stores", of_customer{name}) == number);
    BOOST_TEST(call(all, of_customer{name}) == number);
    BOOST_TEST(receive_response(send_request("stores", of_customer{name})) == number);
    BOOST_TEST(call(all.member_for(name), who{}) == number);
    BOOST_TEST(call(all.member_for(name.c_str()), who{}) == number);
  }
}

BOOST_AUTO_TEST_CASE(a_call_waits_for_the_member_of_its_key_and_others_do_not) {
  given(stores(4, routing::by_key), {.restart_delay = slowly});
  const int of_ada = call("stores", of_customer{"Ada"});
  std::string other = "a";
  while (call("stores", of_customer{other}) == of_ada) other += "a";
  falls(of_ada);
  calls_later(of_customer{"Ada"});
  calls_later(of_customer{other});
  BOOST_TEST(events().starts_with("answer of"));
  advance(1s);
  BOOST_TEST(events() == "answer of " + std::to_string(of_ada));
}

BOOST_AUTO_TEST_CASE(an_error_names_the_member_of_the_key) {
  given(stores(4, routing::by_key, when_all_fail::fail), {.restart_delay = slowly});
  const std::string name = named(call("stores", of_customer{"Ada"}));
  cast(name, fall{});
  settle();
  try {
    call("stores", of_customer{"Ada"});
    BOOST_ERROR("there was a reply");
  } catch (const call_error& error) {
    BOOST_TEST(std::string(error.what())
                   .ends_with("the member of the pool \"stores\" for this key is down: " + name +
                              " restarts in 1.0 s"));
  }
}

BOOST_AUTO_TEST_CASE(a_request_without_a_key_is_a_mistake_of_the_caller) {
  given(stores(2, routing::by_key));
  BOOST_CHECK_THROW(call("stores", "anything"), std::invalid_argument);
  BOOST_CHECK_THROW(call("stores", who{}), std::invalid_argument);
  BOOST_CHECK_THROW(cast("stores", "anything"), std::invalid_argument);
  BOOST_CHECK_THROW(send("stores", "anything"), std::invalid_argument);
  BOOST_CHECK_THROW(send_request("stores", who{}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_key_is_no_hindrance_elsewhere) {
  given(stores(2));
  BOOST_TEST(call("stores", of_customer{"Ada"}) == 1);
  BOOST_TEST(call("stores-2", of_customer{"Ada"}) == 2);
  BOOST_TEST(call(whereis("stores-2"), of_customer{"Ada"}) == 2);
}

// Names and specs.

BOOST_AUTO_TEST_CASE(a_pool_cannot_have_the_name_of_an_actor) {
  const pid holder = spawn([] { fauxtp::sleep(infinity); });
  register_name("stores", holder);
  const start_result started = start(pool_of(stores(2), {.start = child_start<member>(self())}));
  BOOST_TEST(to_string(started.reason()) == R"(("name_is_taken", "stores"))");
  exit(holder, exit_reason::kill);
  events();
  receive<exit_signal>();
}

BOOST_AUTO_TEST_CASE(an_actor_cannot_have_the_name_of_a_pool) {
  given(stores(1));
  BOOST_TEST(!register_name("stores", self()));
  const start_result started = fauxtp::start<member>(start_options{.name = "stores"}, self());
  BOOST_TEST(to_string(started.reason()) == R"(("name_of_a_pool", "stores"))");
  BOOST_TEST(reached(1) == "1");
}

BOOST_AUTO_TEST_CASE(two_supervisors_cannot_keep_one_pool) {
  given(stores(1));
  const start_result other =
      supervisor::start_link(pool_of(stores(1), {.start = child_start<member>(self())}));
  BOOST_TEST(to_string(other.reason()) == R"(("name_is_taken", "stores"))");
  receive<exit_signal>();
  BOOST_TEST(reached(1) == "1");
}

BOOST_AUTO_TEST_CASE(a_name_is_free_when_its_pool_is_gone) {
  given(stores(1));
  stop_top();
  receive<exit_signal>();
  BOOST_TEST(register_name("stores", self()));
  BOOST_TEST(unregister_name("stores"));
}

BOOST_AUTO_TEST_CASE(mistakes_of_a_spec_are_named) {
  const auto mistake = [](supervisor_spec spec) {
    return to_string(supervisor::check(spec).value_or(exit_reason::normal));
  };
  BOOST_TEST(mistake({.pools = {stores(0)}}) ==
             R"(("supervisor_data", ("invalid_pool", "stores")))");
  BOOST_TEST(mistake({.pools = {stores(1), stores(2)}}) ==
             R"(("supervisor_data", ("duplicate_pool_name", "stores")))");
  child_spec numberless = pool_of(stores(1), {.start = child_start<member>(self())}).children[0];
  numberless.spawn.instance = 0;
  BOOST_TEST(mistake({.children = {numberless}, .pools = {stores(1)}}) ==
             R"(("start_spec", "missing_instance"))");
}

BOOST_AUTO_TEST_CASE(a_member_of_no_pool_does_not_start) {
  supervisor_spec spec = pool_of(stores(1), {.start = child_start<member>(self())});
  spec.pools.clear();
  const start_result started = start(std::move(spec));
  BOOST_TEST(to_string(started.reason()).find(R"(("no_pool", "stores"))") != std::string::npos);
  receive<exit_signal>();
}

// A running pool becomes another one.

BOOST_AUTO_TEST_CASE(a_change_of_its_size_moves_its_calls) {
  given(stores(2));
  supervisor_spec larger = pool_of(stores(3), {.start = child_start<member>(self())});
  BOOST_TEST(!supervisor::change(top, larger).has_value());
  supervisor::restart_child(top, "stores-3");
  const std::string got = reached(3);
  BOOST_TEST(std::set(got.begin(), got.end()).size() == 3U);
  BOOST_TEST(!supervisor::change(top, pool_of(stores(1), {.start = child_start<member>(self())}))
                  .has_value());
  BOOST_TEST(reached(3) == "111");
}

BOOST_AUTO_TEST_CASE(a_change_of_its_route_takes_effect_at_once) {
  given(stores(2));
  supervisor::change(top,
                     pool_of(stores(2, routing::by_key), {.start = child_start<member>(self())}));
  BOOST_CHECK_THROW(call("stores", who{}), std::invalid_argument);
  BOOST_TEST(call("stores", of_customer{"Ada"}) == call("stores", of_customer{"Ada"}));
}

BOOST_AUTO_TEST_CASE(children_become_members_and_cease_to_be_while_they_run) {
  given(stores(2));
  const pid first = whereis("stores-1");
  supervisor_spec loose = pool_of(stores(2), {.start = child_start<member>(self())});
  loose.pools.clear();
  for (child_spec& each : loose.children) each.pool.clear();
  supervisor::change(top, loose);
  calls_later(who{});
  BOOST_TEST(events() == "noproc");
  supervisor::change(top, pool_of(stores(2), {.start = child_start<member>(self())}));
  BOOST_TEST(reached(2).size() == 2U);
  BOOST_TEST(whereis("stores-1") == first);
}

BOOST_AUTO_TEST_CASE(a_running_child_that_is_to_be_no_member_gets_nothing_more) {
  given(stores(2));
  supervisor_spec smaller = pool_of(stores(2), {.start = child_start<member>(self())});
  smaller.children[0].pool.clear();
  supervisor::change(top, smaller);
  BOOST_TEST(reached(3) == "222");
  BOOST_TEST(call("stores-1", who{}) == 1);
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_member_that_is_not_to_come_any_more_goes_to_another) {
  given(stores(4, routing::by_key), {.restart_delay = slowly});
  std::string name = "a";
  while (call("stores", of_customer{name}) != 4) name += "a";
  falls(4);
  calls_later(of_customer{name}, infinity);
  BOOST_TEST(events() == "");
  supervisor::change(top,
                     pool_of(stores(3, routing::by_key), {.start = child_start<member>(self())}));
  BOOST_TEST(events().starts_with("answer of"));
}

BOOST_AUTO_TEST_SUITE_END()

// Races: by the clock of the test nobody's time is ever up, so a call that hangs ends the program.

BOOST_AUTO_TEST_SUITE(pool_races)

BOOST_FIXTURE_TEST_CASE(each_of_100_000_calls_to_members_that_fall_gets_an_answer_or_an_error,
                        pools) {
  constexpr int callers = 10;
  const int calls_of_each = race_repetitions(100'000) / callers;
  given(stores(4, routing::least_loaded), {.spawn = {.place = placement::spread}});
  for (int i = 0; i < callers; ++i) {
    spawn({.place = placement::spread}, [test = self(), i, calls_of_each] {
      int answers = 0, errors = 0;
      const pool all("stores");
      for (int n = 0; n < calls_of_each; ++n) {
        if (n % 20 == i) exit(whereis(named(1 + n % 4)), exit_reason::kill);
        try {
          answers +=
              n % 2 == 0 ? call("stores", who{}, infinity) > 0 : call(all, who{}, infinity) > 0;
        } catch (const call_error& error) {
          const bool has_ended = error.cause() == exit_reason::killed;
          errors += has_ended || error.cause() == exit_reason::noproc;
        }
      }
      send(test, tuple(answers, errors));
    });
  }
  int answers = 0, errors = 0;
  for (int i = 0; i < callers; ++i) {
    receive(on(tuple(type<int>, type<int>), [&](int good, int bad) {
      answers += good;
      errors += bad;
    }));
  }
  BOOST_TEST(answers + errors == callers * calls_of_each);
  BOOST_TEST(answers > errors);
  BOOST_TEST(open_calls() == "0 0 0 0");
}

BOOST_FIXTURE_TEST_CASE(changes_of_its_size_meet_its_calls, pools) {
  const int changes = race_repetitions(100'000) / 100;
  given(stores(4, routing::round_robin));
  std::vector<pid> callers;
  for (int i = 0; i < 4; ++i) {
    callers.push_back(spawn({.place = placement::spread}, [test = self()] {
      int wrong = 0;
      const auto stop_now = [] {
        return receive(on("stop", [] { return true; }), after(0s, [] { return false; }));
      };
      do {
        for (int n = 0; n < 10; ++n) wrong += call("stores", who{}, infinity) == 0;
      } while (!stop_now());
      send(test, wrong);
    }));
  }
  for (int i = 0; i < changes; ++i) {
    supervisor::change(top, pool_of(stores(1 + i % 4), {.start = child_start<member>(self())}));
  }
  for (const pid each : callers) send(each, "stop");
  for (std::size_t i = 0; i < callers.size(); ++i) BOOST_TEST(receive<int>() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
