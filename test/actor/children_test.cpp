// Children: they do not outlive their parent.
#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> texts(std::initializer_list<std::string> values) { return values; }

/// The texts that the test was sent, in order.
std::vector<std::string> story() {
  std::vector<std::string> all;
  while (auto next = receive<std::string>(0s)) all.push_back(*next);
  return all;
}

/// A child on its parent's worker that tells the test of its end.
pid telling_child(pid test, std::string name, std::function<void()> body = idle) {
  return spawn_child(spawn_options{.place = placement::here,
                                   .on_exit =
                                       [test, name](pid, const exit_reason& reason) {
                                         send(test, name + " " + to_string(reason));
                                       }},
                     std::move(body));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(children_test)

BOOST_FIXTURE_TEST_CASE(children_end_with_their_parent_last_made_first, testing::node) {
  const pid parent = spawn([test = self()] {
    for (const char* name : {"a", "b", "c"}) telling_child(test, name);
    receive<int>();
  });
  settle();
  send(parent, 1);
  settle();
  BOOST_TEST(story() == texts({"c killed", "b killed", "a killed"}),
             boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(children_end_with_a_parent_that_is_killed, testing::node) {
  const pid parent = spawn([test = self()] {
    telling_child(test, "a");
    idle();
  });
  settle();
  kill(parent);
  settle();
  BOOST_TEST(story() == texts({"a killed"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_child_that_traps_exits_ends_with_its_parent, testing::node) {
  const pid parent = spawn([test = self()] {
    telling_child(test, "a", trapping_puppet);
    idle();
  });
  settle();
  kill(parent);
  settle();
  BOOST_TEST(story() == texts({"a killed"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(the_parents_end_is_told_when_its_children_have_ended, testing::node) {
  const monitored parent = spawn_monitor([test = self()] {
    for (int i = 0; i < 20; ++i) {
      spawn_child([test] {
        try {
          idle();
        } catch (...) {
          send(test, std::string("child"));
          throw;
        }
      });
    }
    receive<int>();
  });
  settle();
  send(parent.actor, 1);
  receive<down>();
  BOOST_TEST(story().size() == 20U);
}

BOOST_FIXTURE_TEST_CASE(grandchildren_end_too, testing::node) {
  const pid parent = spawn([test = self()] {
    telling_child(test, "child", [test] {
      telling_child(test, "grandchild");
      idle();
    });
    idle();
  });
  settle();
  kill(parent);
  settle();
  BOOST_TEST(story() == texts({"grandchild killed", "child killed"}),
             boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_childs_own_end_does_not_disturb_its_parent, testing::node) {
  const pid parent = spawn([test = self()] {
    telling_child(test, "a", [] { throw std::runtime_error("oops"); });
    idle();
  });
  settle();
  BOOST_TEST(story().size() == 1U);
  BOOST_TEST(is_alive(parent));
  kill(parent);
}

BOOST_FIXTURE_TEST_CASE(children_lists_them_first_made_first_without_the_ended, testing::node) {
  const pid parent = spawn(puppet);
  tell(parent, [test = self()] {
    const pid first = spawn_child(idle);
    const pid second = spawn_child(idle);
    const pid third = spawn_child(idle);
    send(test, tuple(first, third));
    kill(second);
  });
  settle();
  const std::string expected = next_message();
  tell(parent, [test = self()] {
    const std::vector<pid> all = children();
    send(test, tuple(all.at(0), all.at(1)));
  });
  settle();
  BOOST_TEST(next_message() == expected);
  kill(parent);
}

BOOST_FIXTURE_TEST_CASE(a_parent_with_ten_thousand_children_ends_with_all_of_them, testing::node) {
  const pid parent = spawn([test = self()] {
    for (int i = 0; i < 10'000; ++i) spawn_child(idle);
    send(test, 1);
    idle();
  });
  receive<int>();
  settle();
  BOOST_TEST(actors() == 10'002U);
  kill(parent);
  settle();
  BOOST_TEST(actors() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_stack_that_unwinds_may_still_see_the_children_alive, testing::node) {
  const pid parent = spawn([test = self()] {
    const pid child = spawn_child(idle);
    try {
      idle();
    } catch (...) {
      send(test, is_alive(child));
      throw;
    }
  });
  settle();
  kill(parent);
  settle();
  BOOST_TEST(receive<bool>());
}

BOOST_AUTO_TEST_SUITE_END()
