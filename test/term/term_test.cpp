// What a term holds, how it is read, moved, cloned, compared, shown and destroyed.
#include "fauxtp/term.hpp"

#include <pthread.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

namespace counter {
struct add {
  int amount;
  friend bool operator==(const add&, const add&) = default;
};
struct value {
  int amount;
};
struct price {
  int cents;
};
std::string to_string(const price& price) { return std::to_string(price.cents) + " ct"; }
}  // namespace counter

using fauxtp::bad_term;
using fauxtp::list;
using fauxtp::list_of;
using fauxtp::map;
using fauxtp::term;
using fauxtp::term_kind;
using fauxtp::tuple;

namespace {

const std::string long_text(100, 'x');

bool lies_inside(const void* what, const term& where) {
  const auto* first = reinterpret_cast<const std::byte*>(&where);
  return std::less_equal<>{}(first, what) && std::less<>{}(what, first + sizeof(term));
}

/// What bad_term says, or "" if nothing was thrown.
template <class F>
std::string complaint(F f) {
  try {
    f();
  } catch (const bad_term& error) {
    return error.what();
  }
  return "";
}

/// Counts its living instances, and has a move that cannot throw.
struct tracked {
  static inline int alive = 0;
  explicit tracked(int number) : number(number) { ++alive; }
  tracked(tracked&& other) noexcept : number(other.number) { ++alive; }
  ~tracked() { --alive; }
  int number;
};

struct big {
  std::array<int, 100> numbers{};
  friend bool operator==(const big&, const big&) = default;
};

struct move_only {
  std::unique_ptr<int> number;
};

struct with_clone {
  term held;
  with_clone clone() const { return {held.clone()}; }
};

struct refuses_to_copy {
  refuses_to_copy() = default;
  refuses_to_copy(refuses_to_copy&&) = default;
  refuses_to_copy(const refuses_to_copy&) { throw std::runtime_error("not today"); }
};

enum class colour { red, green };

}  // namespace

BOOST_AUTO_TEST_SUITE(pid)

BOOST_AUTO_TEST_CASE(a_pid_and_a_ref_are_eight_bytes) {
  static_assert(sizeof(fauxtp::pid) == 8 && sizeof(fauxtp::ref) == 8);
  static_assert(std::is_trivially_copyable_v<fauxtp::pid>);
}

BOOST_AUTO_TEST_CASE(nobody_is_false_and_everybody_else_is_true) {
  BOOST_TEST(!fauxtp::pid());
  BOOST_TEST(bool(fauxtp::pid(0, 1)));
  BOOST_TEST(!fauxtp::ref());
  BOOST_TEST(bool(fauxtp::ref(1)));
}

