// The place where threads meet a worker: order, the bell, and the end of an inbox.
#include "runtime/inbox.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

#include "runtime/machine_bell.hpp"

using namespace fauxtp::runtime;
using namespace std::chrono_literals;

namespace {

struct note final : parcel {
  note(std::vector<std::pair<int, int>>& log, int sender, int number)
      : log(log), sender(sender), number(number) {}
  ~note() override { ++destroyed; }
  void deliver() noexcept override {
    log.emplace_back(sender, number);
    delete this;
  }
  std::vector<std::pair<int, int>>& log;
  int sender, number;
  static inline std::atomic<int> destroyed{0};
};

struct open_inbox {
  machine_bell sleep;
  inbox& box = inbox::acquire(sleep);
  std::vector<std::pair<int, int>> log;
  ~open_inbox() { inbox::release(box); }

  void push(int sender, int number) {
    auto* sent = new note(log, sender, number);
    if (!box.push(sent)) delete sent;
  }
  void deliver_all() {
    for (parcel* each = box.take(); each != nullptr;) {
      parcel* next = each->next;
      each->deliver();
      each = next;
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(inbox_test)

BOOST_FIXTURE_TEST_CASE(parcels_of_one_sender_are_taken_in_the_order_of_pushing, open_inbox) {
  for (int i = 0; i < 100; ++i) push(0, i);
  deliver_all();
  BOOST_REQUIRE(log.size() == 100U);
  for (int i = 0; i < 100; ++i) BOOST_TEST(log[static_cast<std::size_t>(i)].second == i);
}

BOOST_FIXTURE_TEST_CASE(parcels_of_each_of_three_threads_keep_their_order, open_inbox) {
  constexpr int count = 30'000;
  std::vector<std::thread> senders;
  for (int sender = 0; sender < 3; ++sender) {
    senders.emplace_back([this, sender] {
      for (int i = 0; i < count; ++i) push(sender, i);
    });
  }
  while (log.size() < 3 * count) {
    box.wait(time_point::max(), 10);
    deliver_all();
  }
  for (std::thread& sender : senders) sender.join();
  int next[3] = {0, 0, 0};
  int out_of_order = 0;
  for (const auto& [sender, number] : log) out_of_order += number != next[sender]++;
  BOOST_TEST(out_of_order == 0);
}

BOOST_FIXTURE_TEST_CASE(an_inbox_from_which_all_was_taken_is_empty, open_inbox) {
  push(0, 0);
  BOOST_TEST(!box.empty());
  deliver_all();
  BOOST_TEST(box.empty());
  BOOST_TEST(box.take() == nullptr);
}

BOOST_AUTO_TEST_CASE(a_closed_inbox_refuses_and_leaves_the_parcel_to_its_sender) {
  machine_bell sleep;
  inbox& box = inbox::acquire(sleep);
  inbox::release(box);
  std::vector<std::pair<int, int>> log;
  auto kept = std::make_unique<note>(log, 0, 0);
  BOOST_TEST(!box.push(kept.get()));
}

BOOST_AUTO_TEST_CASE(closing_an_inbox_deletes_what_lies_in_it) {
  std::vector<std::pair<int, int>> log;
  const int before = note::destroyed;
  machine_bell sleep;
  inbox& box = inbox::acquire(sleep);
  for (int i = 0; i < 3; ++i) box.push(new note(log, 0, i));
  inbox::release(box);
  BOOST_TEST(note::destroyed == before + 3);
  BOOST_TEST(log.empty());
}

BOOST_AUTO_TEST_CASE(an_inbox_serves_again_after_it_was_closed) {
  machine_bell sleep;
  inbox::release(inbox::acquire(sleep));
  open_inbox again;
  again.push(0, 7);
  again.deliver_all();
  BOOST_TEST(again.log.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_wait_ends_at_once_when_a_parcel_lies_there, open_inbox) {
  push(0, 0);
  box.wait(time_point::max(), 0);
  deliver_all();
  BOOST_TEST(log.size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(the_bell_ends_a_wait_without_a_parcel, open_inbox) {
  std::thread ringing([this] { box.ring(); });
  box.wait(time_point::max(), 0);
  ringing.join();
  BOOST_TEST(box.empty());
}

BOOST_FIXTURE_TEST_CASE(a_bell_that_was_rung_before_ends_the_next_wait, open_inbox) {
  box.ring();
  box.wait(time_point::max(), 0);
  BOOST_TEST(!box.rung());
}

BOOST_FIXTURE_TEST_CASE(a_wait_ends_at_its_deadline, open_inbox) {
  const time_point deadline = std::chrono::steady_clock::now() + 2ms;
  while (std::chrono::steady_clock::now() < deadline) box.wait(deadline, 0);
  BOOST_TEST(box.empty());
}

BOOST_FIXTURE_TEST_CASE(a_wait_for_a_time_that_has_passed_returns, open_inbox) {
  box.wait(std::chrono::steady_clock::now() - 1s, 0);
  BOOST_TEST(box.empty());
}

// Each round is one sleep and one wake-up: a lost one would hang here.
BOOST_AUTO_TEST_CASE(no_wake_up_is_lost_in_20_000_rounds_between_two_threads) {
  open_inbox here, there;
  std::thread other([&] {
    for (int i = 0; i < 20'000; ++i) {
      while (there.box.empty()) there.box.wait(time_point::max(), i % 50);
      there.deliver_all();
      here.push(1, i);
    }
  });
  for (int i = 0; i < 20'000; ++i) {
    there.push(0, i);
    while (here.box.empty()) here.box.wait(time_point::max(), i % 70);
    here.deliver_all();
  }
  other.join();
  BOOST_TEST(here.log.size() == 20'000U);
}

BOOST_AUTO_TEST_CASE(a_bell_is_not_rung_any_more_when_its_owner_has_gone) {
  /// Says who rings it after its end.
  struct mortal_bell final : machine_bell {
    explicit mortal_bell(std::atomic<bool>& rung_too_late) : rung_too_late(rung_too_late) {}
    ~mortal_bell() override { gone = true; }
    void sleep(time_point) noexcept override { std::this_thread::yield(); }
    void ring() noexcept override {
      std::this_thread::yield();
      if (gone) rung_too_late = true;
    }
    std::atomic<bool>& rung_too_late;
    std::atomic<bool> gone{false};
  };
  std::atomic<bool> rung_too_late{false};
  std::atomic<bool> ends{false};
  std::atomic<inbox*> box{nullptr};
  std::thread ringing([&] {
    while (!ends) {
      if (inbox* found = box.load()) found->ring();
    }
  });
  for (int i = 0; i < 20'000; ++i) {
    alignas(mortal_bell) std::byte place[sizeof(mortal_bell)];  // it stays readable
    auto* sleep = new (place) mortal_bell(rung_too_late);
    inbox& open = inbox::acquire(*sleep);
    box = &open;
    open.wait(time_point::max(), 0);
    inbox::release(open);
    sleep->~mortal_bell();
  }
  ends = true;
  ringing.join();
  BOOST_TEST(!rung_too_late);
}

BOOST_AUTO_TEST_SUITE_END()
