// process_SUITE: actors that end themselves or are ended by others.
#include <boost/test/unit_test.hpp>

#include "actor/actors.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

exit_reason big_reason(int number) {
  return exit_reason(tuple("big", number, list_of(1, "two", std::string(5000, 'x')),
                           binary(5000, std::byte{7}), map{{"key", list_of(list_of())}}));
}

/// The test traps exits; a victim does what it is told.
struct trapping : testing::node {
  trapping() { trap_exit(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(exit_conformance, trapping)

BOOST_AUTO_TEST_CASE(E01_t_exit_1_a_big_reason_arrives_whole) {
  int wrong = 0;
  for (int i = 0; i < repetitions(400); ++i) {
    const pid ending = spawn_link([i] { stop(big_reason(i)); });
    settle();
    wrong += signal_from(ending) != big_reason(i);
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(E02_t_exit_2_other_ends_with_that_reason_and_tells_it_on) {
  int wrong = 0;
  for (int i = 0; i < repetitions(400); ++i) {
    const pid other = spawn_link(puppet);
    exit(other, big_reason(i));
    settle();
    wrong += signal_from(other) != big_reason(i);
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(E03_t_exit_2_other_normal_ends_nobody) {
  const pid other = spawn(puppet);
  for (int i = 0; i < 100; ++i) exit(other, exit_reason::normal);
  settle();
  BOOST_TEST(is_alive(other));
  tell(other, [test = self()] { send(test, "still here"); });
  BOOST_TEST(receive<std::string>() == "still here");
  kill(other);
}

BOOST_AUTO_TEST_CASE(E04_self_exit_ends_with_its_reason) {
  const pid other = spawn_link([] { exit(self(), big_reason(1)); });
  settle();
  BOOST_TEST(signal_from(other) == big_reason(1));
}

BOOST_AUTO_TEST_CASE(E04_self_exit_is_a_message_to_who_traps) {
  exit(self(), big_reason(1));
  BOOST_TEST(signal_from(self()) == big_reason(1));
}

BOOST_AUTO_TEST_CASE(E05_normal_suicide_exit_is_told_to_who_traps) {
  const pid other = spawn_link([] { exit(self(), exit_reason::normal); });
  settle();
  BOOST_TEST(signal_from(other) == exit_reason::normal);
}

BOOST_AUTO_TEST_CASE(E06_abnormal_suicide_exit_is_told_to_who_traps) {
  const auto reason = exit_reason(tuple("the", "reason"));
  const pid other = spawn_link([reason] { exit(self(), reason); });
  settle();
  BOOST_TEST(signal_from(other) == reason);
}

BOOST_AUTO_TEST_CASE(E07_t_exit_2_catch_an_end_cannot_be_caught_for_good) {
  for (const exit_kind reason : {exit_reason::kill, exit_reason::shutdown}) {
    const pid other = spawn_link([reason] {
      for (int tries = 0;; ++tries) {
        try {
          if (tries == 0) exit(self(), reason);
          idle();
        } catch (...) {
          if (tries == 3) throw std::runtime_error("made something else of it");
        }
      }
    });
    settle();
    BOOST_TEST(signal_from(other) ==
               (reason == exit_reason::kill ? exit_reason::killed : exit_reason::shutdown));
  }
}

BOOST_AUTO_TEST_CASE(E08_exit_and_timeout_at_one_instant_end_with_the_exit) {
  int wrong = 0;
  for (int i = 0; i < repetitions(1000); ++i) {
    const pid waiting = spawn_link([] {
      receive<std::string>(100ms);
      idle();
    });
    spawn([waiting] {
      sleep(100ms);
      exit(waiting, exit_reason("too late"));
    });
    advance(100ms);
    wrong += signal_from(waiting) != exit_reason("too late");
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(E09_exit_twice_the_first_counts) {
  int wrong = 0;
  for (int i = 0; i < repetitions(1000); ++i) {
    const pid victim = spawn_link(spawn_options{.place = placement::spread}, puppet);
    exit(victim, exit_reason("first"));
    exit(victim, exit_reason("second"));
    kill(victim);
    const exit_signal told = receive<exit_signal>();
    wrong += told.from != victim || told.reason != exit_reason("first");
  }
  settle();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(E10_bad_register_is_refused) {
  const pid ended = spawn([] {});
  settle();
  BOOST_TEST(!register_name("a name", ended));
  BOOST_TEST(!register_name("a name", pid()));
  BOOST_TEST(!register_name("a name", pid(1'000'000, 7)));
  BOOST_TEST(register_name("a name", self()));
  BOOST_TEST(!register_name("a name", self()));
  BOOST_TEST(!register_name("another", self()));
  BOOST_TEST(unregister_name("a name"));
  BOOST_TEST(!unregister_name("a name"));
}

BOOST_AUTO_TEST_SUITE_END()
