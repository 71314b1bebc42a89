// Workers of further schedulers, for the actors that ask for them.
#include <barrier>
#include <boost/test/unit_test.hpp>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>

#include "actors.hpp"
#include "fauxtp/fauxtp.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;

namespace {

node_options with(std::vector<scheduler> schedulers) {
  return {.workers = workers_wanted(),
          .schedulers = std::move(schedulers),
          .log = [](const report&) {}};
}

std::thread::id thread() { return std::this_thread::get_id(); }
/// The thread on which an actor runs that is made with these options.
std::thread::id thread_of(spawn_options made_so) {
  spawn(std::move(made_so), [test = self()] { send(test, thread()); });
  return receive<std::thread::id>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scheduler_test)

BOOST_AUTO_TEST_CASE(who_blocks_its_thread_there_holds_up_nobody_else) {
  const node here(with({{"blocking", 1}}));
  std::latch done(1);
  const monitored blocked = spawn_monitor({.scheduler = "blocking"}, [&done] { done.wait(); });
  for (std::size_t i = 0; i < 2 * workers_wanted(); ++i) thread_of({.place = placement::spread});
  BOOST_TEST(is_alive(blocked.actor));
  done.count_down();
  BOOST_TEST(receive<down>().reason == exit_reason::normal);
}

BOOST_AUTO_TEST_CASE(its_actors_take_its_threads_in_turn) {
  const node here(with({{"one", 1}, {"two", 2}}));
  std::barrier both(2);
  for (int i = 0; i < 2; ++i) {
    spawn_monitor({.scheduler = "two"}, [&both] { both.arrive_and_wait(); });
  }
  receive<down>();
  receive<down>();
  BOOST_TEST(thread_of({.scheduler = "one"}) == thread_of({.scheduler = "one"}));
  BOOST_TEST(thread_of({.scheduler = "one"}) != thread_of({.scheduler = "two"}));
}

BOOST_AUTO_TEST_CASE(what_an_actor_of_it_spawns_stays_with_it) {
  const node here(with({{"apart", 2}}));
  spawn({.scheduler = "apart"}, [test = self()] {
    spawn([test, maker = thread()] { send(test, thread() == maker); });
    receive(on(ignore, [] {}));
  });
  BOOST_TEST(receive<bool>());
}

BOOST_AUTO_TEST_CASE(nobody_runs_there_who_did_not_ask_for_it) {
  const node here(with({{"apart", 1}}));
  const std::thread::id apart = thread_of({.scheduler = "apart"});
  for (std::size_t i = 0; i < 4 * workers_wanted(); ++i) {
    BOOST_TEST(thread_of({.place = placement::spread}) != apart);
    BOOST_TEST(thread_of({}) != apart);
  }
}

BOOST_AUTO_TEST_CASE(a_scheduler_that_the_node_does_not_have_is_refused_with_the_nearest_word) {
  const node here(with({{"blocking", 1}}));
  BOOST_CHECK_EXCEPTION(
      spawn({.scheduler = "bloking"}, [] {}), std::invalid_argument, [](const auto& refused) {
        return std::string(refused.what()) ==
               "fauxtp: the node has no scheduler \"bloking\"; did you mean \"blocking\"?";
      });
  BOOST_TEST(here.actors() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
