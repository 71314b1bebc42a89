// The forms of arguments, each held against what fits and what does not.
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <utility>

#include "fauxtp/arguments.hpp"
#include "fauxtp/module.hpp"

using namespace fauxtp;

namespace {

using kind = argument_form::kind;

argument_form part(std::string name, kind is) {
  argument_form made;
  made.name = std::move(name);
  made.is = is;
  return made;
}

/// A row of two, and an integer of a byte.
argument_form options() {
  argument_form row = part("row", kind::row);
  row.parts = {part("", kind::integer), part("", kind::text)};
  argument_form level = part("level", kind::integer);
  level.least = -128;
  level.most = 127;
  argument_form all = part("", kind::fields);
  all.parts = {row, level};
  return all;
}

bool fits(const std::string& key, term value) {
  map args;
  args.set(key, std::move(value));
  try {
    check_arguments(options(), term(std::move(args)));
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

template <class... Values>
term row_of(Values... values) {
  list all;
  (all.push_back(term(std::move(values))), ...);
  return term(std::move(all));
}

class nobody : public actor {
  void run() override {}
};

}  // namespace

BOOST_AUTO_TEST_SUITE(argument_forms)

BOOST_AUTO_TEST_CASE(a_row_has_exactly_its_elements) {
  BOOST_TEST(fits("row", row_of(1, "one")));
  BOOST_TEST(!fits("row", row_of(1)));
  BOOST_TEST(!fits("row", row_of(1, "one", 2)));
  BOOST_TEST(!fits("row", row_of("one", 1)));
}

BOOST_AUTO_TEST_CASE(the_bounds_of_an_integer_belong_to_it) {
  BOOST_TEST(fits("level", term(-128)));
  BOOST_TEST(fits("level", term(127)));
  BOOST_TEST(!fits("level", term(-129)));
  BOOST_TEST(!fits("level", term(128)));
}

BOOST_AUTO_TEST_CASE(null_stands_only_where_it_may) {
  BOOST_TEST(!fits("level", term()));
  argument_form nullable = part("", kind::integer);
  nullable.nullable = true;
  BOOST_CHECK_NO_THROW(check_arguments(nullable, term()));
}

BOOST_AUTO_TEST_CASE(notes_are_no_arguments) {
  BOOST_TEST(fits("x-why", term("because")));
  BOOST_TEST(!fits("why", term("because")));
}

BOOST_AUTO_TEST_CASE(a_module_has_no_two_actors_of_one_name) {
  actor_types types;
  types.add<nobody>("a");
  types.add<nobody>("b");
  BOOST_CHECK_THROW(types.add<nobody>("a"), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
