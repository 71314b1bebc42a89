// The args with which a child of a simple_one_for_one supervisor is started.
#include "module/template_start.hpp"

#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>

namespace {

using namespace fauxtp;

std::string together(const term& args, const term& extra) {
  return to_string(args_with(args, extra));
}
term listed(int one, int two) {
  list all;
  all.push_back(one);
  all.push_back(two);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(template_start_test)

BOOST_AUTO_TEST_CASE(what_is_given_comes_after_a_list_of_args) {
  BOOST_TEST(together(listed(1, 2), tuple()) == "[1, 2]");
  BOOST_TEST(together(listed(1, 2), tuple("tea", 3)) == R"([1, 2, "tea", 3])");
}

BOOST_AUTO_TEST_CASE(what_is_given_becomes_the_args_where_there_are_none) {
  BOOST_TEST(together(term(), tuple()) == "nil");
  BOOST_TEST(together(term(), tuple("tea")) == R"("tea")");
  BOOST_TEST(together(term(), tuple(map{{"a", 1}})) == R"({"a": 1})");
  BOOST_TEST(together(term(), tuple("tea", 3)) == R"(["tea", 3])");
}

BOOST_AUTO_TEST_CASE(a_map_that_is_given_counts_more_than_named_args) {
  const term args = map{{"a", 1}, {"b", 1}};
  BOOST_TEST(together(args, tuple()) == R"({"a": 1, "b": 1})");
  BOOST_TEST(together(args, tuple(map{{"b", 2}}, map{{"c", 3}})) == R"({"a": 1, "b": 2, "c": 3})");
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused_beside_named_args) {
  BOOST_CHECK_EXCEPTION(args_with(map{{"a", 1}}, tuple("tea")), std::invalid_argument,
                        [](const std::invalid_argument& error) {
                          return std::string(error.what()) ==
                                 "start_child was given \"tea\", but the args of the children are "
                                 "named: give a map";
                        });
}

BOOST_AUTO_TEST_SUITE_END()
