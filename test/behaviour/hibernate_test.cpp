#include "fauxtp/hibernate.hpp"

#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>
#include <memory>
#include <stdexcept>
#include <string>

#include "actor/actors.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;
using testing::await, testing::end_of, testing::signal_from;

BOOST_AUTO_TEST_SUITE(hibernate_test)

namespace {

struct count {
  using reply = int;
};
struct fail {};

/// Counts, and hibernates after everything that it does.
class sleeper : public gen_server<sleeper, calls<count>, casts<fail>> {
 public:
  explicit sleeper(pid owner = {}) : owner_(owner) { hibernate(); }
  int handle_call(count, from) {
    hibernate();
    return ++count_;
  }
  void handle_cast(fail) { throw std::runtime_error("failed"); }
  void handle_info(term message) {
    hibernate();
    if (owner_) send(owner_, std::move(message));
  }
  void terminate(const exit_reason& reason) {
    if (owner_) send(owner_, tuple("terminated", term(reason)));
  }
  int state() const { return count_; }

 private:
  pid owner_;
  int count_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(G33_a_server_keeps_its_state_while_it_hibernates, testing::node) {
  const pid server = start<sleeper>();
  for (int n = 1; n <= 100; ++n) {
    settle();
    BOOST_TEST_REQUIRE(call(server, count{}) == n);
  }
  stop(server);
}

BOOST_FIXTURE_TEST_CASE(G33_messages_that_are_there_already_are_handled_first, testing::node) {
  const pid server = start<sleeper>(self());
  for (int n = 0; n < 1000; ++n) send(server, n);
  settle();
  for (int n = 0; n < 1000; ++n) BOOST_TEST_REQUIRE(receive<int>(0s).value_or(-1) == n);
  exit(server, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(G33_a_hibernating_server_hibernates_again_after_a_system_message,
                        testing::node) {
  const pid server = start<sleeper>();
  settle();
  BOOST_TEST(sys::get_state(server) == 0);
  settle();
  BOOST_TEST(info(server)->hibernates);
  BOOST_TEST(call(server, count{}) == 1);
  stop(server);
}

BOOST_FIXTURE_TEST_CASE(who_has_a_message_does_not_fall_asleep, testing::node) {
  const pid awake = spawn([test = self()] {
    send(self(), 1);
    hibernate([test] { send(test, receive<int>()); });
  });
  settle();
  BOOST_TEST(receive<int>(0s).value_or(0) == 1);
  exit(awake, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(a_hibernating_actor_ends_by_a_signal, testing::node) {
  const auto made = spawn_monitor([] { hibernate([] {}); });
  settle();
  exit(made.actor, exit_reason(term("enough")));
  settle();
  BOOST_TEST(to_string(end_of(made.monitor)) == "\"enough\"");
}

BOOST_FIXTURE_TEST_CASE(who_is_ended_in_an_init_that_never_waits_does_not_hibernate,
                        testing::node) {
  class busy : public gen_server<busy> {
   public:
    busy() {
      hibernate();
      spawn(spawn_options{.place = placement::here},
            [server = self()] { exit(server, exit_reason::kill); });
      // Other actors get a turn meanwhile, and a noexcept function notices no end.
      const auto send_many = []() noexcept {
        for (int n = 0; n < 1000; ++n) send(pid(), n);
      };
      send_many();
    }
  };
  const pid server = start<busy>();
  settle();
  BOOST_TEST(!is_alive(server));
}

BOOST_FIXTURE_TEST_CASE(a_hibernating_server_that_traps_exits_terminates_for_its_parent,
                        testing::node) {
  class trapping : public gen_server<trapping> {
   public:
    explicit trapping(pid owner) : owner_(owner) {
      trap_exit(true);
      hibernate();
    }
    void terminate(const exit_reason&) { send(owner_, "terminated"); }

   private:
    pid owner_;
  };
  trap_exit(true);
  const pid server = start_link<trapping>(self());
  settle();
  exit(server, exit_reason::shutdown);
  settle();
  BOOST_TEST(receive<std::string>(0s).value_or("nothing") == "terminated");
  BOOST_TEST(signal_from(server) == exit_reason::shutdown);
}

BOOST_FIXTURE_TEST_CASE(a_server_that_fails_after_it_has_slept_is_terminated, testing::node) {
  const pid server = start<sleeper>(self());
  settle();
  cast(server, fail{});
  settle();
  BOOST_TEST(receive(on(tuple("terminated", ignore), [] { return true; }),
                     after(0s, [] { return false; })));
}

BOOST_FIXTURE_TEST_CASE(a_sleepers_timers_and_names_stay, testing::node) {
  const pid server = start<sleeper>(start_options{.name = "sleeper"}, self());
  settle();
  send_after(1min, server, "tea");
  advance(2min);
  BOOST_TEST(receive<std::string>(0s).value_or("nothing") == "tea");
  BOOST_TEST(whereis("sleeper") == server);
  exit(server, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(a_server_that_waits_for_a_timeout_does_not_hibernate, testing::node) {
  class waiting : public gen_server<waiting> {
   public:
    explicit waiting(pid owner) : owner_(owner) {
      hibernate();
      timeout_after(1s);
    }
    void handle_info(term message) { send(owner_, std::move(message)); }

   private:
    pid owner_;
  };
  const pid server = start<waiting>(self());
  settle();
  advance(1s);
  BOOST_TEST(receive<std::string>(0s).value_or("nothing") == "timeout");
  stop(server);
}

BOOST_FIXTURE_TEST_CASE(a_continue_comes_before_the_sleep, testing::node) {
  class continuing : public gen_server<continuing> {
   public:
    explicit continuing(pid owner) : owner_(owner) {
      hibernate();
      continue_with("more");
    }
    void handle_continue(term what) { send(owner_, std::move(what)); }

   private:
    pid owner_;
  };
  const pid server = start<continuing>(self());
  settle();
  BOOST_TEST(receive<std::string>(0s).value_or("nothing") == "more");
  stop(server);
}

BOOST_FIXTURE_TEST_CASE(G34_a_server_that_was_idle_for_long_hibernates_by_itself, testing::node) {
  class idle : public gen_server<idle, calls<count>> {
   public:
    idle() { hibernate_after(1s); }
    int handle_call(count, from) { return ++count_; }

   private:
    int count_ = 0;
  };
  const pid server = start<idle>();
  BOOST_TEST(call(server, count{}) == 1);
  settle();
  BOOST_TEST(!info(server)->hibernates);
  advance(1s);
  BOOST_TEST(info(server)->hibernates);
  BOOST_TEST(call(server, count{}) == 2);
  settle();
  BOOST_TEST(!info(server)->hibernates);
  stop(server);
}

BOOST_FIXTURE_TEST_CASE(a_timeout_comes_although_the_server_would_hibernate_sooner, testing::node) {
  class waiting : public gen_server<waiting> {
   public:
    explicit waiting(pid owner) : owner_(owner) {
      hibernate_after(1s);
      timeout_after(3s);
    }
    void handle_info(term message) { send(owner_, std::move(message)); }

   private:
    pid owner_;
  };
  const pid server = start<waiting>(self());
  settle();
  for (int second = 0; second < 3; ++second) advance(1s);
  BOOST_TEST(receive<std::string>(0s).value_or("nothing") == "timeout");
  stop(server);
}

BOOST_FIXTURE_TEST_CASE(what_a_function_held_is_gone_while_it_hibernates, testing::node) {
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> seen = held;
  const pid sleeping = spawn([held = std::move(held)] { hibernate([] { receive<int>(); }); });
  settle();
  BOOST_TEST(seen.expired());
  send(sleeping, 1);
}

BOOST_FIXTURE_TEST_CASE(a_class_is_told_to_hibernate_its_own_way, testing::node) {
  class wrong : public actor {
    void run() override {
      hibernate([] {});
    }
  };
  start<wrong>(start_options{.monitor = true});
  settle();
  const auto end = receive<down>(0s);
  BOOST_REQUIRE(end.has_value());
  BOOST_TEST(to_string(end->reason).find("call hibernate()") != std::string::npos);
}

/// How much of the stack of the running actor is there.
std::size_t touched() { return *info(self())->stack_touched; }

/// Uses much of the stack.
[[gnu::noinline]] void use_stack() {
  volatile char much[40'000];
  for (std::size_t i = 0; i < sizeof much; i += 1000) much[i] = 1;
}

BOOST_FIXTURE_TEST_CASE(a_stack_that_is_trimmed_has_the_pages_that_are_in_use, testing::node) {
  const pid actor = spawn([test = self()] {
    int kept = 7;
    for (int i = 0; i < 3; ++i) {
      use_stack();
      const bool was_large = touched() > 40'000;
      trim_stack();
      send(test, tuple(was_large, touched() < 20'000, kept++));
    }
  });
  const ref end = monitor(actor);
  for (int i = 7; i < 10; ++i) {
    const auto [was_large, is_small, kept] = receive<std::tuple<bool, bool, int>>();
    BOOST_TEST(was_large);
    BOOST_TEST(is_small);
    BOOST_TEST(kept == i);
  }
  BOOST_TEST(await(end) == exit_reason::normal);
}

BOOST_AUTO_TEST_SUITE_END()
