// How many messages count against the limit of a mailbox.
#include "actor/occupancy.hpp"

#include <boost/test/unit_test.hpp>

using fauxtp::detail::occupancy;

BOOST_AUTO_TEST_SUITE(occupancy_test)

BOOST_AUTO_TEST_CASE(as_many_enter_as_there_is_room_for) {
  occupancy mailbox;
  mailbox.begin(1);
  BOOST_TEST(*mailbox.enter(1, 2) == 1U);
  BOOST_TEST(*mailbox.enter(1, 2) == 2U);
  BOOST_TEST(!mailbox.enter(1, 2));
  BOOST_TEST(mailbox.leave() == 1U);
  BOOST_TEST(*mailbox.enter(1, 2) == 2U);
}

BOOST_AUTO_TEST_CASE(a_message_to_who_has_ended_does_not_count_for_the_next) {
  occupancy mailbox;
  mailbox.begin(2);
  BOOST_TEST(*mailbox.enter(1, 1) == 0U);
  BOOST_TEST(mailbox.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
