// Exit reasons as values: printing, equality, and the reasons that exceptions become.
#include "fauxtp/exit_reason.hpp"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "fauxtp/call.hpp"

using namespace fauxtp;

namespace {

struct odd {};
class own_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

template <class Exception>
exit_reason reason_of(Exception&& thrown) {
  try {
    throw std::forward<Exception>(thrown);
  } catch (...) {
    return exit_reason::of_current_exception();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exit_reason_test)

BOOST_AUTO_TEST_CASE(a_reason_without_words_is_normal) {
  BOOST_TEST(exit_reason() == exit_reason::normal);
}

BOOST_AUTO_TEST_CASE(the_plain_reasons_print_as_their_names) {
  BOOST_TEST(to_string(exit_reason(exit_reason::normal)) == "normal");
  BOOST_TEST(to_string(exit_reason(exit_reason::shutdown)) == "shutdown");
  BOOST_TEST(to_string(exit_reason(exit_reason::kill)) == "kill");
  BOOST_TEST(to_string(exit_reason(exit_reason::killed)) == "killed");
  BOOST_TEST(to_string(exit_reason(exit_reason::noproc)) == "noproc");
  BOOST_TEST(to_string(exit_reason(exit_reason::noconnection)) == "noconnection");
  BOOST_TEST(to_string(exit_reason(exit_reason::timeout)) == "timeout");
}

BOOST_AUTO_TEST_CASE(an_error_prints_as_error_with_type_and_text) {
  BOOST_TEST(to_string(exit_reason::error("own_error", "no disk")) == "error: own_error: no disk");
}

BOOST_AUTO_TEST_CASE(an_error_without_text_prints_its_type) {
  BOOST_TEST(to_string(exit_reason::error("odd", "")) == "error: odd");
}

BOOST_AUTO_TEST_CASE(a_term_prints_as_the_term) {
  BOOST_TEST(to_string(exit_reason(tuple("gone", 1))) == "(\"gone\", 1)");
}

BOOST_AUTO_TEST_CASE(shutdown_with_a_term_prints_both) {
  BOOST_TEST(to_string(exit_reason::shutdown_with(term("maintenance"))) ==
             "shutdown: \"maintenance\"");
}

BOOST_AUTO_TEST_CASE(a_reason_can_be_streamed) {
  std::ostringstream out;
  out << exit_reason(exit_reason::killed);
  BOOST_TEST(out.str() == "killed");
}

BOOST_AUTO_TEST_CASE(normal_and_both_kinds_of_shutdown_are_orderly) {
  BOOST_TEST(!exit_reason(exit_reason::normal).abnormal());
  BOOST_TEST(!exit_reason(exit_reason::shutdown).abnormal());
  BOOST_TEST(!exit_reason::shutdown_with(term(1)).abnormal());
}

BOOST_AUTO_TEST_CASE(everything_else_is_abnormal) {
  BOOST_TEST(exit_reason(exit_reason::killed).abnormal());
  BOOST_TEST(exit_reason(exit_reason::noproc).abnormal());
  BOOST_TEST(exit_reason(term("normal")).abnormal());
  BOOST_TEST(exit_reason::error("a", "b").abnormal());
}

BOOST_AUTO_TEST_CASE(reasons_are_equal_by_their_kind_and_their_detail) {
  BOOST_TEST(exit_reason(tuple("a", 1)) == exit_reason(tuple("a", 1)));
  BOOST_TEST(exit_reason(tuple("a", 1)) != exit_reason(tuple("a", 2)));
  BOOST_TEST(exit_reason::error("a", "b") == exit_reason::error("a", "b"));
  BOOST_TEST(exit_reason::error("a", "b") != exit_reason::error("a", "c"));
}

BOOST_AUTO_TEST_CASE(a_shutdown_with_a_term_is_not_the_plain_one) {
  BOOST_TEST(exit_reason::shutdown_with(term(1)) != exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(a_text_that_says_normal_is_not_normal) {
  BOOST_TEST(exit_reason(term("normal")) != exit_reason::normal);
}

BOOST_AUTO_TEST_CASE(a_copy_is_equal) {
  const exit_reason reason(tuple("a", 1));
  const exit_reason copy = reason;
  BOOST_TEST(copy == reason);
}

BOOST_AUTO_TEST_CASE(a_standard_exception_becomes_an_error_of_its_class_and_text) {
  const exit_reason reason = reason_of(own_error("no disk"));
  BOOST_REQUIRE(reason.error() != nullptr);
  BOOST_TEST(reason.error()->type.ends_with("own_error"));
  BOOST_TEST(reason.error()->what == "no disk");
}

BOOST_AUTO_TEST_CASE(a_thrown_int_becomes_an_error_of_type_int) {
  BOOST_TEST(reason_of(42) == exit_reason::error("int", ""));
}

BOOST_AUTO_TEST_CASE(a_thrown_struct_becomes_an_error_of_its_type) {
  const exit_reason reason = reason_of(odd{});
  BOOST_REQUIRE(reason.error() != nullptr);
  BOOST_TEST(reason.error()->type.ends_with("odd"));
}

BOOST_AUTO_TEST_CASE(a_thrown_string_literal_becomes_an_error_with_its_text) {
  BOOST_TEST(reason_of(static_cast<const char*>("help")) ==
             exit_reason::error("const char*", "help"));
}

BOOST_AUTO_TEST_CASE(an_actor_exit_becomes_the_reason_it_carries) {
  BOOST_TEST(reason_of(actor_exit(exit_reason::shutdown)) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(an_exit_error_becomes_the_reason_it_carries) {
  BOOST_TEST(reason_of(exit_error(exit_reason::noproc, "gone")) == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(C1_a_call_error_becomes_its_cause_and_the_call) {
  const exit_reason reason =
      reason_of(call_error(exit_reason::timeout, server_ref("printer"), "(\"print\", 1)"));
  BOOST_REQUIRE(reason.detail().size() == 2U);
  BOOST_TEST(*reason.detail()[0].get_if<exit_reason>() == exit_reason::timeout);
  BOOST_TEST(to_string(reason.detail()[1]) == R"x(("call", "printer", "(\"print\", 1)"))x");
}

BOOST_AUTO_TEST_CASE(an_actor_exit_is_no_standard_exception) {
  const bool derived = std::is_base_of_v<std::exception, actor_exit>;
  BOOST_TEST(!derived);
}

BOOST_AUTO_TEST_SUITE_END()
