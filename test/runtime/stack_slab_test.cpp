// Stacks: their size, their guards, and which slab a stack belongs to.
#include "runtime/stack_slab.hpp"

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <deque>
#include <set>

#include "readable.hpp"
#include "runtime/fiber.hpp"

using namespace fauxtp::runtime;

namespace {

char* bottom_of(const boost::context::stack_context& stack) {
  return static_cast<char*>(stack.sp) - stack.size;
}

struct one_slab {
  stack_slab slab{64 * 1024};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(stack_slab_test)

BOOST_AUTO_TEST_CASE(a_size_is_rounded_up_to_a_power_of_two) {
  BOOST_TEST(stack_slab::rounded(65'000) == stack_slab::rounded(65'536));
  BOOST_TEST(stack_slab::rounded(65'537) == 2 * stack_slab::rounded(65'536));
}

BOOST_AUTO_TEST_CASE(a_tiny_size_is_rounded_up_to_the_smallest) {
  BOOST_TEST(stack_slab::rounded(1) == stack_slab::rounded(stack_slab::smallest));
}

BOOST_FIXTURE_TEST_CASE(a_stack_has_at_least_its_size_less_the_guard, one_slab) {
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST(slab.take().size >= slab.size() - stack_slab::guard_size);
  }
}

BOOST_FIXTURE_TEST_CASE(above_a_stack_there_is_room_for_its_fiber_on_the_same_page, one_slab) {
  for (int i = 0; i < 100; ++i) {
    const auto stack = slab.take();
    auto* room = static_cast<char*>(stack_slab::room_for_fiber(stack));
    BOOST_TEST(room >= stack.sp);
    std::memset(room, 0xAB, sizeof(fiber));
    const auto page = [](const void* at) { return reinterpret_cast<std::uintptr_t>(at) / 4096; };
    BOOST_TEST(page(room + sizeof(fiber) - 1) == page(static_cast<char*>(stack.sp) - 1));
  }
}

BOOST_FIXTURE_TEST_CASE(tops_lie_at_many_places_of_their_pages, one_slab) {
  std::set<std::uintptr_t> places;
  for (int i = 0; i < 100; ++i) {
    places.insert(reinterpret_cast<std::uintptr_t>(slab.take().sp) % 4096);
  }
  BOOST_TEST(places.size() >= 8U);
}

BOOST_FIXTURE_TEST_CASE(slabs_lie_at_different_places_of_what_was_mapped, one_slab) {
  constexpr std::uintptr_t largest_alignment = 2 * 1024 * 1024;
  std::set<std::uintptr_t> places;
  std::deque<stack_slab> others;
  for (int i = 0; i < 8; ++i) {
    const auto stack = others.emplace_back(64 * 1024).take();
    places.insert(reinterpret_cast<std::uintptr_t>(bottom_of(stack)) % largest_alignment);
  }
  BOOST_TEST(places.size() == 8U);
}

BOOST_FIXTURE_TEST_CASE(a_stack_that_was_given_back_is_taken_once, one_slab) {
  slab.give_back(slab.take());
  const auto again = slab.take();
  BOOST_TEST(slab.take().sp != again.sp);
}

BOOST_FIXTURE_TEST_CASE(every_byte_of_a_stack_can_be_written, one_slab) {
  auto stack = slab.take();
  std::memset(bottom_of(stack), 0xAB, stack.size);
  BOOST_TEST(*bottom_of(stack) == '\xAB');
  slab.give_back(stack);
}

BOOST_FIXTURE_TEST_CASE(the_page_below_a_stack_cannot_be_touched, one_slab) {
  auto stack = slab.take();
  BOOST_TEST(readable(bottom_of(stack)));
  BOOST_TEST(!readable(bottom_of(stack) - 1));
  BOOST_TEST(!readable(bottom_of(stack) - stack_slab::guard_size));
  slab.give_back(stack);
}

BOOST_FIXTURE_TEST_CASE(an_address_in_a_guard_tells_whose_stack_overflowed, one_slab) {
  auto stack = slab.take();
  BOOST_TEST(stack_slab::overflowed(bottom_of(stack) - 1) == stack_slab::room_for_fiber(stack));
  BOOST_TEST(stack_slab::overflowed(bottom_of(stack) - stack_slab::guard_size) ==
             stack_slab::room_for_fiber(stack));
  slab.give_back(stack);
}

BOOST_FIXTURE_TEST_CASE(an_address_in_a_stack_is_no_overflow, one_slab) {
  auto stack = slab.take();
  BOOST_TEST(stack_slab::overflowed(bottom_of(stack)) == nullptr);
  BOOST_TEST(stack_slab::overflowed(static_cast<char*>(stack.sp) - 1) == nullptr);
  slab.give_back(stack);
}

BOOST_FIXTURE_TEST_CASE(an_address_elsewhere_is_no_overflow, one_slab) {
  auto stack = slab.take();
  int local = 0;
  BOOST_TEST(stack_slab::overflowed(&local) == nullptr);
  BOOST_TEST(stack_slab::overflowed(nullptr) == nullptr);
  slab.give_back(stack);
}

BOOST_FIXTURE_TEST_CASE(a_stack_that_was_given_back_is_nobodys, one_slab) {
  auto stack = slab.take();
  const char* guard = bottom_of(stack) - 1;
  slab.give_back(stack);
  BOOST_TEST(stack_slab::overflowed(guard) == nullptr);
}

BOOST_FIXTURE_TEST_CASE(a_slab_that_is_gone_is_not_asked, one_slab) {
  const char* guard = nullptr;
  {
    stack_slab other(64 * 1024);
    auto stack = other.take();
    guard = bottom_of(stack) - 1;
  }
  BOOST_TEST(stack_slab::overflowed(guard) == nullptr);
}

BOOST_FIXTURE_TEST_CASE(the_stack_that_was_given_back_last_is_taken_first, one_slab) {
  auto first = slab.take();
  auto second = slab.take();
  void* const warm = second.sp;
  slab.give_back(first);
  slab.give_back(second);
  auto again = slab.take();
  BOOST_TEST(again.sp == warm);
  slab.give_back(again);
}

BOOST_FIXTURE_TEST_CASE(a_reused_stack_is_somebodys_again, one_slab) {
  auto stack = slab.take();
  slab.give_back(stack);
  auto again = slab.take();
  BOOST_TEST(stack_slab::overflowed(bottom_of(again) - 1) == stack_slab::room_for_fiber(again));
  slab.give_back(again);
}

BOOST_AUTO_TEST_CASE(stacks_of_many_regions_are_apart_and_each_knows_its_user) {
  stack_slab slab(1024 * 1024);
  std::vector<boost::context::stack_context> stacks;
  std::set<void*> places;
  for (int i = 0; i < 150; ++i) {
    stacks.push_back(slab.take());
    places.insert(stacks.back().sp);
  }
  BOOST_TEST(places.size() == 150U);
  int wrong = 0;
  for (const auto& stack : stacks) {
    const fiber* overflowed = stack_slab::overflowed(bottom_of(stack) - 1);
    wrong += overflowed != stack_slab::room_for_fiber(stack) ? 1 : 0;
  }
  BOOST_TEST(wrong == 0);
  for (auto& stack : stacks) slab.give_back(stack);
}

BOOST_AUTO_TEST_SUITE_END()
