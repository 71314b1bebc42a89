#include "fauxtp/byte_size.hpp"

#include <boost/test/unit_test.hpp>

#include "fauxtp/arguments.hpp"

using namespace fauxtp;

namespace {

// [byte_size]
struct cache_options {
  byte_size most{64 << 20};  // "64MiB"
  byte_size each;            // must be given
};
// [/byte_size]

}  // namespace

BOOST_AUTO_TEST_CASE(a_size_is_a_number_of_bytes_and_is_written_with_its_unit) {
  const argument_form form = detail::form_of_argument<cache_options>();
  BOOST_TEST(to_string(form) == "{most: size = \"64MiB\", each: size}");
  map args;
  args.set("each", "64KiB");
  const auto given = detail::read_argument<cache_options>(term(std::move(args)));
  BOOST_TEST(given.most == 67'108'864U);
  BOOST_TEST(given.each == 65'536U);
  BOOST_CHECK_THROW(check_arguments(form, term()), std::invalid_argument);
}
