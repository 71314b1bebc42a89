#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fauxtp/log.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/pattern.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/term.hpp"
#include "fauxtp/testing_disk.hpp"
#include "fauxtp/testing_network.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::testing {

/// Thrown when a check of the kit does not hold. Boost.Test and other frameworks show it as a
/// failed test.
class failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  ~failure() override;
};

/// A node for tests, as a fixture: the test's body is one of its actors, time stands still until
/// the test moves it, and an actor or a message that the test leaves behind fails it.
///
/// ```cpp file=test/examples/testing.cpp region=testing
/// BOOST_FIXTURE_TEST_CASE(a_reminder_comes_after_its_time_and_not_before, testing::node) {
///   send_after(5s, self(), "tea");
///   advance(4999ms);
///   BOOST_TEST(!receive<std::string>(0s));
///   advance(1ms);
///   BOOST_TEST(receive<std::string>() == "tea");
/// }
/// ```
///
/// The environment variable FAUXTP_TEST_WORKERS says with how many workers the node runs (default
/// 1: all actors on the test's own thread, in the same order each time); actors are spread over all
/// workers. FAUXTP_TEST_INTERLEAVING=17 lets one worker run at a time, in an order that follows
/// from the number: a test that fails with it fails again. They reach others through this machine's
/// sockets, or through a network in memory: the one that the node is made with, or a new one for
/// each node if the environment variable FAUXTP_TEST_NETWORK is "memory". With their files it is
/// the same: they are this machine's, or on the disk in memory that the node is made with, or on a
/// new one.
///
/// What else a node has can be chosen: its `env`, its schedulers, its seed. So an application's
/// file can be tested as it says that it is to run:
///
/// ```cpp file=test/examples/testing.cpp region=runtime
/// const auto shop = application::load(CONFIG_DIR "/counter.json", {MODULE_DIR});
/// testing::node as_the_file_says(shop.runtime());
/// const start_result up = shop.start_link();
/// ```
class node {
 public:
  node();
  /// All but the number of workers, the clock and the placement, which are the kit's. Reports are
  /// kept, and given to `options.log`, too.
  explicit node(node_options options);
  explicit node(const network& through);
  explicit node(const disk& files);
  node(const network& through, const disk& files);
  ~node();

  /// Returns when all other actors wait and no message is under way.
  void settle();
  /// Moves the clock on, from timer to timer, and settles at each of them.
  void advance(duration time);
  /// Settles; if a timer is due within `within`, moves the clock to the next one and settles again.
  /// Subtracts the time that passed from `within`; returns false if there was no such timer.
  bool step(duration& within);

  /// Sets what wall_clock() tells; it goes on with advance(). It begins with 2026-01-01, 0:00 UTC.
  void set_wall_clock(std::chrono::system_clock::time_point now);

  std::size_t workers() const noexcept { return node_->workers(); }
  /// The number of actors, the test's body included.
  std::size_t actors() const noexcept { return node_->actors(); }
  /// The reports so far: all of them, or those with this label.
  std::vector<report> reports(std::string_view label = {}) const;

  /// Boost.Test calls it after the body. It fails if an actor, or a message to the body, is left.
  void teardown();

 private:
  struct reported {
    mutable std::mutex guard;
    std::vector<report> all;
  };
  std::shared_ptr<reported> reported_ = std::make_shared<reported>();
  std::unique_ptr<fauxtp::node> node_;
};

/// An actor that keeps the messages that it is sent, for a test to look at.
///
/// ```cpp file=test/examples/testing.cpp region=probe
/// BOOST_FIXTURE_TEST_CASE(a_waiter_passes_orders_on_to_the_kitchen, testing::node) {
///   testing::probe kitchen(*this);
///   spawn([to = kitchen.actor()] { send(to, tuple("order", 2, "tea")); });
///   const auto [cups] = kitchen.assert_receives(tuple("order", type<int>, "tea"));
///   BOOST_TEST(cups == 2);
///   kitchen.assert_silent();
/// }
/// ```
class probe {
 public:
  explicit probe(node& home);
  ~probe();
  probe(const probe&) = delete;
  probe& operator=(const probe&) = delete;

  pid actor() const noexcept { return actor_; }
  /// Takes the oldest message that matches, and returns what the pattern extracts; if there is
  /// none, moves the clock by up to `within` until one comes. Throws failure, which lists the
  /// messages that the probe has, if none comes.
  template <class Pattern>
  auto assert_receives(Pattern pattern, duration within = std::chrono::seconds(1)) {
    term found = take(
        [&](const term& message) { return match(pattern, message.clone()).has_value(); }, within);
    return *match(pattern, std::move(found));
  }
  /// Moves the clock on by `within`, and throws failure if any message lies in the probe then.
  void assert_silent(duration within = std::chrono::seconds(1));
  /// The messages in the probe, printed.
  std::vector<std::string> messages() const;

 private:
  term take(const std::function<bool(const term&)>& matches, duration within);

  node& home_;
  pid actor_;
};

/// Moves the clock until the condition holds; throws failure if it does not hold within this time.
void wait_for(node& home, const std::function<bool()>& condition,
              duration within = std::chrono::seconds(1));

namespace detail {
/// False if the task did not end in time, and was killed.
bool ends_within(node& home, pid task, duration within);
}  // namespace detail

/// Runs a function as a task and returns its result. If the function takes longer than this, by the
/// node's clock, kills the task and throws failure.
template <class Function>
auto with_timeout(node& home, duration within, Function function) {
  task work(std::move(function));
  if (detail::ends_within(home, work.actor(), within)) return work.join();
  try {
    work.join();  // takes its end out of the mailbox
  } catch (const task_error&) {
  }
  throw failure("the function took too long");
}

}  // namespace fauxtp::testing
#pragma GCC visibility pop
