// An actor that keeps its worker from the others is found.
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <mutex>
#include <semaphore>

#include "fauxtp/fauxtp.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

/// The reports of stalls, for a test that waits for them.
struct seen_stalls {
  std::mutex guard;
  std::vector<report> all;
  std::atomic<int> count = 0;
  std::binary_semaphore found{0};  // for who waits for the first

  node_options options() {
    return {.workers = 2,
            .log =
                [this](const report& each) {
                  if (each.label != "actor/stalled") return;
                  const std::lock_guard lock(guard);
                  all.push_back(each);
                  if (++count == 1) found.release();
                },
            .stall_after = 20ms};
  }
  report first() {
    const std::lock_guard lock(guard);
    BOOST_REQUIRE(!all.empty());
    return all.front();
  }
};

}  // namespace

// The linker says where this section begins and ends. Nothing is in it but the two functions, whose
// size is not known otherwise.
#define IN_KNOWN_PLACE gnu::section("functions_to_find")
extern const char begin_of_functions[] asm("__start_functions_to_find");
extern const char end_of_functions[] asm("__stop_functions_to_find");

/// Gives up after a time in which a stall must have been found.
[[gnu::noinline, IN_KNOWN_PLACE]] void computes_until(const std::atomic<int>& count, int enough) {
  const auto latest = std::chrono::steady_clock::now() + 10s;
  while (count < enough && std::chrono::steady_clock::now() < latest) {
  }
}

[[gnu::noipa, IN_KNOWN_PLACE]] int waits_in_the_kernel(int ms) {
  const int result = poll(nullptr, 0, ms);
  asm volatile("");  // no tail call, which would leave nothing of it on the stack
  return result;
}

bool one_of_them_lies_on(const std::vector<const void*>& stack) {
  return std::ranges::any_of(stack, [](const void* each) {
    const auto* at = static_cast<const char*>(each);
    return at > begin_of_functions && at <= end_of_functions;
  });
}

BOOST_AUTO_TEST_SUITE(stall)

BOOST_AUTO_TEST_CASE(who_computes_without_end_is_named_with_its_stack) {
  seen_stalls seen;
  const node here(seen.options());
  spawn_monitor({.label = "hog"}, [&] { computes_until(seen.count, 1); });
  receive<down>();
  const report found = seen.first();
  BOOST_TEST(found.name == "hog");
  BOOST_TEST(found.text.find("computes") != std::string::npos);
  BOOST_TEST(one_of_them_lies_on(found.stack));
}

BOOST_AUTO_TEST_CASE(who_blocks_its_thread_is_told_from_who_computes) {
  seen_stalls seen;
  const node here(seen.options());
  spawn_monitor({.label = "sleeper"}, [&] {
    // Blocks in the kernel: this is no wait of an actor.
    static_cast<void>(seen.found.try_acquire_for(10s));
  });
  receive<down>();
  BOOST_TEST(seen.first().text.find("blocks its thread") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_waits_in_a_system_call_is_not_disturbed_and_named_with_its_stack) {
  seen_stalls seen;
  const node here(seen.options());
  int polled = -1;
  int waited = -1;
  spawn_monitor({.label = "poller"}, [&] { polled = waits_in_the_kernel(400); });
  spawn_monitor({.label = "waiter"}, [&] {
    epoll_event none{};
    const int nothing = epoll_create1(EPOLL_CLOEXEC);
    waited = epoll_wait(nothing, &none, 1, 400);
    close(nothing);
  });
  receive<down>();
  receive<down>();
  BOOST_TEST(polled == 0);
  BOOST_TEST(waited == 0);  // and not -1, for EINTR
  const std::lock_guard lock(seen.guard);
  const auto of_the_poller = std::ranges::find(seen.all, "poller", &report::name);
  BOOST_REQUIRE((of_the_poller != seen.all.end()));
  BOOST_TEST(of_the_poller->text.find("blocks its thread") != std::string::npos);
  BOOST_TEST(one_of_them_lies_on(of_the_poller->stack));
}

BOOST_AUTO_TEST_CASE(a_long_stall_is_told_again_each_time_it_has_doubled) {
  seen_stalls seen;
  const node here(seen.options());
  spawn_monitor({}, [&] { computes_until(seen.count, 3); });
  receive<down>();
  const std::lock_guard lock(seen.guard);
  BOOST_REQUIRE(seen.all.size() >= 3U);
  const auto ms = [&](std::size_t i) { return std::stol(seen.all.at(i).fields.at(0).second); };
  BOOST_TEST(ms(1) >= 2 * ms(0));
  BOOST_TEST(ms(2) >= 2 * ms(1));
}

BOOST_AUTO_TEST_CASE(who_lets_others_run_is_not_reported) {
  seen_stalls seen;
  const node here(seen.options());
  const auto until = std::chrono::steady_clock::now() + 200ms;
  spawn_monitor({}, [&] {
    while (std::chrono::steady_clock::now() < until) yield();
  });
  receive<down>();
  BOOST_TEST(seen.count == 0);
}

BOOST_AUTO_TEST_CASE(who_computes_on_a_scheduler_of_its_own_is_not_reported) {
  seen_stalls seen;
  node_options options = seen.options();
  options.schedulers = {{"apart", 1}};
  const node here(std::move(options));
  spawn_monitor({.scheduler = "apart", .label = "apart"}, [&] { computes_until(seen.count, 2); });
  spawn_monitor({.label = "hog"}, [&] { computes_until(seen.count, 2); });
  receive<down>();
  receive<down>();
  const std::lock_guard lock(seen.guard);
  BOOST_TEST(seen.all.size() >= 2U);
  for (const report& each : seen.all) BOOST_TEST(each.name == "hog");
}

BOOST_AUTO_TEST_CASE(a_node_ends_while_its_workers_are_looked_at) {
  for (int i = 0; i < 200; ++i) {
    seen_stalls seen;
    node_options options = seen.options();
    options.stall_after = 100us;
    const node here(std::move(options));
    for (int n = 0; n < 4; ++n) {
      spawn([] {
        for (int turn = 0; turn < 100; ++turn) yield();
      });
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
