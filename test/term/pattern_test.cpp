// Which messages a pattern takes, and what a handler gets of them.
#include "fauxtp/pattern.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <memory>

namespace shop {
struct order {
  int amount;
};
struct closed {};
struct job {
  std::unique_ptr<int> payload;
};
}  // namespace shop

using namespace std::chrono_literals;
using fauxtp::after;
using fauxtp::any;
using fauxtp::ignore;
using fauxtp::list_of;
using fauxtp::map;
using fauxtp::match;
using fauxtp::on;
using fauxtp::term;
using fauxtp::tuple;
using fauxtp::type;
using fauxtp::where;

namespace {

int twice(int n) { return 2 * n; }

/// A small receive: runs the first clause that matches.
template <class... Clauses>
std::string answer(term message, Clauses... clauses) {
  std::string said = "nothing matches";
  const auto run = [&](auto& clause) {
    if (!clause.matches(message)) return false;
    said = clause.run(std::move(message));
    return true;
  };
  (run(clauses) || ...);
  return said;
}

}  // namespace

// The examples of the Python library that this one follows.
BOOST_AUTO_TEST_SUITE(seed)

BOOST_AUTO_TEST_CASE(a_tag_and_any_extract_the_payload) {
  const auto found = match(tuple("data", any), tuple("data", 42));
  BOOST_REQUIRE(found.has_value());
  static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(*found)>> == 1);
  BOOST_TEST(std::get<0>(*found) == 42);
}

