// Blocks of memory that each thread keeps for its next messages.
#include "runtime/block_cache.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstring>
#include <set>
#include <thread>
#include <vector>

using namespace fauxtp::runtime;

namespace {

// Each case uses a size of its own, so that it does not get blocks that another case has given
// back.
template <std::size_t Size>
std::vector<void*> taken(std::size_t many) {
  std::vector<void*> blocks;
  for (std::size_t i = 0; i < many; ++i) {
    blocks.push_back(block_cache<Size>::take());
    std::memset(blocks.back(), 0xff, Size);
  }
  return blocks;
}

template <std::size_t Size>
void give_back(const std::vector<void*>& blocks) {
  for (void* block : blocks) block_cache<Size>::give_back(block);
}

std::size_t common(const std::vector<void*>& some, const std::vector<void*>& others) {
  const std::set<void*> known(some.begin(), some.end());
  return static_cast<std::size_t>(
      std::ranges::count_if(others, [&known](void* block) { return known.contains(block); }));
}

constexpr std::size_t several_batches = 10 * block_store::batch;

}  // namespace

BOOST_AUTO_TEST_SUITE(block_cache_test)

BOOST_AUTO_TEST_CASE(blocks_in_use_are_all_different) {
  const auto blocks = taken<40>(several_batches);
  BOOST_TEST(std::set<void*>(blocks.begin(), blocks.end()).size() == several_batches);
  give_back<40>(blocks);
}

// A sanitizer wants each block from malloc, which does not use a block again so soon.
constexpr bool uses_again = !sanitizer::watches_memory;

BOOST_AUTO_TEST_CASE(a_block_that_was_given_back_is_the_next_to_be_taken,
                     *boost::unit_test::enable_if<uses_again>()) {
  void* block = block_cache<48>::take();
  block_cache<48>::give_back(block);
  void* next = block_cache<48>::take();
  BOOST_TEST(next == block);
  block_cache<48>::give_back(next);
}

BOOST_AUTO_TEST_CASE(what_travels_lies_apart_from_what_stays,
                     *boost::unit_test::enable_if<uses_again>()) {
  void* stays = block_cache<88>::take();
  void* travels = block_cache<88>::take_for_travel();
  BOOST_TEST((block_slabs::use_of(stays) == block_use::stays));
  BOOST_TEST((block_slabs::use_of(travels) == block_use::travels));
  block_cache<88>::give_back(travels);
  block_cache<88>::give_back(stays);
  void* again = block_cache<88>::take();
  BOOST_TEST(again == stays);
  block_cache<88>::give_back(again);
}

BOOST_AUTO_TEST_CASE(blocks_given_back_on_another_thread_are_used_again,
                     *boost::unit_test::enable_if<uses_again>()) {
  const auto sent = taken<56>(several_batches);
  std::thread([&sent] { give_back<56>(sent); }).join();
  const auto again = taken<56>(several_batches);
  BOOST_TEST(common(sent, again) == several_batches);
  give_back<56>(again);
}

BOOST_AUTO_TEST_CASE(a_thread_that_only_gives_back_passes_most_on_while_it_lives,
                     *boost::unit_test::enable_if<uses_again>()) {
  const auto received = taken<64>(several_batches);
  give_back<64>(received);  // and this thread goes on
  std::vector<void*> elsewhere;
  std::thread([&elsewhere] {
    elsewhere = taken<64>(several_batches);
    give_back<64>(elsewhere);
  }).join();
  BOOST_TEST(common(received, elsewhere) >= several_batches - 2 * block_store::batch);
}

BOOST_AUTO_TEST_CASE(an_object_too_large_for_a_block_has_memory_of_its_own) {
  struct small : cached<80> {
    virtual ~small() = default;
    char content[64] = {};
  };
  struct large final : small {
    char more[1000] = {};
  };
  delete new small;
  large* one = new large;
  std::memset(one->more, 0xff, sizeof one->more);
  const auto blocks = taken<80>(several_batches);
  BOOST_TEST(std::ranges::count(one->more, '\xff') == 1000);
  delete static_cast<small*>(one);
  give_back<80>(blocks);
}

BOOST_AUTO_TEST_SUITE_END()
