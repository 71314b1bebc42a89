#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

// [wait]
std::string what_comes_from(int descriptor) {
  if (!io::wait_readable(descriptor, 5s)) return "(nothing)";
  std::string text(100, '\0');
  text.resize(std::size_t(std::max<ssize_t>(read(descriptor, text.data(), text.size()), 0)));
  return text;
}
// [/wait]

// [readable]
std::string news_or(int descriptor, std::string_view otherwise) {
  return receive(on([](std::string news) { return news; }),
                 on(io::readable(descriptor), [&] { return std::string(otherwise); }));
}
// [/readable]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_descriptor_is_waited_for_like_a_message, testing::node) {
  int ends[2];
  BOOST_REQUIRE(pipe(ends) == 0);
  task reader([in = ends[0]] { return what_comes_from(in); });
  settle();
  BOOST_TEST(write(ends[1], "tea", 3) == 3);
  BOOST_TEST(reader.join() == "tea");
  task silence([in = ends[0]] { return what_comes_from(in); });
  settle();
  advance(5s);
  BOOST_TEST(silence.join() == "(nothing)");
  close(ends[0]);
  close(ends[1]);
}

BOOST_FIXTURE_TEST_CASE(messages_and_a_descriptor_are_waited_for_at_once, testing::node) {
  int ends[2];
  BOOST_REQUIRE(pipe(ends) == 0);
  task first([in = ends[0]] { return news_or(in, "a byte"); });
  task second([in = ends[0]] { return news_or(in, "a byte"); });
  settle();
  send(first.actor(), "tea");
  BOOST_TEST(first.join() == "tea");
  BOOST_TEST(write(ends[1], "x", 1) == 1);
  BOOST_TEST(second.join() == "a byte");
  close(ends[0]);
  close(ends[1]);
}
