// Which actors use the processors, and what is seen of a worker that one actor holds.
#include "fauxtp/cpu_share.hpp"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <semaphore>

#include "fauxtp/node.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

double share_of(const std::vector<cpu_share>& shares, pid actor) {
  const auto found = std::ranges::find(shares, actor, &cpu_share::actor);
  return found == shares.end() ? 0 : found->share;
}

bool is_told(const char* expected) {
  return receive(on(expected, [] { return true; }), after(20s, [] { return false; }));
}

/// An actor that never waits, until the end of the test.
struct hogged {
  fauxtp::node here{{.workers = 1}};
  std::atomic<bool> done = false;
  pid hog;
  hogged() {
    const pid test = self();
    hog = spawn(spawn_options{.label = "the hog"}, [this, test] {
      register_name("hog", self());
      send(test, "begun");
      while (!done) {
      }
    });
    BOOST_REQUIRE(is_told("begun"));
  }
  ~hogged() { done = true; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cpu_share_test)

BOOST_FIXTURE_TEST_CASE(who_computes_has_the_share_and_who_waits_has_none, hogged) {
  const auto shares = cpu_shares(100ms);
  BOOST_TEST(shares.size() == 1U);
  BOOST_TEST(shares.front().actor == hog);
  BOOST_TEST(shares.front().share > 0.05);  // other processes may use the machine, too
  BOOST_TEST(shares.front().share <= 1.0);
}

BOOST_AUTO_TEST_CASE(who_blocks_its_worker_without_computing_has_next_to_no_share) {
  const node here({.workers = 1});
  std::binary_semaphore go(0);
  const pid test = self();
  const pid blocked = spawn([&go, test] {
    send(test, "begun");
    go.acquire();
  });
  BOOST_REQUIRE(is_told("begun"));
  BOOST_TEST(share_of(cpu_shares(100ms), blocked) < 0.2);
  go.release();
}

BOOST_FIXTURE_TEST_CASE(of_a_worker_that_is_held_infos_tells_by_whom, hogged) {
  const std::vector<process_info> all = infos({.most_of_a_worker = 100, .wait = 10ms}).actors;
  const auto found = std::ranges::find(all, hog, &process_info::actor);
  BOOST_REQUIRE((found != all.end()));
  BOOST_TEST(found->label == "the hog");
  BOOST_TEST(found->name == "hog");
  BOOST_TEST(to_string(found->status) == "running");
  BOOST_TEST(found->seen_from_outside);
}

BOOST_FIXTURE_TEST_CASE(of_an_actor_on_a_worker_that_is_held_info_does_not_wait_for_ever, hogged) {
  const process_info seen = info(hog, 10ms).value();
  BOOST_TEST(seen.seen_from_outside);
  BOOST_TEST(seen.label == "the hog");
}

BOOST_FIXTURE_TEST_CASE(who_lives_on_the_calling_thread_runs_while_all_workers_are_held, hogged) {
  const pid test = self();
  spawn(spawn_options{.place = placement::calling_thread},
        [test] { spawn([test] { send(test, "the child of one that was put there"); }); });
  BOOST_TEST(is_told("the child of one that was put there"));
}

BOOST_AUTO_TEST_SUITE_END()
