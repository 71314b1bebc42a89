// What goes into a report: a bounded part of the data. It never costs the actor that is reported.
#include <boost/test/unit_test.hpp>
#include <exception>
#include <utility>

#include "actors.hpp"
#include "crashes.hpp"
#include "fauxtp/fauxtp.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using fauxtp::testing::crashes;

namespace report_bounds {

struct bad_to_show {
  int at;
};
std::string to_string(const bad_to_show&) { throw std::runtime_error("cannot be shown"); }

struct huge_to_show {};
std::string to_string(const huge_to_show&) { return std::string(100'000'000, 'h'); }

struct without_words final : std::exception {
  const char* what() const noexcept override { return nullptr; }
};

struct of_many_words final : std::exception {
  const std::string words = std::string(50'000'000, 'w');
  const char* what() const noexcept override { return words.c_str(); }
};

/// A type whose name, written in full, has about 2^levels parts.
template <int Levels>
struct named {
  using type = std::pair<typename named<Levels - 1>::type, typename named<Levels - 1>::type>;
};
template <>
struct named<0> {
  using type = int;
};

template <class... Parts>
struct list_of_types final : std::exception {};
template <std::size_t... Positions>
auto long_name(std::index_sequence<Positions...>)
    -> list_of_types<std::integral_constant<std::size_t, Positions>...>;
using many_parts = decltype(long_name(std::make_index_sequence<30>()));
using very_many_parts = decltype(long_name(std::make_index_sequence<300>()));

}  // namespace report_bounds

using namespace report_bounds;

BOOST_AUTO_TEST_SUITE(report_bounds_test)

BOOST_FIXTURE_TEST_CASE(a_message_that_cannot_be_shown_does_not_keep_its_actor_from_crashing,
                        crashes) {
  const report seen = of([] {
    send(self(), bad_to_show{});
    send(self(), "tea");
    throw std::runtime_error("oops");
  });
  BOOST_TEST(seen.field("unread") ==
             R"(report_bounds::bad_to_show (its to_string has thrown), "tea")");
}

BOOST_FIXTURE_TEST_CASE(of_a_huge_message_200_bytes_are_shown, crashes) {
  const report seen = of([] {
    send(self(), huge_to_show{});
    send(self(), std::string(100'000'000, 'x'));
    throw std::runtime_error("oops");
  });
  BOOST_TEST(seen.field("unread").size() < 600u);
  BOOST_TEST(seen.field("unread").find("… (99999800 bytes left out)") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(an_exception_without_words_is_one_with_its_type_only, crashes) {
  BOOST_TEST(of([] { throw without_words(); }).field("reason") ==
             "error: report_bounds::without_words");
  BOOST_TEST(of([] { throw static_cast<const char*>(nullptr); }).field("reason") ==
             "error: const char*");
}

BOOST_FIXTURE_TEST_CASE(of_what_an_exception_says_8_KiB_are_kept, crashes) {
  const report seen = of([] { throw of_many_words(); });
  BOOST_TEST(seen.text.size() < 40'000u);
  BOOST_TEST(seen.field("reason").ends_with("www… (49991808 bytes left out)"));
}

BOOST_FIXTURE_TEST_CASE(a_text_of_100_MB_is_logged_with_how_much_is_left_out, crashes) {
  spawn([] { log(severity::info, std::string(100'000'000, 'x')); });
  settle();
  const report seen = reports("").back();
  BOOST_TEST(seen.text.size() < longest_text + 100);
  BOOST_TEST(seen.text.ends_with("xxx… (99983616 bytes left out)"));
}

BOOST_FIXTURE_TEST_CASE(of_a_long_label_1_KiB_is_kept, fauxtp::testing::node) {
  const pid one = spawn({.label = std::string(1'000'000, 'l')}, fauxtp::testing::idle);
  BOOST_TEST(info(one)->label.size() < 1100u);
  exit(one, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(of_many_links_20_are_named, crashes) {
  const report seen = of([] {
    trap_exit();
    for (int i = 0; i < 100; ++i) spawn_link(fauxtp::testing::idle);
    throw std::runtime_error("oops");
  });
  BOOST_TEST(seen.field("links").ends_with(" and 80 more"));
}

BOOST_FIXTURE_TEST_CASE(a_type_with_a_long_name_can_be_thrown_on_a_small_stack, crashes) {
  const std::string reason = of([] { throw many_parts(); }, 16 * 1024).field("reason");
  BOOST_TEST(reason.starts_with("error: report_bounds::list_of_types<std::integral_constant<"));
  // The C++ library does not demangle a name of thousands of letters.
  const std::string longer = of([] { throw very_many_parts(); }, 16 * 1024).field("reason");
  BOOST_TEST(longer.find("list_of_types") != std::string::npos);
  BOOST_TEST(longer.size() < 5000u);
}

BOOST_FIXTURE_TEST_CASE(a_type_whose_name_explodes_can_be_thrown, crashes) {
  const report seen = of([] { throw named<14>::type(); }, 16 * 1024);
  BOOST_TEST(seen.field("reason").starts_with("error: std::pair<std::pair<"));
  BOOST_TEST(seen.field("reason").ends_with("bytes left out)"));
}

BOOST_AUTO_TEST_SUITE_END()
