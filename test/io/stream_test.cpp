// Reading and writing connections.
#include "fauxtp/stream.hpp"

#include <boost/test/unit_test.hpp>
#include <numeric>

#include "actor/actors.hpp"
#include "fauxtp/listener.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

const spawn_options elsewhere{.place = placement::spread};

void read_one(io::stream& from) {
  std::array<char, 1> one;
  from.read_some(one);
}

std::string some_text(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i * 7 % 26);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stream_test)

BOOST_FIXTURE_TEST_CASE(what_is_written_is_read, testing::node) {
  stream_pair ends;
  ends.here.write("hello");
  ends.here.end_writing();
  BOOST_TEST(read_all(ends.there) == "hello");
  ends.there.write("and back");
  ends.there.close();
  BOOST_TEST(read_all(ends.here) == "and back");
}

BOOST_FIXTURE_TEST_CASE(much_more_than_the_system_keeps_goes_through_in_order, testing::node) {
  tcp_pair ends;
  const std::string sent = some_text(20'000'000);
  task writer([&] {
    ends.here.write(sent);
    ends.here.end_writing();
  });
  task other_writer([&] {
    ends.there.write(sent);
    ends.there.end_writing();
  });
  task reader([&] { return read_all(ends.there); });
  BOOST_TEST((read_all(ends.here) == sent));
  BOOST_TEST((reader.join() == sent));
  writer.join();
  other_writer.join();
}

BOOST_FIXTURE_TEST_CASE(bytes_that_come_one_by_one_are_read, testing::node) {
  tcp_pair ends;
  const std::string sent = some_text(2000);
  task writer([&] {
    for (const char each : sent) ends.here.write(std::string_view(&each, 1));
    ends.here.end_writing();
  });
  std::string got;
  char one = 0;
  while (ends.there.read_some(std::span(&one, 1)) == 1) got += one;
  BOOST_TEST(got == sent);
  writer.join();
}

BOOST_FIXTURE_TEST_CASE(several_pieces_are_written_as_one, testing::node) {
  stream_pair ends;
  const std::string first = "first ";
  const std::string second = "second";
  const std::array pieces{std::as_bytes(std::span(first)), std::as_bytes(std::span(second))};
  std::error_code failure;
  BOOST_TEST(ends.here.write_some(pieces, failure) == 12U);
  BOOST_TEST(!failure);
  ends.here.close();
  BOOST_TEST(read_all(ends.there) == "first second");
}

BOOST_FIXTURE_TEST_CASE(a_read_that_takes_too_long_fails, testing::node) {
  stream_pair ends;
  ends.here.read_limit(5s);
  task reader([&] { return error_of([&] { read_one(ends.here); }); });
  settle();
  advance(5s);
  BOOST_TEST(reader.join().ends_with("Connection timed out"));
  ends.there.write("x");
  std::array<char, 1> one;
  BOOST_TEST(ends.here.read_some(one) == 1U);
}

BOOST_FIXTURE_TEST_CASE(many_short_reads_have_one_time_together, testing::node) {
  stream_pair ends;
  ends.here.read_deadline(deadline_after(5s));
  task reader([&] {
    return error_of([&] {
      for (;;) read_one(ends.here);
    });
  });
  for (int i = 0; i < 4; ++i) {
    settle();
    ends.there.write("x");
    advance(1s);
  }
  BOOST_TEST(is_alive(reader.actor()));
  ends.there.write("x");
  advance(1s);
  BOOST_TEST(reader.join().ends_with("Connection timed out"));
}

BOOST_FIXTURE_TEST_CASE(a_write_to_one_who_does_not_read_fails_after_its_time, testing::node) {
  stream_pair ends;
  ends.here.write_limit(5s);
  task writer([&] { return error_of([&] { ends.here.write(some_text(10'000'000)); }); });
  settle();
  advance(5s);
  BOOST_TEST(writer.join().ends_with("Connection timed out"));
}

BOOST_FIXTURE_TEST_CASE(a_reset_is_seen_as_one, testing::node) {
  tcp_pair ends;
  task reader([&] { return error_of([&] { read_one(ends.here); }); });
  settle();
  ends.there.reset();
  BOOST_TEST(reader.join().ends_with("Connection reset by peer"));
}

