// What an actor is to other actors: few, or very many.
#include "actor/relation_table.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <vector>

#include "fauxtp/pid.hpp"

using fauxtp::pid;
using fauxtp::detail::relation_table;

namespace {

using sizes = std::vector<std::uint32_t>;
// The last size that fits into the table itself, the first that does not, and very many.
const sizes all_sizes{1, 4, 5, 100'000};

/// Keys 1 to `size`, each with its double as value, added out of order.
struct filled_table {
  explicit filled_table(std::uint32_t size) : size(size) {
    for (std::uint32_t i = 0; i < size; ++i) {
      const std::uint32_t key = 1 + static_cast<std::uint32_t>(i * std::uint64_t{7919} % size);
      table[pid(key, 1)] = std::make_unique<std::uint32_t>(2 * key);
    }
  }
  bool has(std::uint32_t key) {
    const auto* found = table.find(pid(key, 1));
    return found != nullptr && **found == 2 * key;
  }

  std::uint32_t size;
  relation_table<pid, std::unique_ptr<std::uint32_t>> table;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(relation_table_test)

BOOST_AUTO_TEST_CASE(an_empty_table_has_nothing) {
  relation_table<pid, int> table;
  BOOST_TEST(table.size() == 0U);
  BOOST_TEST(table.find(pid(1, 1)) == nullptr);
  BOOST_TEST(!table.erase(pid(1, 1)));
  table.for_each([](pid, int) { BOOST_ERROR("there is one"); });
}

BOOST_DATA_TEST_CASE(what_was_added_is_found_and_nothing_else, all_sizes, size) {
  filled_table filled(size);
  BOOST_TEST(filled.table.size() == size);
  for (std::uint32_t key = 1; key <= size; ++key) BOOST_REQUIRE(filled.has(key));
  BOOST_TEST(!filled.has(size + 1));
  BOOST_TEST(filled.table.find(pid(1, 2)) == nullptr);
}

BOOST_DATA_TEST_CASE(who_is_there_already_is_not_added_again, all_sizes, size) {
  filled_table filled(size);
  filled.table[pid(size, 1)] = std::make_unique<std::uint32_t>(2 * size);
  BOOST_TEST(filled.table.size() == size);
  BOOST_TEST(filled.has(size));
}

BOOST_DATA_TEST_CASE(what_was_erased_is_gone_and_the_others_stay, all_sizes, size) {
  filled_table filled(size);
  for (std::uint32_t key = 1; key <= size; key += 2) BOOST_REQUIRE(filled.table.erase(pid(key, 1)));
  BOOST_TEST(!filled.table.erase(pid(1, 1)));
  BOOST_TEST(filled.table.size() == size / 2);
  for (std::uint32_t key = 1; key <= size; ++key) BOOST_REQUIRE(filled.has(key) == (key % 2 == 0));
}

BOOST_DATA_TEST_CASE(what_is_extracted_is_given_out_and_gone, all_sizes, size) {
  filled_table filled(size);
  const auto taken = filled.table.extract(pid(size, 1));
  BOOST_REQUIRE(taken.has_value());
  BOOST_TEST(**taken == 2 * size);
  BOOST_TEST(!filled.table.extract(pid(size, 1)).has_value());
  BOOST_TEST(filled.table.size() == size - 1);
}

BOOST_DATA_TEST_CASE(a_table_that_was_emptied_can_be_filled_again, all_sizes, size) {
  filled_table filled(size);
  for (std::uint32_t key = size; key > 0; --key) filled.table.erase(pid(key, 1));
  BOOST_TEST(filled.table.size() == 0U);
  filled.table[pid(3, 1)] = std::make_unique<std::uint32_t>(6);
  BOOST_TEST(filled.has(3));
  BOOST_TEST(filled.table.size() == 1U);
}

BOOST_DATA_TEST_CASE(each_is_visited_once_in_the_order_of_the_keys, all_sizes, size) {
  filled_table filled(size);
  std::uint32_t last = 0;
  filled.table.for_each([&last](pid key, const std::unique_ptr<std::uint32_t>& value) {
    BOOST_REQUIRE(key.slot() == ++last);
    BOOST_REQUIRE(*value == 2 * last);
  });
  BOOST_TEST(last == size);
}

BOOST_AUTO_TEST_SUITE_END()
