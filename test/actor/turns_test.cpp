// An actor that is ready gets a turn, whatever other actors do without end. How long it waits is
// counted in the work that they do meanwhile.
#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <vector>

#include "actors.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;

namespace {

/// Actors that share a worker and are busy until they are stopped.
struct crowd : testing::node {
  /// A busy actor does its work with this function.
  void work() {
    ++done;
    if (over) stop();
  }
  void join(std::function<void()> busy) {
    members.push_back(spawn({.place = placement::here}, std::move(busy)));
  }
  void breeds(int children) {
    work();
    for (int i = 0; i < children; ++i) {
      spawn({.place = placement::here}, [this, children] { breeds(children); });
    }
  }
  void answers() {
    for (;;) {
      send(receive<pid>(), self());
      work();
    }
  }
  void takes() {
    for (;;) {
      receive<int>();
      work();
    }
  }
  void sends_to(pid receiver) {
    for (;;) {
      send(receiver, 1);
      work();
    }
  }

  /// The most work that they do between two turns of an actor that is always ready.
  int longest_wait(const std::function<void()>& they_join) {
    int longest = 0;
    on_one_worker([&] {
      they_join();
      yield();
      for (int turn = 0; turn < 500; ++turn) longest = std::max(longest, work_during_a_yield());
    });
    BOOST_TEST(longest > 0);
    return longest;
  }
  int work_during_a_yield() {
    const int before = done;
    yield();
    return done - before;
  }
  /// Runs `act`, which makes the crowd, on one worker; the crowd is stopped afterwards.
  void on_one_worker(std::function<void()> act) {
    const monitored stage = spawn_monitor(std::move(act));
    await(stage.monitor);
    over = true;
    for (const pid member : members) kill(member);
    settle();
  }

  std::vector<pid> members;
  std::atomic<int> done{0};
  std::atomic<bool> over{false};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(turns_test, crowd)

BOOST_AUTO_TEST_CASE(a_chatty_pair_holds_nobody_up) {
  const int longest = longest_wait([this] {
    join([this] { answers(); });
    join([this] {
      send(members.front(), self());
      answers();
    });
  });
  BOOST_TEST(longest <= 4);
}

BOOST_AUTO_TEST_CASE(a_hundred_chatty_pairs_hold_nobody_up_for_more_than_a_round) {
  const int longest = longest_wait([this] {
    for (int i = 0; i < 100; ++i) {
      join([this] { answers(); });
      join([this, other = members.back()] {
        send(other, self());
        answers();
      });
    }
  });
  BOOST_TEST(longest <= 400);
}

BOOST_AUTO_TEST_CASE(who_spawns_without_end_holds_nobody_up_who_is_ready) {
  const int longest = longest_wait([this] { join([this] { breeds(1); }); });
  BOOST_TEST(longest <= 128);
}

BOOST_AUTO_TEST_CASE(actors_that_become_more_and_more_hold_nobody_up_who_is_ready) {
  const int longest = longest_wait([this] { join([this] { breeds(2); }); });
  BOOST_TEST(longest <= 128);
}

BOOST_AUTO_TEST_CASE(who_spawns_without_end_holds_nobody_up_who_was_made_before) {
  int wait = -1;
  on_one_worker([&] {
    join([this] { breeds(1); });
    join([&] { wait = done; });
    while (wait < 0) yield();
  });
  BOOST_TEST(wait > 0);
  BOOST_TEST(wait <= 2000);
}

BOOST_AUTO_TEST_CASE(who_sends_without_end_to_one_that_takes_holds_nobody_up) {
  const int longest = longest_wait([this] {
    join([this] { takes(); });
    join([this] { sends_to(members.front()); });
  });
  BOOST_TEST(longest <= 1000);
}

BOOST_AUTO_TEST_CASE(who_sends_without_end_to_one_that_never_takes_holds_nobody_up) {
  const int longest = longest_wait([this] {
    join(idle);
    join([this] { sends_to(members.front()); });
  });
  BOOST_TEST(longest <= 1000);
}

BOOST_AUTO_TEST_CASE(who_takes_without_end_holds_nobody_up) {
  const int longest = longest_wait([this] {
    join([this] {
      send(self(), 1);
      for (;;) {
        send(self(), receive<int>());
        work();
      }
    });
  });
  BOOST_TEST(longest <= 1000);
}

BOOST_AUTO_TEST_SUITE_END()