BOOST_FIXTURE_TEST_CASE(writing_to_one_who_is_gone_fails_and_ends_nobody, testing::node) {
  tcp_pair ends;
  ends.there.close();
  const std::string failure = error_of([&] {
    for (;;) ends.here.write("x");
  });
  BOOST_TEST((failure.ends_with("Broken pipe") || failure.ends_with("Connection reset by peer")));
}

BOOST_FIXTURE_TEST_CASE(a_closed_stream_says_so, testing::node) {
  io::stream none;
  BOOST_TEST(!none.is_open());
  BOOST_TEST(error_of([&] { none.write("x"); }) == "write to a closed stream: Bad file descriptor");
  BOOST_TEST(error_of([&] { none.end_writing(); }) ==
             "end of writing to a closed stream: Bad file descriptor");
  BOOST_TEST(none.descriptor() == -1);
  none.close();
  none.reset();
}

BOOST_FIXTURE_TEST_CASE(an_end_before_all_was_read_is_an_error, testing::node) {
  stream_pair ends;
  ends.here.write("abc");
  ends.here.close();
  std::array<char, 4> four;
  BOOST_TEST(error_of([&] { ends.there.read(four); }).ends_with("Broken pipe"));
}

BOOST_FIXTURE_TEST_CASE(a_connection_is_closed_before_the_end_of_its_owner_is_told, testing::node) {
  for (int i = 0; i < 100; ++i) {
    auto ends = std::make_unique<stream_pair>();
    const auto [owner, end] =
        spawn_monitor(elsewhere, [mine = std::move(ends->there)]() mutable { read_all(mine); });
    if (i % 2 == 0) settle();
    kill(owner);
    await(end);
    ends->here.read_limit(0s);
    BOOST_TEST(read_all(ends->here) == "");
  }
}

BOOST_FIXTURE_TEST_CASE(a_stream_is_handed_over_in_a_message, testing::node) {
  stream_pair ends;
  const auto owner = [] {
    auto mine = receive<io::stream>();
    const pid next = receive<pid>();
    std::array<char, 1> one;
    mine.read(one);
    mine.write({one.data(), 1});
    if (next) send(next, std::move(mine));
  };
  constexpr int count = 8;
  std::vector<pid> owners;
  for (int i = 0; i < count; ++i) owners.push_back(spawn(elsewhere, owner));
  for (int i = 0; i < count; ++i) send(owners[i], i + 1 < count ? owners[i + 1] : pid());
  send(owners[0], std::move(ends.there));
  for (int i = 0; i < count; ++i) {
    const char sent = static_cast<char>('a' + i);
    if (i % 2 == 0) settle();
    ends.here.write({&sent, 1});
    std::array<char, 1> back;
    ends.here.read(back);
    BOOST_TEST(back[0] == sent);
  }
  BOOST_TEST(read_all(ends.here) == "");
  settle();
}

BOOST_FIXTURE_TEST_CASE(both_ends_know_their_addresses, testing::node) {
  tcp_pair ends;
  BOOST_TEST((ends.here.peer() == ends.there.local()));
  BOOST_TEST((ends.here.local() == ends.there.peer()));
  BOOST_TEST(ends.here.peer().host() == "127.0.0.1");
}

BOOST_FIXTURE_TEST_CASE(a_thousand_connections_talk_at_once, testing::node) {
  const std::size_t before = descriptors_open();
  {
    std::vector<stream_pair> all(400);
    for (auto& each : all) {
      spawn(elsewhere, [mine = std::move(each.there)]() mutable {
        std::array<char, 4> part;
        while (const std::size_t size = mine.read_some(part)) mine.write({part.data(), size});
      });
    }
    settle();
    for (int round = 0; round < 5; ++round) {
      for (auto& each : all) each.here.write("ping");
      for (auto& each : all) {
        std::array<char, 4> back;
        each.here.read(back);
        BOOST_TEST(std::string_view(back.data(), 4) == "ping");
      }
    }
    all.clear();
    settle();
    BOOST_TEST(actors() == 1U);
  }
  BOOST_TEST(descriptors_open() <= before + 2 * workers());
}

BOOST_AUTO_TEST_SUITE_END()