BOOST_AUTO_TEST_CASE(the_next_actor_in_a_slot_is_another_one) {
  BOOST_TEST(fauxtp::pid(7, 1) != fauxtp::pid(7, 2));
  const std::unordered_set<fauxtp::pid> pids{fauxtp::pid(7, 1), fauxtp::pid(7, 2),
                                             fauxtp::pid(7, 1)};
  BOOST_TEST(pids.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_pid_and_a_ref_are_shown_as_erlang_does) {
  std::ostringstream out;
  out << fauxtp::pid(7, 1) << ' ' << fauxtp::ref(9);
  BOOST_TEST(out.str() == "<0.7.1> #ref<9>");
  BOOST_TEST(to_string(fauxtp::pid()) == "<0.0.0>");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(building)

BOOST_AUTO_TEST_CASE(each_type_has_one_kind) {
  BOOST_TEST((term().kind() == term_kind::nil));
  BOOST_TEST((term(std::nullopt).kind() == term_kind::nil));
  BOOST_TEST((term(true).kind() == term_kind::boolean));
  BOOST_TEST((term(1).kind() == term_kind::integer));
  BOOST_TEST((term(std::uint8_t{1}).kind() == term_kind::integer));
  BOOST_TEST((term(std::size_t{1}).kind() == term_kind::integer));
  BOOST_TEST((term(1.5).kind() == term_kind::real));
  BOOST_TEST((term(1.5f).kind() == term_kind::real));
  BOOST_TEST((term("x").kind() == term_kind::text));
  BOOST_TEST((term(std::string("x")).kind() == term_kind::text));
  BOOST_TEST((term(std::string_view("x")).kind() == term_kind::text));
  BOOST_TEST((term(fauxtp::binary(3)).kind() == term_kind::binary));
  BOOST_TEST((term(fauxtp::pid(1, 1)).kind() == term_kind::pid));
  BOOST_TEST((term(fauxtp::ref(1)).kind() == term_kind::ref));
  BOOST_TEST((tuple(1, 2).kind() == term_kind::tuple));
  BOOST_TEST((term(list_of(1, 2)).kind() == term_kind::list));
  BOOST_TEST((term(std::vector<term>(2)).kind() == term_kind::list));
  BOOST_TEST((term(map{{"k", 1}}).kind() == term_kind::map));
  BOOST_TEST((term(counter::add{1}).kind() == term_kind::box));
  BOOST_TEST((term(colour::red).kind() == term_kind::box));
  BOOST_TEST((term(std::chrono::seconds(1)).kind() == term_kind::box));
  BOOST_TEST((term(std::make_shared<int>(1)).kind() == term_kind::box));
}

BOOST_AUTO_TEST_CASE(an_optional_is_nil_or_its_value) {
  BOOST_TEST(term(std::optional<int>()).is_nil());
  BOOST_TEST(term(std::optional(5)) == term(5));
}

BOOST_AUTO_TEST_CASE(an_integer_above_int64_is_refused_with_both_numbers) {
  constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  BOOST_TEST(term(limit).as<std::uint64_t>() == limit);
  BOOST_TEST(complaint([] { term(limit + 1); }) ==
             "expected an integer up to 9223372036854775807, found 9223372036854775808");
}

BOOST_AUTO_TEST_CASE(a_null_text_is_refused) {
  const char* nothing = nullptr;
  BOOST_TEST(complaint([&] { term{nothing}; }) == "expected a text, found a null char pointer");
}

BOOST_AUTO_TEST_CASE(a_term_is_32_bytes_and_moves_without_throwing) {
  static_assert(sizeof(term) == 32);
  static_assert(std::is_nothrow_move_constructible_v<term>);
  static_assert(std::is_nothrow_move_assignable_v<term>);
  static_assert(!std::is_copy_constructible_v<term>);
}

BOOST_AUTO_TEST_CASE(a_short_text_lies_in_the_term_itself) {
  const term value(std::string(23, 'x'));
  BOOST_TEST(value.as<std::string_view>() == std::string(23, 'x'));
  BOOST_TEST(lies_inside(value.as<std::string_view>().data(), value));
}

BOOST_AUTO_TEST_CASE(a_longer_text_lies_elsewhere_and_reads_the_same) {
  const term value(std::string(24, 'x'));
  BOOST_TEST(value.as<std::string_view>() == std::string(24, 'x'));
  BOOST_TEST(!lies_inside(value.as<std::string_view>().data(), value));
}

BOOST_AUTO_TEST_CASE(a_text_may_hold_zeros_and_be_empty) {
  BOOST_TEST(term(std::string("a\0b", 3)).size() == 3u);
  BOOST_TEST(term("").as<std::string>() == "");
}

BOOST_AUTO_TEST_CASE(a_small_box_lies_in_the_term_and_a_big_one_elsewhere) {
  const term small = counter::add{5};
  const term large = big{};
  BOOST_TEST(lies_inside(small.get_if<counter::add>(), small));
  BOOST_TEST(!lies_inside(large.get_if<big>(), large));
}

BOOST_AUTO_TEST_CASE(an_overaligned_box_is_aligned) {
  struct alignas(64) line {
    int number = 5;
  };
  const term value = line{};
  BOOST_TEST(reinterpret_cast<std::uintptr_t>(value.get_if<line>()) % 64 == 0u);
}

BOOST_AUTO_TEST_CASE(of_equal_keys_the_last_one_counts) {
  BOOST_TEST(term(map{{"k", 1}, {"k", 2}}).get<int>("k") == 2);
}

BOOST_AUTO_TEST_CASE(a_map_of_one_entry_is_a_map) {
  BOOST_TEST(to_string(term(map{{"a", "b"}})) == R"({"a": "b"})");
  BOOST_TEST(to_string(term(map{{"a", map{{"b", 1}}}})) == R"({"a": {"b": 1}})");
}

BOOST_AUTO_TEST_CASE(lists_and_maps_can_be_grown) {
  list numbers;
  numbers.push_back(1);
  numbers.push_back("two");
  map entries;
  entries.set("numbers", std::move(numbers));
  entries.set("gone", 1);
  BOOST_TEST(entries.erase("gone"));
  BOOST_TEST(!entries.erase("gone"));
  BOOST_TEST(to_string(term(std::move(entries))) == R"({"numbers": [1, "two"]})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(moving)

BOOST_AUTO_TEST_CASE(a_moved_from_term_is_nil) {
  term from = "text";
  const term to = std::move(from);
  BOOST_TEST(from.is_nil());  // NOLINT
  BOOST_TEST(to == "text");
}

BOOST_AUTO_TEST_CASE(a_term_survives_being_moved_onto_itself) {
  std::array values{term("short"), term(long_text), tuple(1, 2), term(tracked(5))};
  for (term& value : values) {
    const std::string before = to_string(value);
    term& same = value;
    value = std::move(same);
    BOOST_TEST(to_string(value) == before);
  }
}

BOOST_AUTO_TEST_CASE(a_term_can_become_one_of_its_own_elements) {
  term value = tuple("outer", tuple("inner", 1));
  value = std::move(value[1]);
  BOOST_TEST(to_string(value) == R"(("inner", 1))");
}

BOOST_AUTO_TEST_CASE(every_boxed_object_is_destroyed_once) {
  {
    std::vector<term> terms;
    for (int i = 0; i < 100; ++i) terms.push_back(tuple(i, tracked(i), list_of(tracked(i))));
    std::vector<term> others = std::move(terms);
    others.resize(50);
    others[3] = tracked(7);
    BOOST_TEST(others[4][1].get_if<tracked>()->number == 4);
    BOOST_TEST(tracked::alive == 99);
  }
  BOOST_TEST(tracked::alive == 0);
}

BOOST_AUTO_TEST_CASE(a_failing_copy_leaves_nothing_behind) {
  const refuses_to_copy original;
  BOOST_CHECK_THROW(tuple(tracked(1), long_text, original), std::runtime_error);
  BOOST_TEST(tracked::alive == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(reading)

BOOST_AUTO_TEST_CASE(an_integer_is_of_every_type_that_it_fits) {
  BOOST_TEST(term(127).is<std::int8_t>());
  BOOST_TEST(!term(128).is<std::int8_t>());
  BOOST_TEST(term(255).is<std::uint8_t>());
  BOOST_TEST(!term(-1).is<unsigned>());
  BOOST_TEST(!term(std::int64_t{1} << 31).is<int>());
  BOOST_TEST((term(std::numeric_limits<std::int64_t>::min()).as<long>() ==
              std::numeric_limits<long>::min()));
}

BOOST_AUTO_TEST_CASE(types_are_exact) {
  BOOST_TEST(!term(true).is<int>());
  BOOST_TEST(!term(1).is<bool>());
  BOOST_TEST(!term(1).is<double>());
  BOOST_TEST(!term(1.0).is<int>());
  BOOST_TEST(!term("1").is<int>());
  BOOST_TEST(!term().is<int>());
  BOOST_TEST(term(1.5).is<float>());
}

BOOST_AUTO_TEST_CASE(as_gives_the_value) {
  BOOST_TEST(term(true).as<bool>());
  BOOST_TEST(term(42).as<int>() == 42);
  BOOST_TEST(term(1.5).as<double>() == 1.5);
  BOOST_TEST(term("abc").as<std::string>() == "abc");
  BOOST_TEST(term(fauxtp::binary(3)).as<fauxtp::binary>().size() == 3u);
  BOOST_TEST(term(fauxtp::pid(7, 1)).as<fauxtp::pid>() == fauxtp::pid(7, 1));
  BOOST_TEST(term(fauxtp::ref(9)).as<fauxtp::ref>() == fauxtp::ref(9));
  BOOST_TEST(term(counter::add{5}).as<counter::add>().amount == 5);
  BOOST_TEST((term(colour::green).as<colour>() == colour::green));
  BOOST_TEST((term(std::chrono::seconds(5)).as<std::chrono::seconds>() == std::chrono::seconds(5)));
  BOOST_TEST(tuple(1, 2).as<term>() == tuple(1, 2));
}

BOOST_AUTO_TEST_CASE(as_says_what_was_expected_and_what_was_found) {
  BOOST_TEST(complaint([] { term("abc").as<int>(); }) ==
             R"(expected an integer that fits int, found "abc" (text))");
  BOOST_TEST(complaint([] { term(300).as<std::int8_t>(); }) ==
             "expected an integer that fits signed char, found 300 (integer)");
  BOOST_TEST(complaint([] { term().as<bool>(); }) == "expected a boolean, found nil");
  BOOST_TEST(complaint([] { term(1).as<counter::add>(); }) ==
             "expected counter::add, found 1 (integer)");
  BOOST_TEST(complaint([] { term(counter::value{1}).as<counter::add>(); }) ==
             "expected counter::add, found counter::value (box)");
  BOOST_TEST(complaint([] { term(list_of(1, "x")).as<std::vector<int>>(); }) ==
             R"(expected a list, each element of it an integer that fits int, )"
             R"(found [1, "x"] (list))");
}

BOOST_AUTO_TEST_CASE(a_complaint_about_a_long_value_is_short_and_keeps_characters_whole) {
  for (std::string value : {"", "a"}) {  // each byte of a character may lie at the bound
    for (int i = 0; i < 1000; ++i) value += "ü";
    const std::string said = complaint([&] { term(value).as<int>(); });
    BOOST_TEST(said.size() < 150u);
    BOOST_TEST(said.ends_with("ü… (text)"));
  }
}

BOOST_AUTO_TEST_CASE(try_as_gives_nothing_instead_of_an_exception) {
  BOOST_TEST((term(42).try_as<int>() == 42));
  BOOST_TEST((term("x").try_as<int>() == std::nullopt));
  const term text = "x";
  BOOST_TEST((text.try_as<std::string_view>() == "x"));
}

BOOST_AUTO_TEST_CASE(a_move_only_value_is_moved_out) {
  term value = std::make_unique<int>(5);
  auto number = std::move(value).as<std::unique_ptr<int>>();
  BOOST_TEST(*number == 5);
}

BOOST_AUTO_TEST_CASE(a_long_text_is_moved_out_without_a_copy) {
  term value = long_text;
  const char* bytes = value.as<std::string_view>().data();
  const std::string taken = std::move(value).as<std::string>();
  BOOST_TEST(static_cast<const void*>(taken.data()) == static_cast<const void*>(bytes));
}

BOOST_AUTO_TEST_CASE(a_failed_try_as_moves_nothing) {
  term value = move_only{std::make_unique<int>(5)};
  BOOST_TEST((std::move(value).try_as<std::unique_ptr<int>>() == std::nullopt));
  BOOST_TEST(*value.get_if<move_only>()->number == 5);  // NOLINT
}

BOOST_AUTO_TEST_CASE(the_object_in_a_box_can_be_changed_in_place) {
  term value = counter::add{5};
  value.get_if<counter::add>()->amount = 6;
  BOOST_TEST(value.as<counter::add>().amount == 6);
  BOOST_TEST(value.get_if<counter::value>() == nullptr);
  term numbers = list_of(1);
  numbers.get_if<list>()->push_back(2);
  BOOST_TEST(to_string(numbers) == "[1, 2]");
}

BOOST_AUTO_TEST_CASE(a_list_is_a_vector_of_what_its_elements_are) {
  const term numbers = list_of(1, 2, 3);
  BOOST_TEST(numbers.as<std::vector<int>>() == (std::vector{1, 2, 3}));
  BOOST_TEST(!numbers.is<std::vector<std::string>>());
  BOOST_TEST(term(list_of()).is<std::vector<int>>());
  BOOST_TEST(term(list_of(1, "x")).as<std::vector<term>>().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_boxed_vector_is_read_as_itself) {
  const term numbers = std::vector{1, 2, 3};
  BOOST_TEST((numbers.kind() == term_kind::box));
  BOOST_TEST(numbers.as<std::vector<int>>() == (std::vector{1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(a_tuple_is_a_pair_or_std_tuple_of_what_its_elements_are) {
  const auto [name, number] = tuple("x", 1).as<std::pair<std::string, int>>();
  BOOST_TEST(name == "x");
  BOOST_TEST(number == 1);
  BOOST_TEST(!(tuple("x", 1).is<std::tuple<std::string>>()));
  BOOST_TEST(!(tuple("x", 1).is<std::tuple<std::string, bool>>()));
  BOOST_TEST((term(std::pair(1, 2)).as<std::pair<int, int>>() == std::pair(1, 2)));
  const auto owner = tuple(std::make_unique<int>(5), 1).as<std::tuple<std::unique_ptr<int>, int>>();
  BOOST_TEST(*std::get<0>(owner) == 5);
}

BOOST_AUTO_TEST_CASE(an_optional_reads_nil_too) {
  BOOST_TEST((term().as<std::optional<int>>() == std::nullopt));
  BOOST_TEST((term(5).as<std::optional<int>>() == 5));
  BOOST_TEST(!term("x").is<std::optional<int>>());
}

BOOST_AUTO_TEST_CASE(elements_are_reached_by_position) {
  term value = tuple("add", 5);
  BOOST_TEST(value.size() == 2u);
  BOOST_TEST(value[1].as<int>() == 5);
  value[1] = 6;
  for (term& element : value.elements()) BOOST_TEST(!element.is_nil());
  BOOST_TEST(to_string(value) == R"(("add", 6))");
  BOOST_TEST(term("add").elements().empty());
  BOOST_TEST(term("add").size() == 3u);
  BOOST_TEST(complaint([&] { value[2]; }) ==
             R"(expected a tuple or list with an element 2, found ("add", 6) (tuple))");
}

BOOST_AUTO_TEST_CASE(a_box_is_known_by_the_name_of_its_type_not_by_its_descriptor) {
  // The box looks as if it came from another module: the same type with another descriptor.
  term value = counter::add{5};
  fauxtp::detail::term_type elsewhere = fauxtp::detail::raw::type(value);
  term other;
  fauxtp::detail::raw::store(other, elsewhere, counter::add{5});
  BOOST_TEST(other.is<counter::add>());
  BOOST_TEST(other == value);
  // A name that only has the same hash is another type.
  elsewhere.type = &typeid(counter::value);
  BOOST_TEST(!other.is<counter::add>());
}

BOOST_AUTO_TEST_CASE(local_types_of_one_name_stay_apart) {
  const auto one = [] {
    struct local {
      int n;
    };
    return term(local{1});
  };
  struct local {
    int n;
  };
  BOOST_TEST(!one().is<local>());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(looking_up)

BOOST_AUTO_TEST_CASE(find_gives_the_value_or_null) {
  const term args = map{{"start", 10}};
  BOOST_TEST(*args.find("start") == 10);
  BOOST_TEST(args.find("stop") == nullptr);
  BOOST_TEST(term(5).find("start") == nullptr);
}

BOOST_AUTO_TEST_CASE(get_gives_the_value_or_the_default) {
  const term args = map{{"start", 10}, {"name", "hits"}, {"ratio", 2}};
  BOOST_TEST(args.get("start", 0) == 10);
  BOOST_TEST(args.get("stop", 7) == 7);
  BOOST_TEST(args.get("name", "nobody") == std::string("hits"));
  BOOST_TEST(args.get("host", "localhost") == std::string("localhost"));
  BOOST_TEST(args.get<std::string>("name") == "hits");
  static_assert(std::is_same_v<decltype(args.get("name", "nobody")), std::string>);
}

BOOST_AUTO_TEST_CASE(nil_has_no_keys_so_every_default_counts) {
  BOOST_TEST(term().get("start", 3) == 3);
  BOOST_TEST(term().get(0, 3) == 3);
}

BOOST_AUTO_TEST_CASE(an_integer_will_do_where_a_real_is_wanted) {
  BOOST_TEST(term(map{{"ratio", 2}}).get("ratio", 0.5) == 2.0);
  BOOST_TEST(term(map{{"ratio", 2}}).get<double>("ratio") == 2.0);
  BOOST_TEST(complaint([] {
               term(map{{"n", 2.0}}).get("n", 0);
             }) == R"(key "n": expected an integer that fits int, found 2.0 (real))");
}

BOOST_AUTO_TEST_CASE(a_value_of_the_wrong_type_is_an_error_and_not_the_default) {
  BOOST_TEST(complaint([] {
               term(map{{"start", "abc"}}).get("start", 0);
             }) == R"(key "start": expected an integer that fits int, found "abc" (text))");
  BOOST_TEST(complaint([] {
               term(map{{"start", term()}}).get("start", 0);
             }) == R"(key "start": expected an integer that fits int, found nil)");
}

BOOST_AUTO_TEST_CASE(what_is_no_map_has_no_defaults) {
  BOOST_TEST(complaint([] { term(5).get("start", 0); }) ==
             R"(expected a map with the key "start", found 5 (integer))");
}

BOOST_AUTO_TEST_CASE(a_missing_key_is_named_with_the_nearest_one) {
  const term args = map{{"start", 10}, {"name", "hits"}};
  BOOST_TEST(complaint([&] { args.get<int>("strat"); }) ==
             R"(the key "strat" is missing; did you mean "start"?)");
  BOOST_TEST(complaint([&] { args.get<int>("nane"); }) ==
             R"(the key "nane" is missing; did you mean "name"?)");
  BOOST_TEST(complaint([&] { args.get<int>("intensity"); }) == R"(the key "intensity" is missing)");
  BOOST_TEST(complaint([] { term().get<int>("start"); }) == R"(the key "start" is missing)");
  const term two = map{{"name a", 1}, {"name b", 2}};
  BOOST_TEST(complaint([&] { two.get<int>("name"); }) == R"(the key "name" is missing)");
  BOOST_TEST(complaint([&] { two.get<int>("name c"); }) ==
             R"(the key "name c" is missing; did you mean "name a"?)");
}

BOOST_AUTO_TEST_CASE(get_by_position_does_the_same) {
  const term args = list_of(10, "hits");
  BOOST_TEST(args.get(0, 0) == 10);
  BOOST_TEST(args.get(1, "nobody") == std::string("hits"));
  BOOST_TEST(args.get(2, 7) == 7);
  BOOST_TEST(args.get<int>(0) == 10);
  BOOST_TEST(complaint([&] { args.get(1, 0); }) ==
             R"(element 1: expected an integer that fits int, found "hits" (text))");
  BOOST_TEST(complaint([&] { args.get<int>(2); }) ==
             R"(expected a tuple or list with an element 2, found [10, "hits"] (list))");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cloning)

BOOST_AUTO_TEST_CASE(a_clone_is_equal_and_independent) {
  term value = tuple("add", 1.5, true, fauxtp::pid(7, 1), fauxtp::ref(9), long_text,
                     list_of(1, list_of()), map{{"k", counter::add{5}}}, fauxtp::binary(3), big{});
  term copy = value.clone();
  BOOST_TEST(copy == value);
  copy[6].get_if<list>()->push_back(2);
  BOOST_TEST(copy != value);
  BOOST_TEST(value[6].size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_box_that_cannot_be_copied_cannot_be_cloned) {
  BOOST_TEST(complaint([] {
               tuple(1, move_only{}).clone();
             }).starts_with("expected a term that can be cloned, found a "));
  BOOST_TEST(complaint([] { tuple(std::vector<std::unique_ptr<int>>(2)).clone(); }) != "");
}

BOOST_AUTO_TEST_CASE(a_box_with_its_own_clone_is_cloned_by_it) {
  const term value = with_clone{tuple(1, 2)};
  BOOST_TEST(value.clone().get_if<with_clone>()->held == tuple(1, 2));
  BOOST_TEST(value.as<with_clone>().held == tuple(1, 2));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(equality)

BOOST_AUTO_TEST_CASE(terms_are_equal_by_value) {
  BOOST_TEST(term() == term());
  BOOST_TEST(term("abc") == term(std::string("abc")));
  BOOST_TEST(term(long_text) == long_text);
  BOOST_TEST(tuple("a", list_of(1), map{{"k", 1}}) == tuple("a", list_of(1), map{{"k", 1}}));
  BOOST_TEST(tuple("a", 1) != tuple("a", 2));
  BOOST_TEST(tuple("a", 1) != tuple("a"));
  BOOST_TEST(tuple("a") != tuple("a", 1));
  BOOST_TEST(term(map{{"k", 1}}) != term(map{{"j", 1}}));
}

BOOST_AUTO_TEST_CASE(different_kinds_are_never_equal) {
  BOOST_TEST(term(1) != term(1.0));
  BOOST_TEST(term(1) != term(true));
  BOOST_TEST(tuple(1, 2) != term(list_of(1, 2)));
  BOOST_TEST(term() != term(0));
}

BOOST_AUTO_TEST_CASE(boxes_are_equal_by_their_types_equality) {
  BOOST_TEST(term(counter::add{5}) == term(counter::add{5}));
  BOOST_TEST(term(counter::add{5}) != term(counter::add{6}));
  BOOST_TEST(term(counter::add{5}) != term(counter::value{5}));
}

BOOST_AUTO_TEST_CASE(a_box_without_equality_equals_only_itself) {
  const term one = counter::value{5};
  const term other = counter::value{5};
  BOOST_TEST(one == one);
  BOOST_TEST(one != other);
  const term several = std::vector<counter::value>{{1}};
  BOOST_TEST(several == several);
  BOOST_TEST(several != term(std::vector<counter::value>{{1}}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(showing)

BOOST_AUTO_TEST_CASE(each_kind_is_shown_as_one_would_write_it) {
  BOOST_TEST(to_string(term()) == "nil");
  BOOST_TEST(to_string(term(true)) == "true");
  BOOST_TEST(to_string(term(-42)) == "-42");
  BOOST_TEST(to_string(term(1.5)) == "1.5");
  BOOST_TEST(to_string(term(3.0)) == "3.0");
  BOOST_TEST(to_string(term(1e300)) == "1e+300");
  BOOST_TEST(to_string(term(-std::numeric_limits<double>::infinity())) == "-inf");
  BOOST_TEST(to_string(term("abc")) == R"("abc")");
  BOOST_TEST(to_string(term("a\"\\\n\tü\x01")) == R"("a\"\\\n\tü\u0001")");
  BOOST_TEST(to_string(term(fauxtp::binary(3))) == "<<3 bytes>>");
  BOOST_TEST(to_string(term(fauxtp::binary(1))) == "<<1 byte>>");
  BOOST_TEST(to_string(term(fauxtp::pid(7, 1))) == "<0.7.1>");
  BOOST_TEST(to_string(term(fauxtp::ref(9))) == "#ref<9>");
  BOOST_TEST(to_string(tuple("add", 5)) == R"(("add", 5))");
  BOOST_TEST(to_string(tuple()) == "()");
  BOOST_TEST(to_string(term(list_of(1, 2))) == "[1, 2]");
  BOOST_TEST(to_string(term(map{{"k", 1}, {"j", "x"}})) == R"({"j": "x", "k": 1})");
  BOOST_TEST(to_string(term(counter::add{5})) == "counter::add");
}

BOOST_AUTO_TEST_CASE(the_type_of_a_term_has_a_name) {
  BOOST_TEST(term(1).type_name() == "integer");
  BOOST_TEST(term(counter::add{5}).type_name() == "counter::add");
  BOOST_TEST(fauxtp::type_name<counter::add>() == "counter::add");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(nesting)

namespace {

constexpr int very_deep = 100'000;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t small_stack =
    512 * 1024;  // a sanitizer makes every frame several times larger
#else
constexpr std::size_t small_stack = 64 * 1024;
#endif

/// Runs the function on a stack of the size that an actor has.
void on_a_small_stack(std::function<void()> body) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  BOOST_REQUIRE(pthread_attr_setstacksize(&attributes, small_stack) == 0);
  pthread_t thread;
  const auto run = [](void* what) -> void* {
    (*static_cast<std::function<void()>*>(what))();
    return nullptr;
  };
  BOOST_REQUIRE(pthread_create(&thread, &attributes, run, &body) == 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

term deep(term innermost, int levels = very_deep) {
  for (int i = 0; i < levels; i += 4) {
    innermost = list_of(std::move(innermost), i);
    innermost = tuple(i, std::move(innermost), tuple());
    innermost = map{{"a", list_of(1)}, {"b", std::move(innermost)}, {"c", 1}};
    innermost = list_of(std::move(innermost));
  }
  return innermost;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_deep_term_is_destroyed_on_a_small_stack) {
  on_a_small_stack([] { deep(tracked(1)); });
  BOOST_TEST(tracked::alive == 0);
}

BOOST_AUTO_TEST_CASE(a_wide_and_deep_term_is_destroyed_once) {
  const auto tree = [](auto self, int depth) -> term {
    if (depth == 0) return tracked(0);
    return tuple(self(self, depth - 1), list_of(self(self, depth - 1), tracked(1)),
                 map{{"k", self(self, depth - 1)}, {"l", tracked(2)}}, tuple());
  };
  {
    const term value = tree(tree, 6);
    BOOST_TEST(tracked::alive > 1000);
  }
  BOOST_TEST(tracked::alive == 0);
}

BOOST_AUTO_TEST_CASE(deep_terms_are_compared_on_a_small_stack) {
  bool same = false;
  bool different = false;
  on_a_small_stack([&] {
    same = deep("x") == deep("x");
    different = deep("x") != deep("y");
  });
  BOOST_TEST(same);
  BOOST_TEST(different);
}

BOOST_AUTO_TEST_CASE(deep_terms_are_cloned_on_a_small_stack) {
  bool same = false;
  on_a_small_stack([&] {
    const term original = deep("x");
    same = original.clone() == original;
  });
  BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(a_deep_clone_that_fails_leaves_nothing_behind) {
  std::string said;
  on_a_small_stack([&] { said = complaint([] { deep(tracked(1)).clone(); }); });
  BOOST_TEST(said.starts_with("expected a term that can be cloned, found a "));
  BOOST_TEST(tracked::alive == 0);
}

BOOST_AUTO_TEST_CASE(a_box_is_shown_as_its_type_says_or_else_by_the_name_of_its_type) {
  BOOST_TEST(to_string(tuple("costs", counter::price{120})) == R"(("costs", 120 ct))");
  BOOST_TEST(to_string(tuple("costs", counter::value{120})) == R"(("costs", counter::value))");
}

BOOST_AUTO_TEST_CASE(deep_terms_are_shown_to_a_depth_of_100) {
  std::string shown;
  on_a_small_stack([&] {
    term value;
    for (int i = 0; i < very_deep; ++i) value = list_of(std::move(value));
    shown = to_string(value);
  });
  BOOST_TEST(shown == std::string(101, '[') + "…" + std::string(101, ']'));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_list_and_a_map_are_taken_by_value_as_clones) {
  const term numbers = list_of(1, 2);
  BOOST_TEST(numbers.as<list>().size() == 2);
  const term args = map{{"numbers", list_of(1)}, {"limits", map{{"most", 3}}}};
  BOOST_TEST(args.get<list>("numbers").size() == 1);
  BOOST_TEST(args.get<map>("limits").size() == 1);
}

BOOST_AUTO_TEST_CASE(a_list_of_the_right_length_is_a_pair_as_json_has_no_tuples) {
  const term rows = list_of(list_of(1, "one"), list_of(2, "two"));
  const auto pairs = rows.as<std::vector<std::pair<int, std::string>>>();
  BOOST_TEST(pairs.at(1).second == "two");
  BOOST_TEST((!term(list_of(1)).is<std::pair<int, int>>()));
}
