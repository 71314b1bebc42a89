// Servers that wait for each other: the call that closes the ring fails at once.
#include <boost/test/unit_test.hpp>

#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"
#include "obedient.hpp"
#include "repetitions.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct rings : testing::node {
  pid serve(const std::string& name) {
    const pid made = start<obedient>(start_options{.name = name});
    all.push_back(made);
    return made;
  }
  void teardown() {
    for (const pid each : all) exit(each, exit_reason::kill);
    settle();
    while (receive<exit_signal>(0s)) {
    }
    testing::node::teardown();
  }
  std::vector<pid> all;
};

/// Calls the server, and returns the reply or why there is none.
term called(pid server, std::function<term()> act) {
  try {
    return call(server, does{std::move(act)});
  } catch (const call_error& error) {
    return to_string(error.cause());
  }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(deadlock_test, rings)

BOOST_AUTO_TEST_CASE(a_server_that_calls_its_caller_is_told_of_the_deadlock_at_once) {
  const pid a = serve("a"), b = serve("b");
  const term answer =
      call(a, does{[a, b] { return call(b, does{[a] { return called(a, [] { return 1; }); }}); }});
  BOOST_TEST(answer.as<std::string>() == R"(("deadlock", ["b", "a", "b"]))");
}

BOOST_AUTO_TEST_CASE(a_ring_of_five_is_found_by_the_last_caller) {
  std::vector<pid> ring;
  for (const char* name : {"a", "b", "c", "d", "e"}) ring.push_back(serve(name));
  std::function<term(std::size_t)> pass = [&](std::size_t at) -> term {
    const pid next = ring[(at + 1) % ring.size()];
    if (at + 1 == ring.size()) return called(next, [] { return 1; });
    return call(next, does{[&pass, at] { return pass(at + 1); }});
  };
  const term answer = call(ring[0], does{[&pass] { return pass(0); }});
  BOOST_TEST(answer.as<std::string>() == R"(("deadlock", ["e", "a", "b", "c", "d", "e"]))");
}

BOOST_AUTO_TEST_CASE(actors_without_a_name_stand_in_the_ring_with_their_pid) {
  const pid a = serve("a");
  const pid b = start<obedient>();
  all.push_back(b);
  const term answer =
      call(a, does{[a, b] { return call(b, does{[a] { return called(a, [] { return 1; }); }}); }});
  BOOST_TEST(answer.as<std::string>() ==
             "(\"deadlock\", [\"" + to_string(b) + "\", \"a\", \"" + to_string(b) + "\"])");
}

BOOST_AUTO_TEST_CASE(a_deadlock_that_nobody_catches_ends_the_last_caller_and_frees_the_others) {
  const pid a = serve("a"), b = serve("b");
  const exit_reason cause = testing::cause_of([&] {
    call(a,
         does{[a, b] { return call(b, does{[a] { return call(a, does{[] { return 1; }}); }}); }});
  });
  BOOST_TEST(to_string(cause).find("deadlock") != std::string::npos);
  settle();
  BOOST_TEST(!is_alive(b));
}

BOOST_AUTO_TEST_CASE(a_system_request_that_closes_a_ring_is_told_of_the_deadlock_too) {
  const pid a = serve("a"), b = serve("b");
  const term answer =
      call(a, does{[a, b] {
             return call(b, does{[a] {
                           return term(to_string(testing::cause_of([a] { sys::get_state(a); })));
                         }});
           }});
  BOOST_TEST(answer.as<std::string>() == R"(("deadlock", ["b", "a", "b"]))");
}

BOOST_AUTO_TEST_CASE(an_init_that_calls_its_starter_is_told_of_the_deadlock) {
  struct asks_its_starter final : gen_server<asks_its_starter> {
    explicit asks_its_starter(pid starter) { call(starter, "ready?"); }
  };
  const pid a = serve("a");
  const term answer =
      call(a, does{[a] { return term(to_string(fauxtp::start<asks_its_starter>(a).reason())); }});
  BOOST_TEST(answer.as<std::string>().find("\"deadlock\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_long_chain_that_does_not_come_round_is_no_deadlock) {
  std::vector<pid> chain;
  for (int i = 0; i < 50; ++i) chain.push_back(serve("s" + std::to_string(i)));
  std::function<term(std::size_t)> pass = [&](std::size_t at) -> term {
    if (at + 1 == chain.size()) return 7;
    return call(chain[at + 1], does{[&pass, at] { return pass(at + 1); }});
  };
  BOOST_TEST(call(chain[0], does{[&pass] { return pass(0); }}) == 7);
}

BOOST_AUTO_TEST_CASE(a_reply_that_another_actor_may_give_makes_it_a_warning) {
  const pid a = serve("a"), b = serve("b");
  // B waits for A. A leaves the answer to another actor and then calls B.
  cast(b, runs{[a, b] {
         call(a, defers{[b](const from& client) {
                const pid helper = spawn([client] {
                  receive<std::string>();
                  reply(client, term("from the helper"));
                });
                send_after(1s, helper, "now");
                call(b, does{[] { return 1; }});
              }});
       }});
  settle();
  advance(1s);
  const auto warnings = reports("call/possible_deadlock");
  BOOST_REQUIRE(warnings.size() == 1U);
  BOOST_TEST(warnings[0].text ==
             "waits for itself, unless another actor answers: [\"a\", \"b\", \"a\"]");
  BOOST_TEST(is_alive(a));
  BOOST_TEST(is_alive(b));
}

BOOST_AUTO_TEST_CASE(a_server_may_call_its_client_when_it_has_replied) {
  const pid a = serve("a"), b = serve("b");
  const auto b_calls_a_and_a_calls_back = [a, b] {
    call(a, defers{[b](const from& client) {
           reply(client, term(1));
           call(b, does{[] { return 1; }});
         }});
  };
  for (int i = 0; i < 100; ++i) {
    cast(b, runs{b_calls_a_and_a_calls_back});
    settle();
  }
  BOOST_TEST(reports("call/possible_deadlock").empty());
  BOOST_TEST(is_alive(a));
}

// The reply is on its way to another worker while its sender calls the actor that is to get it.
BOOST_AUTO_TEST_CASE(a_reply_under_way_is_never_taken_for_a_deadlock_100_000_times) {
  const pid a = serve("a"), b = serve("b");
  const auto a_replies_and_then_calls_b = [a, b, test = self()] {
    call(a, does{[a, b, test] {
           cast(a, runs{[b, test] {
                  try {
                    call(b, does{[] { return 1; }});
                    send(test, true);
                  } catch (const call_error&) {
                    send(test, false);
                  }
                }});
           return 1;
         }});
  };
  int refused = 0;
  for (int i = 0; i < race_repetitions(100'000); ++i) {
    cast(b, runs{a_replies_and_then_calls_b});
    refused += receive<bool>() ? 0 : 1;
  }
  BOOST_TEST(refused == 0);
}

// The clock stands still: if both waited, neither would ever be done.
BOOST_AUTO_TEST_CASE(of_two_that_call_each_other_at_once_at_least_one_is_told_20_000_times) {
  const pid a = serve("a"), b = serve("b");
  const auto calls = [test = self()](pid whom) {
    return runs{[whom, test] {
      try {
        call(whom, does{[] { return 1; }});
        send(test, "answered");
      } catch (const call_error& error) {
        send(test, to_string(error.cause()));
      }
    }};
  };
  int others = 0;
  for (int i = 0; i < race_repetitions(20'000); ++i) {
    cast(a, calls(b));
    cast(b, calls(a));
    for (int both = 0; both < 2; ++both) {
      const auto said = receive<std::string>();
      if (said != "answered" && said.find("deadlock") == std::string::npos) ++others;
    }
  }
  BOOST_TEST(others == 0);
  BOOST_TEST(is_alive(a));
  BOOST_TEST(is_alive(b));
}

BOOST_AUTO_TEST_SUITE_END()
