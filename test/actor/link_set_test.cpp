// Both sides of a link when their signals cross: in the end they agree.
#include "actor/link_set.hpp"

#include <boost/test/unit_test.hpp>

using namespace fauxtp;
using fauxtp::detail::link_set;

namespace {

/// Two actors; the test says which of the signals between them arrives when.
struct two_sides {
  const pid a{1, 1}, b{2, 1};
  link_set of_a, of_b;

  bool linked_at_a() const { return !of_a.active().empty(); }
  bool linked_at_b() const { return !of_b.active().empty(); }
  /// A's unlink arrives at B, and the acknowledgement at A.
  void unlink_of_a_arrives() {
    of_b.drop(a);
    of_a.unlink_done(b);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(link_set_test, two_sides)

BOOST_AUTO_TEST_CASE(only_a_new_link_must_be_told) {
  BOOST_TEST(of_a.add(b));
  BOOST_TEST(!of_a.add(b));
}

BOOST_AUTO_TEST_CASE(only_a_link_that_was_there_must_be_unlinked) {
  BOOST_TEST(!of_a.remove(b));
  of_a.add(b);
  BOOST_TEST(of_a.remove(b));
  BOOST_TEST(!of_a.remove(b));
}

BOOST_AUTO_TEST_CASE(a_link_that_crosses_an_unlink_on_its_way_is_no_link_on_either_side) {
  of_a.add(b);
  of_b.add(a);
  of_a.remove(b);
  of_a.accept(b);  // B's link, sent before it knew of A's unlink
  unlink_of_a_arrives();
  BOOST_TEST(!linked_at_a());
  BOOST_TEST(!linked_at_b());
}

BOOST_AUTO_TEST_CASE(a_link_after_the_acknowledgement_counts) {
  of_a.add(b);
  of_b.accept(a);
  of_a.remove(b);
  unlink_of_a_arrives();
  of_b.add(a);
  of_a.accept(b);
  BOOST_TEST(linked_at_a());
  BOOST_TEST(linked_at_b());
}

BOOST_AUTO_TEST_CASE(linking_again_before_the_acknowledgement_counts) {
  of_a.add(b);
  of_b.accept(a);
  of_a.remove(b);
  BOOST_TEST(of_a.add(b));
  unlink_of_a_arrives();
  of_b.accept(a);
  BOOST_TEST(linked_at_a());
  BOOST_TEST(linked_at_b());
}

BOOST_AUTO_TEST_CASE(a_link_of_the_other_side_counts_when_all_unlinks_are_acknowledged) {
  for (int i = 0; i < 2; ++i) {
    of_a.add(b);
    of_a.remove(b);
  }
  of_a.unlink_done(b);
  of_a.accept(b);
  BOOST_TEST(!linked_at_a(), "the second unlink is still under way");
  of_a.unlink_done(b);
  of_a.accept(b);
  BOOST_TEST(linked_at_a());
}

BOOST_AUTO_TEST_CASE(the_end_of_the_other_breaks_a_link_once) {
  of_a.add(b);
  BOOST_TEST(of_a.broken_by(b));
  BOOST_TEST(!of_a.broken_by(b));
}

BOOST_AUTO_TEST_CASE(the_end_of_who_was_unlinked_breaks_nothing) {
  of_a.add(b);
  of_a.remove(b);
  BOOST_TEST(!of_a.broken_by(b));
}

BOOST_AUTO_TEST_SUITE_END()