BOOST_AUTO_TEST_CASE(ignore_skips_a_part) {
  const auto found = match(tuple("event", ignore, any), tuple("event", "user_login", "127.0.0.1"));
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(std::get<0>(*found) == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(a_type_extracts_a_whole_map) {
  const auto found = match(type<map>, map{{"key", "value"}});
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST((std::get<0>(*found) == map{{"key", "value"}}));
}

BOOST_AUTO_TEST_CASE(a_nested_tuple_matches_inside) {
  const auto found = match(tuple("msg", tuple("sub", type<int>)), tuple("msg", tuple("sub", 1)));
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST((*found == std::tuple(1)));
}

BOOST_AUTO_TEST_CASE(a_literal_matches_what_is_equal_and_extracts_nothing) {
  BOOST_TEST((match("stop", "stop") == std::tuple<>()));
  BOOST_TEST(!match("stop", "go"));
  BOOST_TEST(match(42, 42).has_value());
  BOOST_TEST(!match(42, 42.0));
  BOOST_TEST(!match(1, true));
  BOOST_TEST(match(term(), term()).has_value());
}

BOOST_AUTO_TEST_CASE(a_tuple_of_another_length_or_tag_does_not_match) {
  BOOST_TEST(!match(tuple("data", any), tuple("data")));
  BOOST_TEST(!match(tuple("data", any), tuple("data", 1, 2)));
  BOOST_TEST(!match(tuple("data", any), tuple("date", 1)));
  BOOST_TEST(!match(tuple("data", any), list_of("data", 1)));
  BOOST_TEST(!match(tuple("data", any), "data"));
}

BOOST_AUTO_TEST_CASE(a_match_statement_is_a_row_of_clauses) {
  const auto run = [](term message) {
    return answer(
        std::move(message),
        on(tuple("ping", any), [](fauxtp::pid sender) { return "pong to " + to_string(sender); }),
        on("stop", [] { return std::string("stopped"); }));
  };
  BOOST_TEST(run(tuple("ping", fauxtp::pid(7, 1))) == "pong to <0.7.1>");
  BOOST_TEST(run("stop") == "stopped");
  BOOST_TEST(run(tuple("ping", 7)) == "nothing matches");
}

BOOST_AUTO_TEST_CASE(a_servers_requests_are_texts_and_tuples) {
  std::vector<term> stack;
  const auto cast = [&](term request) {
    on(tuple("push", any), [&](term item) {
      stack.push_back(std::move(item));
    }).run(std::move(request));
  };
  cast(tuple("push", 1));
  cast(tuple("push", "two"));
  BOOST_TEST(stack.back() == "two");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(patterns)

BOOST_AUTO_TEST_CASE(any_is_as_narrow_as_the_handlers_parameter) {
  const auto number = on(any, [](std::int8_t) {});
  BOOST_TEST(number.matches(127));
  BOOST_TEST(!number.matches(128));
  BOOST_TEST(!number.matches(true));
  BOOST_TEST(!number.matches(1.0));
  BOOST_TEST(!number.matches("1"));
  const auto real = on(any, [](double) {});
  BOOST_TEST(real.matches(1.0));
  BOOST_TEST(!real.matches(1));
  const auto everything = on(any, [](term) {});
  BOOST_TEST(everything.matches(term()));
  BOOST_TEST(everything.matches(shop::order{1}));
}

BOOST_AUTO_TEST_CASE(type_is_as_narrow_as_it_says_whatever_the_handler_takes) {
  const auto clause = on(type<std::int8_t>, [](long) {});
  BOOST_TEST(clause.matches(127));
  BOOST_TEST(!clause.matches(128));
}

BOOST_AUTO_TEST_CASE(where_asks_a_predicate_about_values_of_its_type_only) {
  auto clause = on(tuple("n", where([](int n) { return n > 5; })), [](int n) { return n; });
  BOOST_TEST(clause.matches(tuple("n", 6)));
  BOOST_TEST(!clause.matches(tuple("n", 5)));
  BOOST_TEST(!clause.matches(tuple("n", "6")));
  BOOST_TEST(clause.run(tuple("n", 6)) == 6);
}

BOOST_AUTO_TEST_CASE(where_may_look_at_a_box_that_cannot_be_copied) {
  auto clause = on(where([](const shop::job& job) { return *job.payload == 5; }),
                   [](shop::job job) { return *job.payload; });
  term message = shop::job{std::make_unique<int>(5)};
  BOOST_TEST(clause.matches(message));
  BOOST_TEST(clause.run(std::move(message)) == 5);
}

BOOST_AUTO_TEST_CASE(where_with_auto_sees_the_term) {
  const auto clause =
      on(where([](const auto& value) { return value.size() == 3; }), [](std::string) {});
  BOOST_TEST(clause.matches("abc"));
  BOOST_TEST(!clause.matches("ab"));
  BOOST_TEST(!clause.matches(list_of(1, 2, 3)));  // a list is no std::string
}

BOOST_AUTO_TEST_CASE(a_term_that_one_keeps_is_a_literal_too) {
  const term wanted = tuple("a", list_of(1, 2));
  const auto clause = on(tuple(wanted, ignore), [] {});
  BOOST_TEST(clause.matches(tuple(tuple("a", list_of(1, 2)), 7)));
  BOOST_TEST(!clause.matches(tuple(tuple("a", list_of(1, 3)), 7)));
  BOOST_TEST(!wanted.is_nil());
}

BOOST_AUTO_TEST_CASE(literals_of_every_kind_match_what_is_equal) {
  const std::string text(50, 'x');
  const char* pointer = "pointer";
  BOOST_TEST(match(text, text).has_value());
  BOOST_TEST(match(pointer, "pointer").has_value());
  BOOST_TEST(match(std::string_view("view"), "view").has_value());
  BOOST_TEST(match(true, true).has_value());
  BOOST_TEST(match(0.1f, 0.1f).has_value());
  BOOST_TEST(!match(0.1f, 0.1).has_value());
  BOOST_TEST(match(fauxtp::pid(7, 1), fauxtp::pid(7, 1)).has_value());
  BOOST_TEST(match(std::uint8_t{200}, 200).has_value());
  BOOST_TEST(!match(std::uint8_t{200}, 200 + 256).has_value());
  BOOST_TEST(!match(-1, std::uint32_t(-1)).has_value());
  BOOST_TEST(match(list_of(1, 2), list_of(1, 2)).has_value());
  BOOST_TEST(match(5s, 5s).has_value());
}

BOOST_AUTO_TEST_CASE(a_ref_ties_a_reply_to_its_request) {
  const fauxtp::ref job(9);
  const auto clause = on(tuple("msg", job, any), [](int) {});
  BOOST_TEST(clause.matches(tuple("msg", fauxtp::ref(9), 1)));
  BOOST_TEST(!clause.matches(tuple("msg", fauxtp::ref(8), 1)));
}

BOOST_AUTO_TEST_CASE(a_tuple_without_a_pattern_is_a_value) {
  static_assert(std::is_same_v<decltype(tuple("a", 1)), term>);
  static_assert(!std::is_same_v<decltype(tuple("a", any)), term>);
  BOOST_TEST(on(tuple("a", tuple("b", 1)), [] {}).matches(tuple("a", tuple("b", 1))));
}

BOOST_AUTO_TEST_CASE(nested_tuples_extract_from_left_to_right) {
  auto clause = on(tuple(any, tuple(ignore, any, tuple(any)), type<double>, any),
                   [](int a, std::string b, bool c, double d, term e) {
                     return std::to_string(a) + b + (c ? "yes" : "no") + std::to_string(int(d)) +
                            to_string(e);
                   });
  static_assert(decltype(clause)::extracts == 5);
  term message = tuple(1, tuple("skipped", "b", tuple(true)), 2.0, fauxtp::pid(7, 1));
  BOOST_TEST(clause.matches(message));
  BOOST_TEST(clause.run(std::move(message)) == "1byes2<0.7.1>");
}

BOOST_AUTO_TEST_CASE(lists_and_optionals_match_as_cpp_types) {
  const auto clause = on(tuple(any, any), [](std::vector<int>, std::optional<std::string>) {});
  BOOST_TEST(clause.matches(tuple(list_of(1, 2), term())));
  BOOST_TEST(clause.matches(tuple(std::vector{1, 2}, "x")));
  BOOST_TEST(!clause.matches(tuple(list_of(1, "x"), term())));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(handlers)

BOOST_AUTO_TEST_CASE(a_handler_alone_is_a_pattern_by_its_parameter) {
  auto clause = on([](shop::order request) { return request.amount; });
  BOOST_TEST(!clause.matches(shop::closed{}));
  BOOST_TEST(!clause.matches(tuple("add", 5)));
  BOOST_TEST(clause.matches(shop::order{5}));
  BOOST_TEST(clause.run(shop::order{5}) == 5);
}

BOOST_AUTO_TEST_CASE(a_function_is_a_handler) {
  auto clause = on(tuple("twice", any), twice);
  BOOST_TEST(clause.matches(tuple("twice", 4)));
  BOOST_TEST(!clause.matches(tuple("twice", "4")));
  BOOST_TEST(clause.run(tuple("twice", 4)) == 8);
}

BOOST_AUTO_TEST_CASE(values_can_be_taken_by_value_reference_and_view) {
  term message =
      tuple("short", std::string(50, 'x'), shop::order{5}, shop::order{6}, shop::order{7}, 1.5);
  auto clause = on(tuple(any, any, any, any, any, any),
                   [](std::string_view a, const std::string& b, shop::order c, const shop::order& d,
                      shop::order&& e, const double& f) {
                     return a == "short" && b == std::string(50, 'x') && c.amount == 5 &&
                            d.amount == 6 && e.amount == 7 && f == 1.5;
                   });
  BOOST_REQUIRE(clause.matches(message));
  BOOST_TEST(clause.run(std::move(message)));
}

BOOST_AUTO_TEST_CASE(a_typed_text_can_be_taken_as_a_view) {
  auto clause = on(type<std::string>, [](std::string_view text) { return std::string(text); });
  BOOST_TEST(clause.run("abc") == "abc");
  BOOST_TEST(clause.run(std::string(50, 'x')) == std::string(50, 'x'));
}

BOOST_AUTO_TEST_CASE(move_only_values_travel_through_tuples) {
  term message = tuple("job", shop::job{std::make_unique<int>(5)}, std::make_unique<int>(6));
  auto clause = on(tuple("job", any, any),
                   [](shop::job job, std::unique_ptr<int> other) { return *job.payload + *other; });
  BOOST_REQUIRE(clause.matches(message));
  BOOST_TEST(clause.run(std::move(message)) == 11);
}

BOOST_AUTO_TEST_CASE(a_message_that_does_not_match_is_as_it_was) {
  term message = tuple("job", std::make_unique<int>(5), "wrong");
  BOOST_TEST(!match(tuple("job", any, type<int>), std::move(message)));
  BOOST_TEST(**message[1].get_if<std::unique_ptr<int>>() == 5);  // NOLINT
}

BOOST_AUTO_TEST_CASE(a_generic_handler_gets_terms_or_the_named_type) {
  auto clause = on(tuple(any, type<int>), [](auto first, auto second) {
    static_assert(std::is_same_v<decltype(first), term>);
    static_assert(std::is_same_v<decltype(second), int>);
    return to_string(first) + std::to_string(second);
  });
  BOOST_TEST(clause.run(tuple("x", 1)) == "\"x\"1");
}

BOOST_AUTO_TEST_CASE(a_handler_may_keep_a_state) {
  auto clause = on(ignore, [calls = 0]() mutable { return ++calls; });
  clause.run(1);
  BOOST_TEST(clause.run(2) == 2);
}

BOOST_AUTO_TEST_CASE(the_number_of_values_and_the_result_are_known_at_compile_time) {
  static_assert(decltype(on("stop", [] {}))::extracts == 0);
  static_assert(decltype(on(tuple("a", any, ignore, type<int>), [](int, int) {}))::extracts == 2);
  static_assert(std::is_same_v<decltype(on("stop", [] { return 1.5; }))::result, double>);
  static_assert(std::is_same_v<decltype(on(any, [](auto) { return 1; }))::result, int>);
  static_assert(std::is_same_v<decltype(on("stop", [] {}))::result, void>);
}

BOOST_AUTO_TEST_CASE(clauses_take_the_first_that_matches) {
  const auto run = [](term message) {
    return answer(std::move(message), on(tuple("n", 0), [] { return std::string("zero"); }),
                  on(tuple("n", any), [](int) { return std::string("a number"); }),
                  on(tuple("n", ignore), [] { return std::string("something"); }));
  };
  BOOST_TEST(run(tuple("n", 0)) == "zero");
  BOOST_TEST(run(tuple("n", 1)) == "a number");
  BOOST_TEST(run(tuple("n", "one")) == "something");
  BOOST_TEST(run(tuple("m", 0)) == "nothing matches");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(timeouts)

BOOST_AUTO_TEST_CASE(after_holds_the_time_and_the_handler) {
  auto clause = after(500ms, [] { return 7; });
  BOOST_TEST((clause.wait == 500ms));
  BOOST_TEST(clause.handler() == 7);
}

BOOST_AUTO_TEST_CASE(after_without_a_handler_returns_nothing) {
  auto clause = after(1s);
  static_assert(std::is_void_v<decltype(clause.handler())>);
  BOOST_TEST((clause.wait == 1s));
}

BOOST_AUTO_TEST_CASE(a_time_that_does_not_fit_is_for_ever_and_one_below_zero_is_now) {
  BOOST_TEST((after(fauxtp::infinity).wait == fauxtp::infinity));
  BOOST_TEST((after(std::chrono::milliseconds::max()).wait == fauxtp::infinity));
  BOOST_TEST((after(std::chrono::hours(24 * 365 * 300)).wait == fauxtp::infinity));
  BOOST_TEST((after(std::chrono::hours(24 * 365 * 200)).wait == 24h * 365 * 200));
  BOOST_TEST((after(-1s).wait == 0s));
  BOOST_TEST((after(std::chrono::duration<double>(1.5)).wait == 1500ms));
}

BOOST_AUTO_TEST_SUITE_END()
