// How a pool chooses the member for a request.
#include "actor/pool_state.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <stdexcept>
#include <vector>

#include "actors.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using fauxtp::detail::open_call;
using fauxtp::detail::pool_state;

namespace {

struct pool_with_members : testing::node {
  pool_state all{"stores"};
  std::vector<pid> members;

  void given(std::size_t size, routing route) {
    all.becomes({.name = "stores", .size = size, .route = route});
    while (members.size() < size) {
      members.push_back(spawn(idle));
      all.joins(members.size(), members.back());
    }
  }
  void falls(std::size_t number) {
    kill(members[number - 1]);
    settle();
  }
  void comes_back(std::size_t number) {
    members[number - 1] = spawn(idle);
    all.joins(number, members[number - 1]);
  }
  /// The number of the member that is chosen; 0 if none is.
  std::size_t chosen(std::optional<std::uint64_t> key = {}, pid asker = {}) {
    const auto found = std::ranges::find(members, all.choose(key, asker).actor);
    return found == members.end() ? 0 : static_cast<std::size_t>(found - members.begin()) + 1;
  }
  std::map<std::size_t, int> chosen_of(int times) {
    std::map<std::size_t, int> counts;
    for (int i = 0; i < times; ++i) ++counts[chosen()];
    return counts;
  }
  open_call call_at(std::size_t number) {
    for (;;) {
      const pool_state::choice found = all.choose({}, {});
      if (found.actor == members[number - 1]) return {all, found};
    }
  }
  void teardown() {
    for (const pid each : members) kill(each);
    settle();
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pool_state_test, pool_with_members)

BOOST_AUTO_TEST_CASE(round_robin_goes_from_one_to_the_next) {
  given(3, routing::round_robin);
  std::vector<std::size_t> order;
  for (int i = 0; i < 5; ++i) order.push_back(chosen());
  BOOST_TEST(order == (std::vector<std::size_t>{1, 2, 3, 1, 2}));
}

BOOST_AUTO_TEST_CASE(round_robin_gives_nobody_the_turns_of_those_that_are_down) {
  given(4, routing::round_robin);
  falls(2);
  const std::map<std::size_t, int> counts = chosen_of(300);
  BOOST_TEST((counts == std::map<std::size_t, int>{{1, 100}, {3, 100}, {4, 100}}));
}

BOOST_AUTO_TEST_CASE(who_has_ended_is_not_chosen_although_it_has_not_left) {
  given(2, routing::least_loaded);
  falls(1);
  BOOST_TEST((chosen_of(100) == std::map<std::size_t, int>{{2, 100}}));
}

BOOST_AUTO_TEST_CASE(nobody_is_chosen_when_all_are_down) {
  given(2, routing::least_loaded);
  falls(1);
  falls(2);
  BOOST_TEST(chosen() == 0U);
  comes_back(2);
  BOOST_TEST(chosen() == 2U);
}

BOOST_AUTO_TEST_CASE(the_one_with_the_fewest_open_calls_is_chosen) {
  given(4, routing::least_loaded);
  std::vector<open_call> open;
  for (const std::size_t number : {1, 2, 3, 4, 1, 2, 4}) open.push_back(call_at(number));
  BOOST_TEST((chosen_of(100) == std::map<std::size_t, int>{{3, 100}}));
}

BOOST_AUTO_TEST_CASE(a_call_that_is_over_counts_no_more) {
  given(2, routing::least_loaded);
  { const open_call over = call_at(1); }
  const open_call open = call_at(2);
  BOOST_TEST((chosen_of(100) == std::map<std::size_t, int>{{1, 100}}));
}

BOOST_AUTO_TEST_CASE(those_that_have_nothing_to_do_get_equally_much) {
  given(4, routing::least_loaded);
  for (const auto& [number, count] : chosen_of(4000)) {
    BOOST_TEST_CONTEXT("member " << number) { BOOST_TEST((count > 800 && count < 1200)); }
  }
}

BOOST_AUTO_TEST_CASE(one_that_is_busy_in_a_large_pool_gets_nothing) {
  given(100, routing::least_loaded);
  const open_call open = call_at(40);
  BOOST_TEST(!chosen_of(3000).contains(40));
}

BOOST_AUTO_TEST_CASE(a_large_pool_in_which_one_is_up_finds_it) {
  given(1000, routing::least_loaded);
  for (std::size_t number = 1; number <= 1000; ++number) {
    if (number != 777) kill(members[number - 1]);
  }
  settle();
  BOOST_TEST((chosen_of(20) == std::map<std::size_t, int>{{777, 20}}));
}

BOOST_AUTO_TEST_CASE(a_key_chooses_the_same_member_each_time) {
  given(8, routing::by_key);
  std::set<std::size_t> used;
  for (std::uint64_t key = 0; key < 1000; ++key) {
    used.insert(chosen(key));
    BOOST_REQUIRE(chosen(key) == chosen(key));
  }
  BOOST_TEST(used.size() == 8U);
}

BOOST_AUTO_TEST_CASE(the_keys_of_one_that_is_down_wait_for_it_and_others_stay_where_they_are) {
  given(8, routing::by_key);
  std::map<std::uint64_t, std::size_t> before;
  for (std::uint64_t key = 0; key < 1000; ++key) before[key] = chosen(key);
  falls(5);
  for (const auto& [key, number] : before) BOOST_REQUIRE(chosen(key) == (number == 5 ? 0 : number));
  comes_back(5);
  for (const auto& [key, number] : before) BOOST_REQUIRE(chosen(key) == number);
}

BOOST_AUTO_TEST_CASE(a_larger_pool_moves_a_share_of_the_keys_and_only_to_its_new_member) {
  given(8, routing::by_key);
  std::map<std::uint64_t, std::size_t> before;
  for (std::uint64_t key = 0; key < 9000; ++key) before[key] = chosen(key);
  given(9, routing::by_key);
  int moved = 0;
  for (const auto& [key, number] : before) {
    if (chosen(key) == number) continue;
    BOOST_REQUIRE(chosen(key) == 9U);
    ++moved;
  }
  BOOST_TEST((moved > 800 && moved < 1200), moved);
}

BOOST_AUTO_TEST_CASE(a_smaller_pool_sends_nothing_to_those_that_are_too_many) {
  given(4, routing::round_robin);
  given(2, routing::round_robin);
  BOOST_TEST((chosen_of(100) == std::map<std::size_t, int>{{1, 50}, {2, 50}}));
}

BOOST_AUTO_TEST_CASE(a_pool_that_routes_by_key_takes_nothing_without_a_key) {
  given(2, routing::by_key);
  BOOST_CHECK_THROW(chosen(), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(who_asks_is_chosen_only_if_nobody_else_is_up) {
  given(3, routing::least_loaded);
  for (int i = 0; i < 100; ++i) BOOST_REQUIRE(chosen({}, members[0]) != 1U);
  falls(2);
  falls(3);
  BOOST_TEST(chosen({}, members[0]) == 1U);
}

BOOST_AUTO_TEST_CASE(one_that_leaves_late_does_not_take_the_next_one_along) {
  given(1, routing::round_robin);
  const pid first = members[0];
  falls(1);
  comes_back(1);
  all.leaves(1, first);
  BOOST_TEST(chosen() == 1U);
}

BOOST_AUTO_TEST_CASE(what_each_does_is_told_up_to_five) {
  given(7, routing::least_loaded);
  for (std::size_t number = 1; number <= 7; ++number) {
    falls(number);
    all.leaves(number, members[number - 1]);
  }
  using absence = fauxtp::detail::absence;
  const auto moment = now();
  all.tells(1, {absence::kind::starts});
  all.tells(2, {absence::kind::waits, moment + std::chrono::milliseconds(3200)});
  all.tells(4, {absence::kind::fails_to_start});
  BOOST_TEST(all.why_nobody({}, moment) ==
             "all 7 members of the pool \"stores\" are down: stores-1 starts, stores-2 restarts in "
             "3.2 s, stores-3 has ended, stores-4 fails to start, stores-5 has ended and 2 more");
}

BOOST_AUTO_TEST_SUITE_END()
