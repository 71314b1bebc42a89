// Two things at the same time, a hundred thousand times. With one worker the order is always the
// same; with more workers, every interleaving happens sooner or later.
#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// How many pairs race before the test waits for them: between threads each wait costs a wake-up.
constexpr int at_once = 50;
const int all_pairs = race_repetitions(100'000);

struct racing : testing::node {
  static void in_batches(const std::function<void(int batch)>& race) {
    for (int batch = 0; batch < all_pairs / at_once; ++batch) race(batch);
  }
};

const spawn_options anywhere{.place = placement::spread};

void yield_sometimes(int batch) {
  for (int turn = 0; turn < batch % 3; ++turn) yield();
}

struct question {
  using reply = int;
  int number;
};

/// Answers at once, or lets other actors run first.
class hesitant : public gen_server<hesitant, calls<question>> {
 public:
  int handle_call(question asked, from) {
    yield_sometimes(asked.number);
    return asked.number;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(race_test)

BOOST_FIXTURE_TEST_CASE(a_name_given_while_its_actor_ends_is_free_on_the_down, racing) {
  std::vector<std::string> names;
  for (int i = 0; i < at_once; ++i) names.push_back(std::to_string(i));
  int still_named = 0;
  in_batches([&](int) {
    std::vector<ref> ends;
    for (const std::string& name : names) {
      const pid ending = spawn(anywhere, [] {});
      ends.push_back(monitor(ending));
      register_name(name, ending);
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      await(ends[i]);
      still_named += static_cast<bool>(whereis(names[i]));
    }
  });
  BOOST_TEST(still_named == 0);
  BOOST_TEST(registered().empty());
}

BOOST_FIXTURE_TEST_CASE(a_monitor_set_while_its_actor_ends_gives_exactly_one_down, racing) {
  int wrong = 0;
  in_batches([&](int) {
    std::vector<ref> ends;
    for (int i = 0; i < at_once; ++i) ends.push_back(monitor(spawn(anywhere, [] {})));
    for (const ref end : ends) {
      const exit_reason reason = await(end);
      wrong += reason != exit_reason::normal && reason != exit_reason::noproc;
    }
  });
  settle();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_link_made_while_its_actor_ends_gives_exactly_one_signal, racing) {
  trap_exit();
  int wrong = 0;
  in_batches([&](int) {
    std::vector<pid> ending;
    for (int i = 0; i < at_once; ++i) {
      ending.push_back(spawn(anywhere, [] { stop(exit_reason::shutdown); }));
      link(ending.back());
    }
    for (int i = 0; i < at_once; ++i) {
      const exit_signal signal = receive<exit_signal>();
      wrong += std::erase(ending, signal.from) != 1 ||
               (signal.reason != exit_reason::shutdown && signal.reason != exit_reason::noproc);
    }
  });
  settle();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_link_undone_while_its_actor_ends_is_silent_or_was_told_before, racing) {
  trap_exit();
  int after_unlink = 0;
  in_batches([&](int batch) {
    std::vector<pid> ending;
    for (int i = 0; i < at_once; ++i) {
      ending.push_back(spawn(anywhere, [] { stop(exit_reason::shutdown); }));
      link(ending.back());
    }
    yield_sometimes(batch);
    for (const pid each : ending) unlink(each);
    while (receive<exit_signal>(0s)) {
    }
    for (const pid each : ending) await(monitor(each));
    after_unlink += receive<exit_signal>(0s).has_value();
  });
  settle();
  BOOST_TEST(after_unlink == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(links_and_unlinks_of_both_sides_at_once_end_in_agreement, racing) {
  const pid peer = spawn(anywhere, trapping_puppet);
  trap_exit();
  for (int i = 0; i < all_pairs; ++i) {
    tell(peer, [test = self()] {
      link(test);
      unlink(test);
    });
    link(peer);
    unlink(peer);
  }
  settle();
  link(peer);  // if one side believed otherwise, it would not be told
  settle();
  kill(peer);
  settle();
  BOOST_TEST(signal_from(peer) == exit_reason::killed);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(demonitor_with_flush_while_the_actor_ends_leaves_no_down, racing) {
  int left = 0;
  in_batches([&](int batch) {
    std::vector<ref> ends;
    for (int i = 0; i < at_once; ++i) ends.push_back(spawn_monitor([] {}).monitor);
    yield_sometimes(batch);
    for (const ref end : ends) demonitor(end, true);
    if (batch % 4 == 0) settle();  // else the test would run ahead of all other actors
    left += receive<down>(0s).has_value();
  });
  settle();
  BOOST_TEST(left == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_two_others_end_at_once_ends_once_with_one_of_the_reasons,
                        racing) {
  trap_exit();
  const pid one = spawn(anywhere, puppet);
  const pid two = spawn(anywhere, puppet);
  int wrong = 0;
  in_batches([&](int) {
    std::vector<pid> children;
    for (int i = 0; i < at_once; ++i) {
      const pid child = spawn_link(anywhere, idle);
      children.push_back(child);
      tell(one, [child] { exit(child, exit_reason(term(1))); });
      tell(two, [child] { exit(child, exit_reason(term(2))); });
    }
    for (int i = 0; i < at_once; ++i) {
      const exit_signal told = receive<exit_signal>();
      wrong += std::erase(children, told.from) != 1 ||
               (told.reason != exit_reason(term(1)) && told.reason != exit_reason(term(2)));
    }
  });
  kill(one);
  kill(two);
  settle();
  BOOST_TEST(wrong == 0);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(a_call_whose_time_is_up_while_its_reply_comes_has_its_own_reply_or_none,
                        racing) {
  const pid server = start<hesitant>();
  for (int client = 0; client < at_once; ++client) {
    spawn(anywhere, [server, test = self()] {
      int wrong = 0;
      for (int i = 0; i < all_pairs / at_once; ++i) {
        try {
          wrong += call(server, question{i}, 0s) != i;
        } catch (const call_error& failure) {
          wrong += failure.cause() != exit_reason::timeout;
        }
        wrong += next_message() != "nothing";
      }
      send(test, wrong);
    });
  }
  int wrong = 0;
  for (int client = 0; client < at_once; ++client) wrong += receive<int>();
  BOOST_TEST(wrong == 0);
  kill(server);
}

BOOST_FIXTURE_TEST_CASE(a_message_to_a_pid_never_reaches_the_next_user_of_its_slot, racing) {
  const pid sender = spawn(anywhere, puppet);
  int wrong = 0;
  in_batches([&](int) {
    std::vector<pid> first;
    std::vector<ref> ends;
    for (int i = 0; i < at_once; ++i) {
      const monitored made = spawn_monitor([] {});
      first.push_back(made.actor);
      ends.push_back(made.monitor);
    }
    tell(sender, [first] {
      for (const pid each : first) send(each, "for the first");
    });
    for (ref& end : ends) {
      await(end);
      end = spawn_monitor([test = self()] {
              if (receive<std::string>(0s)) send(test, 1);
            }).monitor;
    }
    for (const ref end : ends) await(end);
    wrong += receive<int>(0s).has_value();
  });
  kill(sender);
  settle();
  BOOST_TEST(wrong == 0);
}

BOOST_FIXTURE_TEST_CASE(actors_made_and_killed_by_several_at_once_all_end, racing) {
  for (int i = 0; i < 4; ++i) {
    spawn(anywhere, [test = self()] {
      for (int round = 0; round < all_pairs / 4 / at_once; ++round) {
        std::vector<ref> ends;
        for (int n = 0; n < at_once; ++n) {
          const monitored made = spawn_monitor(anywhere, idle);
          ends.push_back(made.monitor);
          kill(made.actor);
        }
        for (const ref end : ends) await(end);
      }
      send(test, 1);
    });
  }
  for (int i = 0; i < 4; ++i) receive<int>();
  settle();
  BOOST_TEST(actors() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
