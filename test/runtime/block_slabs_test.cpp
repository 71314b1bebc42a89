// Memory for blocks of one size.
#include "runtime/block_slabs.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstring>
#include <set>
#include <vector>

#include "readable.hpp"

using namespace fauxtp::runtime;

namespace {

constexpr std::size_t size = 40;
constexpr std::size_t of_two_slabs = 2 * (2 * 1024 * 1024 / 64);

struct some_blocks {
  ~some_blocks() { give_back(taken); }

  std::vector<block*> take(std::size_t count) {
    std::vector<block*> blocks;
    while (blocks.size() < count) {
      block* each = slabs.take(count - blocks.size()).first;
      for (; each != nullptr; each = each->next) blocks.push_back(each);
    }
    return blocks;
  }
  void give_back(const std::vector<block*>& blocks) {
    for (block* each : blocks) {
      each->next = nullptr;
      slabs.give_back({each, 1});
    }
  }

  block_slabs slabs{size};
  std::vector<block*> taken;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(block_slabs_test, some_blocks)

BOOST_AUTO_TEST_CASE(blocks_are_all_different_and_can_be_written) {
  taken = take(of_two_slabs);
  for (block* each : taken) std::memset(static_cast<void*>(each), 0xAB, size);
  BOOST_TEST(std::set<block*>(taken.begin(), taken.end()).size() == of_two_slabs);
}

BOOST_AUTO_TEST_CASE(no_two_blocks_share_a_cache_line) {
  taken = take(1000);
  std::set<std::uintptr_t> lines;
  for (block* each : taken) {
    const auto address = reinterpret_cast<std::uintptr_t>(each);
    lines.insert(address / 64);
    lines.insert((address + size - 1) / 64);
  }
  BOOST_TEST(lines.size() == taken.size());
}

BOOST_AUTO_TEST_CASE(new_blocks_come_in_the_order_of_their_addresses) {
  taken = take(1000);
  BOOST_TEST(std::is_sorted(taken.begin(), taken.end()));
}

BOOST_AUTO_TEST_CASE(a_block_that_was_given_back_is_taken_again) {
  const auto first = take(10);
  give_back(first);
  taken = take(10);
  BOOST_TEST(std::set<block*>(taken.begin(), taken.end()) ==
             std::set<block*>(first.begin(), first.end()));
}

BOOST_AUTO_TEST_CASE(never_more_are_handed_out_than_were_asked_for) {
  for (const std::size_t most : {1, 7, 256}) {
    const block_chain chain = slabs.take(most);
    BOOST_TEST(chain.count <= most);
    std::size_t count = 0;
    for (block* each = chain.first; each != nullptr; each = each->next) {
      taken.push_back(each);
      ++count;
    }
    BOOST_TEST(count == chain.count);
  }
}

BOOST_AUTO_TEST_CASE(a_slab_stays_as_long_as_one_of_its_blocks_is_used) {
  taken = take(of_two_slabs);
  give_back({taken[0]});
  taken[0] = take(1)[0];  // the same one
  const auto slab_of = [](block* each) { return reinterpret_cast<std::uintptr_t>(each) >> 21; };
  const auto others = std::partition(taken.begin() + 1, taken.end(), [&](block* each) {
    return slab_of(each) != slab_of(taken[0]);
  });
  give_back({others, taken.end()});
  taken.erase(others, taken.end());
  BOOST_REQUIRE(readable(taken[0]));
}

BOOST_AUTO_TEST_CASE(memory_that_nobody_uses_goes_back_to_the_system) {
  const auto many = take(2 * of_two_slabs);
  BOOST_TEST(readable(many.front()));
  BOOST_TEST(readable(many.back()));
  give_back(many);
  std::size_t kept = 0;
  for (const block* each : many) kept += readable(each) ? 1 : 0;
  BOOST_TEST(kept > 0U);  // the last slab
  BOOST_TEST(kept <= of_two_slabs / 2);
}

BOOST_AUTO_TEST_SUITE_END()
