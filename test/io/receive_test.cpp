// Waiting for messages and for connections at once.
#include "fauxtp/receive.hpp"

#include <boost/test/unit_test.hpp>

#include "actor/actors.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

const spawn_options elsewhere{.place = placement::spread};

/// What comes first: a message, or something to read.
std::string next_of(io::stream& from, duration time = infinity) {
  return receive(on([](std::string text) { return text; }),
                 on(io::readable(from), [] { return std::string("(bytes)"); }),
                 after(time, [] { return std::string("(nothing)"); }));
}

char read_one(io::stream& from) {
  std::array<char, 1> one;
  from.read(one);
  return one[0];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(io_receive_test)

BOOST_FIXTURE_TEST_CASE(what_comes_first_ends_the_receive, testing::node) {
  stream_pair ends;
  task by_bytes([&] { return next_of(ends.here); });
  settle();
  ends.there.write("x");
  BOOST_TEST(by_bytes.join() == "(bytes)");
  read_one(ends.here);
  task by_message([&] { return next_of(ends.here); });
  settle();
  send(by_message.actor(), "hello");
  BOOST_TEST(by_message.join() == "hello");
}

BOOST_FIXTURE_TEST_CASE(messages_that_lie_there_come_before_bytes, testing::node) {
  stream_pair ends;
  ends.there.write("x");
  send(self(), 7);
  send(self(), "hello");
  BOOST_TEST(next_of(ends.here) == "hello");
  BOOST_TEST(next_of(ends.here) == "(bytes)");
  BOOST_TEST(receive<int>() == 7);
}

BOOST_FIXTURE_TEST_CASE(a_message_that_does_not_match_wakes_and_stays, testing::node) {
  stream_pair ends;
  task waits([&] {
    const std::string got = next_of(ends.here);
    return got + " " + std::to_string(receive<int>());
  });
  for (int i = 0; i < 3; ++i) {
    settle();
    send(waits.actor(), i);
  }
  settle();
  ends.there.write("x");
  settle();
  for (int i = 0; i < 2; ++i) settle();
  BOOST_TEST(waits.join() == "(bytes) 0");
}

BOOST_FIXTURE_TEST_CASE(its_time_ends_the_receive, testing::node) {
  stream_pair ends;
  task waits([&] { return next_of(ends.here, 5s); });
  advance(4999ms);
  BOOST_TEST(is_alive(waits.actor()));
  advance(1ms);
  BOOST_TEST(waits.join() == "(nothing)");
}

BOOST_FIXTURE_TEST_CASE(no_time_means_a_look, testing::node) {
  stream_pair ends;
  BOOST_TEST(next_of(ends.here, 0s) == "(nothing)");
  ends.there.write("x");
  BOOST_TEST(next_of(ends.here, 0s) == "(bytes)");
  send(self(), "hello");
  BOOST_TEST(next_of(ends.here, 0s) == "hello");
}

BOOST_FIXTURE_TEST_CASE(the_first_of_several_connections_counts, testing::node) {
  std::array<stream_pair, 3> all;
  const auto first = [&] {
    return receive(on(io::readable(all[0].here), [] { return 0; }),
                   on([](int number) { return number; }),
                   on(io::readable(all[1].here), [] { return 1; }),
                   on(io::writable(all[2].here), [] { return 2; }));
  };
  BOOST_TEST(first() == 2);
  all[2].here.write_limit(0s);
  BOOST_TEST(error_of([&] {
               for (;;) all[2].here.write("filled");
             }).ends_with("Connection timed out"));
  all[1].there.write("x");
  BOOST_TEST(first() == 1);
  all[0].there.write("x");
  BOOST_TEST(first() == 0);
  send(self(), 7);
  BOOST_TEST(first() == 7);
}

BOOST_FIXTURE_TEST_CASE(a_handler_may_close_what_the_receive_waits_for, testing::node) {
  for (int way = 0; way < 3; ++way) {
    stream_pair ends;
    if (way == 0) send(self(), "close");
    if (way == 1) ends.there.write("x");
    task closes([&] {
      receive(on([&](const std::string&) { ends.here.close(); }),
              on(io::readable(ends.here), [&] { ends.here.close(); }),
              after(1s, [&] { ends.here.close(); }));
      return ends.here.is_open();
    });
    if (way == 0) send(closes.actor(), receive<std::string>());
    advance(1s);
    BOOST_TEST(!closes.join());
  }
}

BOOST_FIXTURE_TEST_CASE(a_receive_with_a_connection_can_be_ended, testing::node) {
  stream_pair ends;
  for (int i = 0; i < 1000; ++i) {
    const pid waits = spawn(elsewhere, [&] { next_of(ends.here); });
    if (i % 2 == 0) settle();
    kill(waits);
    settle();
  }
  ends.there.write("x");
  BOOST_TEST(next_of(ends.here) == "(bytes)");
}

BOOST_FIXTURE_TEST_CASE(a_closed_stream_is_not_waited_for, testing::node) {
  io::stream none;
  BOOST_CHECK_THROW(next_of(none), io::error);
  BOOST_CHECK_THROW(none.notify_readable(), io::error);
}

BOOST_FIXTURE_TEST_CASE(messages_and_bytes_from_everywhere_are_all_taken, testing::node) {
  constexpr int count = 20'000;
  stream_pair ends;
  const auto [relay, end] = spawn_monitor(elsewhere, [&] {
    int bytes = 0;
    int messages = 0;
    while (bytes < count || messages < count) {
      receive(on([&](int) { ++messages; }), on(io::readable(ends.here), [&] {
                std::array<char, 64> part;
                bytes += int(ends.here.read_some(part));
              }));
    }
  });
  const pid writer = spawn(elsewhere, [&] {
    for (int i = 0; i < count; ++i) ends.there.write("x");
  });
  for (int i = 0; i < count; ++i) send(relay, i);
  BOOST_TEST(await(end) == exit_reason::normal);
  settle();
  BOOST_TEST(!is_alive(writer));
}

// Messages that tell of bytes.

BOOST_FIXTURE_TEST_CASE(a_notice_comes_once_and_when_it_is_asked_for, testing::node) {
  stream_pair ends;
  ends.there.write("ab");
  settle();
  BOOST_TEST(!receive<io::readable_notice>(0s));
  const ref number = ends.here.notify_readable();
  BOOST_TEST((receive<io::readable_notice>().number == number));
  settle();
  BOOST_TEST(!receive<io::readable_notice>(0s));
  ends.here.notify_readable();
  receive<io::readable_notice>();
  BOOST_TEST(read_one(ends.here) == 'a');
}

BOOST_FIXTURE_TEST_CASE(a_notice_is_forgotten_with_its_stream, testing::node) {
  stream_pair ends;
  ends.here.notify_readable();
  ends.here.notify_readable();
  const pid next =
      spawn(elsewhere, [] { read_one(*std::make_unique<io::stream>(receive<io::stream>())); });
  send(next, std::move(ends.here));
  ends.there.write("x");
  settle();
  BOOST_TEST(!receive<io::readable_notice>(0s));
  stream_pair other;
  other.here.notify_readable();
  other.here.close();
  other.there.close();
  settle();
  BOOST_TEST(!receive<io::readable_notice>(0s));
}

BOOST_FIXTURE_TEST_CASE(a_stream_may_end_before_its_notice_has_come, testing::node) {
  stream_pair ends;
  {
    io::stream last = std::move(ends.here);
    last.notify_readable();
  }
  const pid owner = spawn(elsewhere, [mine = std::move(ends.there)]() mutable {
    mine.notify_readable();
    idle();
  });
  settle();
  kill(owner);
  settle();
  BOOST_TEST(!receive<io::readable_notice>(0s));
}

namespace {

/// A server that has a connection: what a client writes there it keeps.
class keeper : public gen_server<keeper> {
 public:
  explicit keeper(const std::shared_ptr<io::stream>& client) : client_(std::move(*client)) {
    client_.notify_readable();
  }
  term handle_call(term, from) { return term(kept_); }
  void handle_info(term message) {
    if (!message.is<io::readable_notice>()) return;
    std::array<char, 16> part;
    const std::size_t size = client_.read_some(part);
    if (size == 0) stop();
    kept_.append(part.data(), size);
    client_.notify_readable();
  }

 private:
  io::stream client_;
  std::string kept_;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_server_has_a_connection_and_answers_calls, testing::node) {
  stream_pair ends;
  const pid server = start<keeper>(std::make_shared<io::stream>(std::move(ends.here))).value();
  for (const char* each : {"a", "b", "c"}) {
    ends.there.write(each);
    settle();
  }
  BOOST_TEST((call(server, term("what?")) == "abc"));
  ends.there.close();
  settle();
  BOOST_TEST(!is_alive(server));
}

BOOST_AUTO_TEST_SUITE_END()
