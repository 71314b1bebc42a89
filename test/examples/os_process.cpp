#include <array>
#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

namespace {

// [process]
std::string sorted(std::string_view lines) {
  io::process sort(
      {.command = {"sort"}, .in = io::standard_stream::piped, .out = io::standard_stream::piped});
  sort.in().write(lines);
  sort.in().close();
  std::string all;
  std::array<char, 1024> part;
  while (const std::size_t size = sort.out().read_some(part)) all.append(part.data(), size);
  return sort.wait()->ok() ? all : "";
}
// [/process]

}  // namespace

BOOST_FIXTURE_TEST_CASE(another_program_sorts_lines, testing::node) {
  BOOST_TEST(sorted("tea\ncoffee\n") == "coffee\ntea\n");
}
