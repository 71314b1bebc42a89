// What the report of a crash says.
#include <dlfcn.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "crashes.hpp"
#include "fauxtp/fauxtp.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;
using testing::crashes;

// Their addresses are looked for in stacks, so the code of each function must lie in one piece.
#define ONE_PIECE [[gnu::noipa, gnu::optimize("no-reorder-blocks-and-partition")]]
ONE_PIECE void throws_a_logic_error() { throw std::logic_error("no tea"); }
ONE_PIECE void calls_who_throws(bool now) {
  if (now) throws_a_logic_error();
  asm volatile("");
}
ONE_PIECE void catches_and_throws_another() {
  try {
    throws_a_logic_error();
  } catch (const std::logic_error&) {
    throw std::out_of_range("another");
  }
}

namespace {

const char* begin_of(void (*function)()) { return reinterpret_cast<const char*>(function); }
const char* begin_of(void (*function)(bool)) { return reinterpret_cast<const char*>(function); }

/// Whether that function is the last function that begins before the address.
template <class Function>
bool lies_in(const void* address, Function* function) {
  const auto* at = static_cast<const char*>(address);
  const char* nearest = nullptr;
  for (const char* begin : {begin_of(&throws_a_logic_error), begin_of(&calls_who_throws),
                            begin_of(&catches_and_throws_another)}) {
    if (begin < at && begin > nearest) nearest = begin;
  }
  return nearest == begin_of(function) && at < nearest + 400;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crash_report)

BOOST_FIXTURE_TEST_CASE(the_stack_begins_where_the_exception_was_thrown, crashes) {
  const report seen = of([] { calls_who_throws(true); });
  BOOST_REQUIRE(seen.stack.size() >= 2u);
  BOOST_TEST(lies_in(seen.stack[0], &throws_a_logic_error));
  BOOST_TEST(lies_in(seen.stack[1], &calls_who_throws));
}

BOOST_FIXTURE_TEST_CASE(what_was_caught_leaves_no_trace, crashes) {
  const report seen = of([] {
    try {
      calls_who_throws(true);
    } catch (const std::logic_error&) {
    }
    catches_and_throws_another();
  });
  BOOST_REQUIRE(!seen.stack.empty());
  BOOST_TEST(lies_in(seen.stack[0], &catches_and_throws_another));
}

BOOST_FIXTURE_TEST_CASE(an_exception_of_any_type_has_its_stack, crashes) {
  BOOST_TEST(!of([] { throw 7; }).stack.empty());
  BOOST_TEST(!of([] { throw "text"; }).stack.empty());
}

BOOST_FIXTURE_TEST_CASE(an_end_by_stop_has_none, crashes) {
  BOOST_TEST(of([] { stop(exit_reason(term("enough"))); }).stack.empty());
}

BOOST_FIXTURE_TEST_CASE(one_that_is_no_crash_is_not_taken_for_the_next, crashes) {
  spawn([] {
    try {
      calls_who_throws(true);
    } catch (...) {
      stop(exit_reason::normal);
    }
  });
  settle();
  BOOST_TEST(of([] { stop(exit_reason(term("enough"))); }).stack.empty());
}

BOOST_FIXTURE_TEST_CASE(a_crash_in_a_class_and_in_its_start_have_theirs, crashes) {
  struct falls final : actor {
    explicit falls(bool at_once) { calls_who_throws(at_once); }
    void run() override { calls_who_throws(true); }
  };
  static_cast<void>(start<falls>({}, false));
  settle();
  BOOST_REQUIRE(reports("actor/crash").size() == 1u);
  BOOST_TEST(lies_in(reports("actor/crash").back().stack.at(0), &throws_a_logic_error));
  static_cast<void>(start<falls>({}, true));
  settle();
  BOOST_TEST(lies_in(reports("actor/crash").back().stack.at(0), &throws_a_logic_error));
}

namespace {
struct order {
  using reply = int;
  int cups;
};
class kitchen : public gen_server<kitchen, fauxtp::calls<order>, casts<order>> {
 public:
  int handle_call(order, from) { throw std::runtime_error("the stove is cold"); }
  void handle_cast(order) { throw std::runtime_error("the stove is cold"); }
  void handle_info(term) { stop(exit_reason(term("closed"))); }
  void terminate(const exit_reason& reason) override {
    if (reason == exit_reason(term("closed"))) throw std::runtime_error("locked in");
  }
};
}  // namespace

BOOST_FIXTURE_TEST_CASE(a_server_tells_what_it_was_handling, crashes) {
  const auto handling = [&](auto ask) {
    const pid server = fauxtp::start<kitchen>();
    ask(server);
    settle();
    return reports("actor/crash").back().field("handling");
  };
  BOOST_TEST(handling([](pid server) {
               try {
                 call(server, order{2});
               } catch (const call_error&) {
               }
             }) == "call crash_report::(anonymous namespace)::order from " + to_string(self()));
  BOOST_TEST(handling([](pid server) { cast(server, order{2}); }) ==
             "cast crash_report::(anonymous namespace)::order");
}

BOOST_FIXTURE_TEST_CASE(what_fails_in_terminate_was_not_handling_anything, crashes) {
  const pid server = fauxtp::start<kitchen>();
  send(server, "close");
  settle();
  const report seen = reports("actor/crash").back();
  BOOST_TEST(seen.text.find("locked in") != std::string::npos);
  BOOST_TEST(seen.field("handling") == "");
}

BOOST_FIXTURE_TEST_CASE(messages_that_were_not_read_are_shown, crashes) {
  const pid victim = spawn([] {
    receive(on(type<int>, [](int) {}));
    calls_who_throws(true);
  });
  send(victim, "tea");
  send(victim, tuple("order", 2));
  for (int i = 0; i < 10; ++i) send(victim, std::string(1000, 'x'));
  send(victim, 1);
  settle();
  const report seen = reports("actor/crash").back();
  BOOST_TEST(seen.field("messages") == "12");
  BOOST_TEST(seen.field("unread").starts_with(R"("tea", ("order", 2), "xxx)"));
  BOOST_TEST(seen.field("unread").ends_with("…"));
  BOOST_TEST(seen.field("unread").size() < 1000u);
}

BOOST_FIXTURE_TEST_CASE(actors_that_crash_at_a_time_have_each_its_own_stack, crashes) {
  for (int i = 0; i < 50; ++i) {
    spawn([i] { i % 2 == 0 ? calls_who_throws(true) : catches_and_throws_another(); });
  }
  settle();
  const auto all = reports("actor/crash");
  BOOST_REQUIRE(all.size() == 50u);
  const auto of_the_first_kind = std::ranges::count_if(
      all, [](const report& each) { return lies_in(each.stack.at(0), &throws_a_logic_error); });
  BOOST_TEST(of_the_first_kind == 25);
}

BOOST_FIXTURE_TEST_CASE(of_a_storm_of_crashes_only_some_have_their_stacks, crashes) {
  for (int i = 0; i < 10'000; ++i) spawn([] { calls_who_throws(true); });
  settle();
  const auto all = reports("actor/crash");
  const auto with =
      std::ranges::count_if(all, [](const report& each) { return !each.stack.empty(); });
  BOOST_TEST(all.size() == 10'000u);
  BOOST_TEST(with < 10'000);
}

BOOST_AUTO_TEST_SUITE_END()
