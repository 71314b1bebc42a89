// Names: which actor has one, which actor gets one, and when it is free again.
#include "fauxtp/registry.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "actors.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/testing.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct named : testing::node {
  pid holder = spawn(puppet);
  pid other = spawn(puppet);

  void end(pid actor) {
    kill(actor);
    settle();
  }
  void teardown() {
    end(holder);
    end(other);
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(registry_test, named)

BOOST_AUTO_TEST_CASE(a_registered_actor_is_found_by_its_name) {
  BOOST_TEST(register_name("printer", holder));
  BOOST_TEST(whereis("printer") == holder);
}

BOOST_AUTO_TEST_CASE(a_name_that_nobody_has_is_nobodys) { BOOST_TEST(!whereis("printer")); }

BOOST_AUTO_TEST_CASE(a_message_to_a_name_reaches_its_actor) {
  register_name("printer", holder);
  send("printer", order{[test = self()] { send(test, "printed"); }});
  settle();
  BOOST_TEST(next_message() == "\"printed\"");
}

BOOST_AUTO_TEST_CASE(O8_a_taken_name_is_refused) {
  BOOST_TEST(register_name("printer", holder));
  BOOST_TEST(!register_name("printer", other));
  BOOST_TEST(whereis("printer") == holder);
}

BOOST_AUTO_TEST_CASE(O8_a_second_name_for_one_actor_is_refused) {
  BOOST_TEST(register_name("printer", holder));
  BOOST_TEST(!register_name("plotter", holder));
  BOOST_TEST(!whereis("plotter"));
}

BOOST_AUTO_TEST_CASE(O8_an_actor_that_has_ended_is_refused) {
  end(holder);
  BOOST_TEST(!register_name("printer", holder));
}

BOOST_AUTO_TEST_CASE(O8_nobody_is_refused) { BOOST_TEST(!register_name("printer", pid())); }

BOOST_AUTO_TEST_CASE(O8_sending_to_a_name_that_nobody_has_is_an_error) {
  BOOST_CHECK_THROW(send("printer", 1), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(O8_a_cast_to_a_name_that_nobody_has_and_a_message_to_the_dead_are_nothing) {
  end(other);
  send(other, 1);
  cast("printer", 1);
  cast(other, 1);
  settle();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(O7_on_the_down_the_name_is_free) {
  int still_named = 0, refused = 0;
  for (int i = 0; i < 5000; ++i) {
    const monitored made = spawn_monitor([] { receive<int>(); });
    register_name("short", made.actor);
    send(made.actor, 1);
    receive<down>();
    still_named += static_cast<bool>(whereis("short"));
    refused += !register_name("short", other);
    unregister_name("short");
  }
  BOOST_TEST(still_named == 0);
  BOOST_TEST(refused == 0);
}

BOOST_AUTO_TEST_CASE(O7_on_the_exit_signal_the_name_is_free) {
  trap_exit();
  int still_named = 0;
  for (int i = 0; i < 1000; ++i) {
    const pid made = spawn_link([] { receive<int>(); });
    register_name("short", made);
    send(made, 1);
    receive<exit_signal>();
    still_named += static_cast<bool>(whereis("short"));
  }
  BOOST_TEST(still_named == 0);
}

BOOST_AUTO_TEST_CASE(an_unregistered_name_is_free_for_another) {
  register_name("printer", holder);
  BOOST_TEST(unregister_name("printer"));
  BOOST_TEST(register_name("printer", other));
}

BOOST_AUTO_TEST_CASE(an_actor_whose_name_was_taken_away_may_have_another) {
  register_name("printer", holder);
  unregister_name("printer");
  BOOST_TEST(register_name("plotter", holder));
}

BOOST_AUTO_TEST_CASE(unregistering_what_nobody_has_is_false) {
  BOOST_TEST(!unregister_name("printer"));
}

BOOST_AUTO_TEST_CASE(the_end_of_an_actor_that_lost_its_name_leaves_the_new_holder_alone) {
  register_name("printer", holder);
  unregister_name("printer");
  register_name("printer", other);
  end(holder);
  BOOST_TEST(whereis("printer") == other);
}

BOOST_AUTO_TEST_CASE(a_name_is_forgotten_when_its_actor_ends) {
  registry names;
  names.register_name("printer", holder);
  end(holder);
  BOOST_TEST(names.name_of(holder) == "");
}

BOOST_AUTO_TEST_CASE(a_name_that_is_given_while_its_actor_ends_is_forgotten_100_000_times) {
  registry names;
  std::vector<pid> all;
  for (int i = 0; i < race_repetitions(100'000); ++i) {
    all.push_back(spawn(spawn_options{.place = placement::spread}, [] {}));
    for (int wait = 0; wait < i % 300; ++wait) is_alive(all.back());
    names.register_name(std::to_string(i), all.back());
  }
  settle();
  const auto left =
      std::ranges::count_if(all, [&](pid each) { return !names.name_of(each).empty(); });
  BOOST_TEST(left == 0);
}

BOOST_AUTO_TEST_CASE(registered_lists_all_names_sorted) {
  register_name("plotter", other);
  register_name("lamp", holder);
  const std::vector<std::string> names = registered();
  const std::vector<std::string> expected{"lamp", "plotter"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(many_names_are_sorted_too) {
  registry names;
  std::vector<pid> all;
  for (int i = 0; i < 100; ++i) {
    all.push_back(spawn([] { receive<int>(); }));
    names.register_name(std::to_string(i * 7919 % 100), all.back());
  }
  BOOST_TEST(names.registered().size() == 100U);
  BOOST_TEST(std::ranges::is_sorted(names.registered()));
  for (const pid each : all) end(each);
}

BOOST_AUTO_TEST_CASE(a_name_is_free_as_soon_as_its_actor_is_dead_20_000_times) {
  registry names;
  int refused = 0;
  for (int i = 0; i < race_repetitions(20'000); ++i) {
    const pid first = spawn(spawn_options{.place = placement::spread}, [] { receive<int>(); });
    names.register_name("lamp", first);
    send(first, 1);
    while (is_alive(first)) yield();
    if (!names.register_name("lamp", holder)) ++refused;
    names.unregister_name("lamp");
  }
  BOOST_TEST(refused == 0);
}

BOOST_AUTO_TEST_CASE(who_has_ended_is_not_listed) {
  register_name("printer", holder);
  end(holder);
  BOOST_TEST(registered().empty());
}

BOOST_AUTO_TEST_CASE(registries_keep_names_apart) {
  registry rooms;
  BOOST_TEST(rooms.register_name("printer", holder));
  BOOST_TEST(!whereis("printer"));
  BOOST_TEST(register_name("printer", other));
}

BOOST_AUTO_TEST_CASE(an_actor_may_have_a_name_in_each_registry) {
  registry rooms, floors;
  BOOST_TEST(rooms.register_name("kitchen", holder));
  BOOST_TEST(floors.register_name("ground", holder));
  end(holder);
  BOOST_TEST(!rooms.whereis("kitchen"));
  BOOST_TEST(floors.registered().empty());
}

BOOST_AUTO_TEST_CASE(a_copy_of_a_registry_is_the_same_registry) {
  registry rooms;
  const registry copy = rooms;
  rooms.register_name("kitchen", holder);
  BOOST_TEST(copy.whereis("kitchen") == holder);
  BOOST_TEST((copy == rooms));
}

BOOST_AUTO_TEST_CASE(a_registry_that_is_gone_is_not_asked_when_an_actor_ends) {
  { registry().register_name("kitchen", holder); }
  end(holder);
  BOOST_TEST(!is_alive(holder));
}

BOOST_AUTO_TEST_CASE(the_test_itself_may_have_a_name) {
  BOOST_TEST(register_name("test", self()));
  spawn([] { send("test", 1); });
  BOOST_TEST(receive<int>() == 1);
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_name_goes_on_when_somebody_gets_it) {
  spawn([test = self()] { send(test, wait_for_name("boss", 1h)); });
  spawn([test = self()] { send(test, wait_for_name("clerk", 1s)); });
  settle();
  BOOST_TEST(!receive<pid>(0s));
  register_name("boss", holder);
  BOOST_TEST(receive<pid>() == holder);
  advance(1s);
  BOOST_TEST(!receive<pid>(), "nobody has become the clerk");
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_name_that_is_there_does_not_wait) {
  register_name("boss", holder);
  BOOST_TEST(wait_for_name("boss", 0s) == holder);
  end(holder);
  BOOST_TEST(!wait_for_name("boss", 0s), "a name ends with its actor");
}

BOOST_AUTO_TEST_CASE(an_actor_that_waits_for_a_name_can_be_ended) {
  const pid waiting = spawn([] { wait_for_name("boss", infinity); });
  end(waiting);
  BOOST_TEST(!is_alive(waiting));
  register_name("boss", holder);
}

BOOST_AUTO_TEST_CASE(a_message_tells_once_that_a_name_is_there) {
  const ref asked = when_up("boss");
  when_up("clerk");
  BOOST_TEST(!receive<name_up>(0s));
  register_name("boss", holder);
  const name_up told = receive<name_up>();
  BOOST_TEST(told.request == asked);
  BOOST_TEST(told.name == "boss");
  BOOST_TEST(told.actor == holder);
  unregister_name("boss");
  register_name("boss", holder);
  BOOST_TEST(!receive<name_up>(0s));
  const ref again = when_up("boss");
  BOOST_TEST(receive<name_up>().request == again);
}

BOOST_AUTO_TEST_CASE(nobody_who_waits_for_a_name_is_forgotten) {
  const int rounds = race_repetitions(100'000);
  for (int i = 0; i < rounds; ++i) {
    spawn([test = self()] { send(test, wait_for_name("boss", infinity)); });
    if (i % 2 == 0) when_up("boss");
    BOOST_REQUIRE(register_name("boss", holder));
    BOOST_REQUIRE(receive<pid>() == holder);
    if (i % 2 == 0) BOOST_REQUIRE(receive<name_up>().actor == holder);
    unregister_name("boss");
  }
}

BOOST_AUTO_TEST_SUITE_END()
