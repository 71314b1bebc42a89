// Converting between terms and JSON, at any depth.
#include "fauxtp/json.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "fauxtp/fauxtp.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using nlohmann::json;

namespace {

json deep_json(int levels) {
  return json::parse(std::string(static_cast<std::size_t>(levels), '[') +
                     std::string(static_cast<std::size_t>(levels), ']'));
}

term deep_term(int levels) {
  term made = list_of();
  for (int i = 1; i < levels; ++i) made = list_of(std::move(made));
  return made;
}

/// What bad_term says, or "" if nothing was thrown. Runs in an actor with a small stack.
std::string refusal(std::function<void()> convert) {
  spawn({.stack_size = 16 * 1024}, [&convert, test = self()] {
    std::string said;
    try {
      convert();
    } catch (const bad_term& refused) {
      said = refused.what();
    }
    send(test, said);
  });
  return receive<std::string>();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_test)

BOOST_FIXTURE_TEST_CASE(to_a_depth_of_100_json_and_terms_are_the_same, fauxtp::testing::node) {
  BOOST_TEST(refusal([] {
               const json deep = deep_json(100);
               if (to_json(to_term(deep)) != deep) throw bad_term("another");
             }) == "");
}

BOOST_FIXTURE_TEST_CASE(deeper_ones_are_refused_on_a_small_stack, fauxtp::testing::node) {
  const std::string too_deep = "more than 100 arrays and objects inside each other";
  for (const int levels : {101, 150, 5000, 100'000}) {
    BOOST_TEST(refusal([levels] { to_term(deep_json(levels)); }) == too_deep);
    BOOST_TEST(refusal([levels] { to_json(deep_term(levels)); }) == too_deep);
  }
}

BOOST_AUTO_TEST_CASE(wide_ones_are_not) {
  list many;
  for (int i = 0; i < 1'000'000; ++i) many.push_back(i);
  const term wide(std::move(many));
  BOOST_TEST((to_term(to_json(wide)) == wide));
}

BOOST_AUTO_TEST_CASE(objects_keep_their_keys_and_values) {
  const json order =
      json::parse(R"({"a": [1, {"b": null}], "c": {"d": 2.5, "e": "x"}, "f": true})");
  BOOST_TEST(to_json(to_term(order)) == order);
}

BOOST_AUTO_TEST_CASE(what_json_has_not_becomes_the_text_that_shows_it) {
  const term shown = list_of(pid(5, 1), ref(7), fauxtp::binary(3));
  BOOST_TEST(to_json(shown) == json::parse(R"(["<0.5.1>", "#ref<7>", "<<3 bytes>>"])"));
}

BOOST_AUTO_TEST_SUITE_END()
