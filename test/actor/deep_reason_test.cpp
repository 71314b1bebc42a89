// Reasons that were passed on by many actors.
#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/fauxtp.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using fauxtp::testing::await;

namespace {

/// Like the reason of a call whose server has ended with that reason, and so on for each level.
exit_reason nested(int levels, exit_reason innermost) {
  for (int i = 1; i <= levels; ++i) innermost = exit_reason(tuple(std::move(innermost), "call", i));
  return innermost;
}

template <class Function>
exit_reason end_on_a_small_stack(Function function) {
  return await(spawn_monitor({.stack_size = 16 * 1024}, {}, std::move(function)).monitor);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deep_reason)

BOOST_FIXTURE_TEST_CASE(a_reason_of_100_000_levels_ends_an_actor_with_a_small_stack,
                        fauxtp::testing::node) {
  const exit_reason end = end_on_a_small_stack([] { stop(nested(100'000, exit_reason::noproc)); });
  BOOST_TEST(end.abnormal());
}

BOOST_FIXTURE_TEST_CASE(of_a_deep_reason_the_outer_causes_and_the_first_one_are_shown,
                        fauxtp::testing::node) {
  BOOST_TEST(to_string(nested(2, exit_reason::noproc)) == R"(((noproc, "call", 1), "call", 2))");
  const std::string shown = to_string(nested(1000, exit_reason::error("oops", "no tea")));
  BOOST_TEST(shown == R"((((… error: oops: no tea, "call", 998), "call", 999), "call", 1000))");
}

BOOST_FIXTURE_TEST_CASE(deep_reasons_are_compared_on_a_small_stack, fauxtp::testing::node) {
  BOOST_TEST(end_on_a_small_stack([] {
               const exit_reason one = nested(100'000, exit_reason::noproc);
               const exit_reason same = one;
               const exit_reason other = nested(100'000, exit_reason::noproc);
               if (one == same && one != other) stop(exit_reason(term("as promised")));
             }) == exit_reason(term("as promised")));
  BOOST_TEST((nested(30, exit_reason::noproc) == nested(30, exit_reason::noproc)));
  BOOST_TEST((nested(30, exit_reason::noproc) != nested(30, exit_reason::kill)));
}

BOOST_FIXTURE_TEST_CASE(reasons_in_downs_in_reasons_end_on_a_small_stack, fauxtp::testing::node) {
  const exit_reason end = end_on_a_small_stack([] {
    exit_reason innermost = exit_reason::noproc;
    for (int i = 0; i < 100'000; ++i) {
      innermost = exit_reason(tuple("down", down{make_ref(), self(), std::move(innermost)}));
    }
    static_cast<void>(to_string(innermost));
    stop(exit_reason(tuple("deep", std::move(innermost))));
  });
  BOOST_TEST(end.abnormal());
}

BOOST_AUTO_TEST_SUITE_END()
