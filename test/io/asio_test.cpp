// Libraries for Asio's synchronous streams, on ours.
#include "fauxtp/asio.hpp"

#include <array>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(asio_test)

BOOST_FIXTURE_TEST_CASE(buffers_in_a_row_are_written_and_filled, testing::node) {
  stream_pair ends;
  io::asio_stream here(std::move(ends.here));
  io::asio_stream there(std::move(ends.there));
  const std::string first(100'000, 'a');
  const std::string second(300'000, 'b');
  task writer([&] {
    const std::array<asio::const_buffer, 3> pieces{asio::buffer(first), asio::const_buffer(),
                                                   asio::buffer(second)};
    return asio::write(here, pieces);
  });
  std::string got(150'000, '\0');
  std::string rest(250'000, '\0');
  const std::array<asio::mutable_buffer, 3> room{asio::buffer(got), asio::mutable_buffer(),
                                                 asio::buffer(rest)};
  BOOST_TEST(asio::read(there, room) == 400'000U);
  BOOST_TEST(writer.join() == 400'000U);
  BOOST_TEST((got + rest == first + second));
}

BOOST_FIXTURE_TEST_CASE(what_goes_wrong_is_told_by_codes_that_asio_has, testing::node) {
  stream_pair ends;
  ends.here.read_limit(1s);
  task reads([&] {
    io::asio_stream here(std::move(ends.here));
    char one = 0;
    boost::system::error_code failure;
    std::vector<boost::system::error_code> all;
    for (int i = 0; i < 2; ++i) {
      here.read_some(asio::buffer(&one, 1), failure);
      all.push_back(failure);
    }
    return all;
  });
  settle();
  advance(1s);
  ends.there.close();
  const auto all = reads.join();
  BOOST_TEST((all[0] == asio::error::timed_out));
  BOOST_TEST((all[1] == asio::error::eof));
  io::asio_stream closed{io::stream()};
  BOOST_CHECK_EXCEPTION(closed.write_some(asio::buffer("x", 1)), boost::system::system_error,
                        [](const boost::system::system_error& failed) {
                          return failed.code() == asio::error::bad_descriptor;
                        });
}

BOOST_AUTO_TEST_SUITE_END()
