// The network in memory: each of its faults, as actors meet it.
#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <functional>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "actor/actors.hpp"
#include "fauxtp/http.hpp"
#include "fauxtp/listener.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/stream.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/testing_network.hpp"
#include "fauxtp/timer.hpp"
#include "fauxtp/udp_socket.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

const spawn_options elsewhere{.place = placement::spread};
const io::address shop("10.0.0.1:80");

struct offline : testing::node {
  explicit offline(network through = network()) : testing::node(through), net(std::move(through)) {}
  network net;
};

struct pair {
  pair() {
    io::listener door(shop);
    here = io::connect(door.local());
    there = door.accept();
  }
  io::stream here;  // has connected
  io::stream there;
};

int errno_of(const std::function<void()>& operation) {
  try {
    operation();
    return 0;
  } catch (const io::error& failed) {
    return failed.code().value();
  }
}

std::string read(io::stream& from, std::size_t size) {
  std::string bytes(size, '\0');
  from.read(std::span(bytes));
  return bytes;
}

/// What is there now.
std::string look(io::stream& at) {
  at.read_limit(0s);
  std::string bytes(1000, '\0');
  std::error_code failure;
  bytes.resize(at.read_some(std::as_writable_bytes(std::span(bytes)), failure));
  at.read_limit(infinity);
  return failure ? failure.message() : bytes;
}

const std::string nothing = "Connection timed out";
const std::string was_reset = "Connection reset by peer";

}  // namespace

BOOST_AUTO_TEST_SUITE(network_test)

// Delay.

BOOST_FIXTURE_TEST_CASE(bytes_come_after_the_delay_and_not_before, offline) {
  pair ends;
  net.set(shop, {.delay = 10ms});
  task reader([&] { return read(ends.there, 1); });
  ends.here.write("x");
  advance(9'999us);
  BOOST_TEST(is_alive(reader.actor()));
  advance(1us);
  BOOST_TEST(reader.join() == "x");
}

BOOST_FIXTURE_TEST_CASE(who_reads_when_the_delay_is_over_does_not_wait, offline) {
  pair ends;
  net.set(shop, {.delay = 10ms});
  ends.here.write("x");
  ends.here.end_writing();
  BOOST_TEST(look(ends.there) == nothing);
  advance(10ms);
  BOOST_TEST(look(ends.there) == "x");
  BOOST_TEST(look(ends.there) == "");
}

BOOST_FIXTURE_TEST_CASE(bytes_stay_in_order_when_the_delay_becomes_shorter, offline) {
  pair ends;
  net.set(shop, {.delay = 10ms});
  ends.here.write("slow ");
  net.set(shop, {});
  ends.here.write("fast");
  BOOST_TEST(look(ends.there) == nothing);
  advance(10ms);
  BOOST_TEST(look(ends.there) == "slow fast");
}

BOOST_FIXTURE_TEST_CASE(to_connect_takes_a_way_there_and_back, offline) {
  io::listener door(shop);
  net.set(shop, {.delay = 10ms});
  task client([] { return io::connect(shop).peer(); });
  settle();
  std::error_code failure;
  BOOST_TEST(!door.try_accept(failure).has_value());
  advance(10ms);
  BOOST_TEST(door.try_accept(failure).has_value());
  BOOST_TEST(is_alive(client.actor()));
  advance(10ms);
  BOOST_TEST((client.join() == shop));
}

BOOST_FIXTURE_TEST_CASE(a_delay_and_a_limit_that_end_at_once_give_the_bytes, offline) {
  for (const bool asks_first : {true, false}) {
    pair ends;
    net.set(shop, {.delay = 1s});
    ends.there.read_limit(1s);
    if (!asks_first) ends.here.write("x");
    task reader([&] { return read(ends.there, 1); });
    settle();
    if (asks_first) ends.here.write("x");
    advance(1s);
    BOOST_TEST(reader.join() == "x");
    net.set(shop, {});
  }
}

BOOST_FIXTURE_TEST_CASE(all_times_pass_while_thousands_of_messages_are_under_way, offline) {
  constexpr int count = 2000;
  io::listener door(shop);
  net.set(shop, {.delay = 3ms});
  const pid server = spawn(elsewhere, [&] {
    for (;;) {
      spawn(elsewhere, [mine = door.accept()]() mutable {
        std::array<char, 1> one;
        while (mine.read_some(one) == 1) mine.write({one.data(), 1});
      });
    }
  });
  std::vector<task<int>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back([] {
      io::stream mine = io::connect(shop, infinity);
      int done = 0;
      for (; done < count / 20; ++done) {
        mine.write("x");
        read(mine, 1);
      }
      return done;
    });
  }
  advance(6ms * (count / 20 + 1));
  for (auto& each : clients) BOOST_TEST(each.join() == count / 20);
  kill(server);
  advance(10ms);
}

// Cut.

BOOST_FIXTURE_TEST_CASE(while_a_link_is_cut_bytes_neither_arrive_nor_fail, offline) {
  pair ends;
  ends.here.write("before ");
  net.set(shop, {.cut = true});
  ends.here.write("during ");
  ends.there.write("back");
  task reader([&] { return read(ends.there, 14); });
  advance(1h);
  BOOST_TEST(is_alive(reader.actor()));
  BOOST_TEST(look(ends.here) == nothing);
  net.set(shop, {.delay = 10ms});
  advance(10ms);
  BOOST_TEST(reader.join() == "before during ");
  BOOST_TEST(look(ends.here) == "back");
}

BOOST_FIXTURE_TEST_CASE(what_is_under_way_when_a_link_is_cut_waits, offline) {
  pair ends;
  net.set(shop, {.delay = 10ms});
  ends.here.write("x");
  task reader([&] { return read(ends.there, 1); });
  advance(5ms);
  net.set(shop, {.delay = 10ms, .cut = true});
  advance(1h);
  BOOST_TEST(is_alive(reader.actor()));
  net.set(shop, {.delay = 10ms});
  advance(10ms);
  BOOST_TEST(reader.join() == "x");
}

BOOST_FIXTURE_TEST_CASE(the_end_of_a_connection_is_not_seen_while_its_link_is_cut, offline) {
  pair ends;
  net.set(shop, {.cut = true});
  ends.there.close();
  BOOST_TEST(look(ends.here) == nothing);
  ends.here.write("x");  // to nobody, which it does not know
  net.set(shop, {});
  BOOST_TEST(look(ends.here) == "");
  BOOST_TEST(errno_of([&] { ends.here.write("x"); }) == EPIPE);
}

BOOST_FIXTURE_TEST_CASE(who_connects_over_a_cut_link_waits, offline) {
  io::listener door(shop);
  net.set(shop, {.cut = true});
  task gives_up([] { return errno_of([] { io::connect(shop, 5s); }); });
  task waits([] { return io::connect(shop, infinity).peer(); });
  advance(5s);
  BOOST_TEST(gives_up.join() == ETIMEDOUT);
  net.set(shop, {});
  BOOST_TEST((waits.join() == shop));
  door.accept();
}

BOOST_FIXTURE_TEST_CASE(a_link_of_one_address_leaves_the_others_alone, offline) {
  io::listener near(io::address("10.0.0.1:80"));
  io::listener beside(io::address("10.0.0.1:81"));
  io::listener far(io::address("10.0.0.2:80"));
  const auto reaches = [&](io::listener& door) {
    task client([at = door.local()] { return errno_of([&] { io::connect(at, 1s); }); });
    advance(1s);
    return client.join() == 0;
  };
  net.set(near.local(), {.cut = true});
  BOOST_TEST(!reaches(near));
  BOOST_TEST(reaches(beside));
  net.set(io::address("10.0.0.1:0"), {.cut = true});
  BOOST_TEST(!reaches(beside));
  BOOST_TEST(reaches(far));
  net.set_all({.cut = true});
  BOOST_TEST(!reaches(far));
  net.set(io::address("10.0.0.1:0"), {});
  BOOST_TEST(reaches(beside));
  BOOST_TEST(net.at(far.local()).cut);
}

// Reset.

BOOST_FIXTURE_TEST_CASE(both_sides_of_a_reset_find_it, offline) {
  pair ends;
  ends.here.write("lost");
  task reader([&] { return errno_of([&] { read(ends.here, 1); }); });
  settle();
  net.reset(shop);
  BOOST_TEST(reader.join() == ECONNRESET);
  BOOST_TEST(look(ends.there) == was_reset);
  BOOST_TEST(errno_of([&] { ends.here.write("x"); }) == ECONNRESET);
  BOOST_TEST(errno_of([&] { ends.there.write("x"); }) == ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(a_reset_wakes_a_writer_that_waits_for_room, offline) {
  pair ends;
  task writer([&] { return errno_of([&] { ends.here.write(std::string(1'000'000, 'x')); }); });
  settle();
  BOOST_TEST(is_alive(writer.actor()));
  net.reset(shop);
  BOOST_TEST(writer.join() == ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(a_reset_concerns_one_address_or_all_ports_of_its_host, offline) {
  pair ends;
  net.reset(io::address("10.0.0.1:81"));
  net.reset(io::address("10.0.0.2:0"));
  ends.here.write("x");
  BOOST_TEST(look(ends.there) == "x");
  net.reset(io::address("10.0.0.1:0"));
  BOOST_TEST(look(ends.there) == was_reset);
}

BOOST_FIXTURE_TEST_CASE(one_connection_is_reset_and_the_others_are_not, offline) {
  pair first;
  pair second;
  const std::vector<network_connection> all = net.connections();
  BOOST_REQUIRE(all.size() == 2U);
  BOOST_TEST((all[0].to == shop && all[1].to == shop));
  BOOST_TEST((all[1].from == second.there.peer()));
  net.reset(all[0]);
  second.here.write("x");
  BOOST_TEST(look(second.there) == "x");
  BOOST_TEST(look(first.here) == was_reset);
}

// Silence.

BOOST_FIXTURE_TEST_CASE(what_is_sent_on_a_silent_connection_never_arrives, offline) {
  pair ends;
  net.set(shop, {.delay = 10ms});
  ends.here.write("under way");
  net.silence(net.connections().front());
  ends.there.write("x");
  ends.here.close();
  net.set(shop, {.cut = true});
  net.set(shop, {});
  advance(1h);
  BOOST_TEST(look(ends.there) == nothing);
  BOOST_TEST(errno_of([&] { ends.there.write("x"); }) == 0);
}

BOOST_FIXTURE_TEST_CASE(what_has_arrived_before_a_silence_is_read, offline) {
  pair ends;
  ends.here.write("x");
  net.silence(net.connections().front());
  ends.here.write("y");
  BOOST_TEST(look(ends.there) == "x");
  BOOST_TEST(look(ends.there) == nothing);
}

BOOST_FIXTURE_TEST_CASE(beside_a_silent_connection_there_may_be_a_new_one, offline) {
  pair ends;
  net.silence(net.connections().front());
  pair other;
  other.here.write("x");
  BOOST_TEST(look(other.there) == "x");
  net.reset(shop);
  BOOST_TEST(look(ends.there) == was_reset);
}

BOOST_FIXTURE_TEST_CASE(the_network_tells_who_is_there, offline) {
  io::listener door(io::address("0.0.0.0:80"));
  io::listener six(io::address("[::]:80"));
  io::listener path(io::address("unix:/run/x"));
  pair ends;
  io::udp_socket datagrams(io::address("10.0.0.3:53"));
  const std::vector<io::address> all = net.addresses();
  std::set<std::string> names;
  for (const io::address& each : all) names.insert(to_string(each));
  BOOST_TEST((names == std::set<std::string>{"10.0.0.1:80", "10.0.0.3:53", "127.0.0.1:80",
                                             "[::1]:80", "unix:/run/x"}));
}

BOOST_FIXTURE_TEST_CASE(a_link_that_is_unset_is_that_of_all, offline) {
  net.set(shop, {.cut = true});
  net.unset(shop);
  BOOST_TEST(!net.at(shop).cut);
  net.set_all({.cut = true});
  BOOST_TEST(net.at(shop).cut);
}

BOOST_FIXTURE_TEST_CASE(the_end_comes_although_a_reset_is_under_way, offline) {
  pair ends;
  ends.there.write("not read");
  ends.here.end_writing();
  net.set(shop, {.delay = 10ms});
  ends.here.close();
  BOOST_TEST(look(ends.there) == "");
  BOOST_TEST(errno_of([&] { ends.there.write("x"); }) == 0);
  advance(10ms);
  BOOST_TEST(errno_of([&] { ends.there.write("x"); }) == ECONNRESET);
}

BOOST_FIXTURE_TEST_CASE(who_writes_to_one_who_is_gone_learns_it_by_the_next_write, offline) {
  pair ends;
  ends.here.close();
  net.set(shop, {.delay = 10ms});
  BOOST_TEST(errno_of([&] { ends.there.write("x"); }) == 0);
  BOOST_TEST(errno_of([&] { ends.there.write("x"); }) == 0);
  advance(20ms);
  BOOST_TEST(errno_of([&] { ends.there.write("x"); }) == EPIPE);
}

BOOST_FIXTURE_TEST_CASE(who_closes_without_having_read_all_resets, offline) {
  pair ends;
  ends.there.write("not read");
  ends.here.close();
  BOOST_TEST(look(ends.there) == was_reset);
}

// Parts.

BOOST_FIXTURE_TEST_CASE(reads_and_writes_take_at_most_what_the_link_lets_through, offline) {
  pair ends;
  net.set(shop, {.most_at_once = 3});
  const std::string text = "12345678";
  BOOST_TEST(ends.here.write_some(std::as_bytes(std::span(text))) == 3U);
  ends.here.write("4567");
  std::array<char, 100> room;
  BOOST_TEST(ends.there.read_some(room) == 3U);
  BOOST_TEST(ends.there.read_some(room) == 3U);
  BOOST_TEST(ends.there.read_some(room) == 1U);
}

namespace {

std::vector<std::size_t> parts_with(std::uint64_t seed) {
  std::vector<std::size_t> sizes;
  offline home{network(seed)};
  pair ends;
  home.net.set(shop, {.varies = true});
  ends.here.write(std::string(2000, 'x'));
  ends.here.end_writing();
  std::array<char, 100> room;
  while (const std::size_t size = ends.there.read_some(room)) sizes.push_back(size);
  home.teardown();
  return sizes;
}

/// Who has read how much, and when, while five clients talk to a server.
std::vector<std::string> story_with(std::uint64_t seed) {
  std::vector<std::string> story;
  offline home{network(seed)};
  home.net.set(shop, {.delay = 1ms, .capacity = 64, .varies = true});
  const auto begin = now();
  const auto reads_all = [&](io::stream& from, const std::string& who) {
    std::array<char, 100> room;
    while (const std::size_t size = from.read_some(room)) {
      story.push_back(who + std::to_string(size) + "@" + std::to_string((now() - begin).count()));
      from.write({room.data(), std::min<std::size_t>(size, 5)});
    }
  };
  io::listener door(shop);
  const pid server = spawn([&] {
    for (;;) {
      spawn([&, mine = door.accept()]() mutable { errno_of([&] { reads_all(mine, "server "); }); });
    }
  });
  std::vector<task<int>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.emplace_back([&, i] {
      io::stream mine = io::connect(shop, infinity);
      mine.read_deadline(deadline_after(50ms));
      return errno_of([&] {
        mine.write(std::string(100, 'x'));
        reads_all(mine, "client " + std::to_string(i) + " ");
      });
    });
  }
  home.advance(1s);
  for (auto& each : clients) each.join();
  kill(server);
  home.teardown();
  return story;
}

}  // namespace

BOOST_AUTO_TEST_CASE(parts_vary_by_chance_and_add_up) {
  const std::vector<std::size_t> sizes = parts_with(1);
  BOOST_TEST(std::accumulate(sizes.begin(), sizes.end(), 0U) == 2000U);
  BOOST_TEST(sizes.size() > 25U);
  BOOST_TEST((sizes != parts_with(2)));
}

BOOST_FIXTURE_TEST_CASE(http_is_understood_in_whatever_parts_it_comes, offline) {
  class mirror : public http::connection {
    http::response handle(const http::request& asked) override {
      return http::answer(std::string(asked.target()));
    }
  };
  net.set_all({.capacity = 50, .varies = true});
  const std::string target = "/" + std::string(500, 'x');
  io::listener door(shop);
  task asks([&] { return http::get("http://10.0.0.1" + target).body(); });
  send(start<mirror>().value(), door.accept());
  BOOST_TEST(asks.join() == target);
}

// With several workers, who comes first is decided by the machine.
BOOST_AUTO_TEST_CASE(with_one_worker_a_run_with_the_same_seed_is_the_same) {
  if (offline().workers() > 1) return;
  const std::vector<std::string> story = story_with(7);
  BOOST_TEST(story.size() > 50U);
  BOOST_TEST(story == story_with(7), boost::test_tools::per_element());
  BOOST_TEST((story != story_with(8)));
}

// Room.

BOOST_FIXTURE_TEST_CASE(who_writes_more_than_the_link_holds_waits_for_a_reader, offline) {
  pair ends;
  net.set(shop, {.capacity = 10});
  task writer([&] { ends.here.write("0123456789ab"); });
  settle();
  BOOST_TEST(is_alive(writer.actor()));
  BOOST_TEST(read(ends.there, 12) == "0123456789ab");
  writer.join();
  ends.here.write("0123456789");
  BOOST_TEST(!ends.here.wait({.writable = true}, 0s));
  net.set(shop, {.capacity = 11});
  BOOST_TEST(ends.here.wait({.writable = true}, 0s));
}

BOOST_FIXTURE_TEST_CASE(bytes_under_way_need_room_too, offline) {
  pair ends;
  net.set(shop, {.cut = true, .capacity = 10});
  ends.here.write_limit(1s);
  task writer([&] { return errno_of([&] { ends.here.write("0123456789ab"); }); });
  advance(1s);
  BOOST_TEST(writer.join() == ETIMEDOUT);
}

// Addresses.

BOOST_FIXTURE_TEST_CASE(a_refusal_is_told_to_who_connects, offline) {
  io::listener door(shop);
  for (const int error : {ECONNREFUSED, EHOSTUNREACH, ENETUNREACH}) {
    net.set(shop, {.refusal = error});
    BOOST_TEST(errno_of([] { io::connect(shop); }) == error);
    net.set(shop, {.delay = 10ms, .refusal = error});
    task client([] { return errno_of([] { io::connect(shop); }); });
    advance(19ms);
    BOOST_TEST(is_alive(client.actor()));
    advance(1ms);
    BOOST_TEST(client.join() == error);
  }
  std::error_code failure;
  BOOST_TEST(!door.try_accept(failure).has_value());
}

BOOST_FIXTURE_TEST_CASE(who_listens_everywhere_is_found_at_each_number, offline) {
  io::listener door(io::address("0.0.0.0:80"));
  const io::stream client = io::connect(shop);
  BOOST_TEST((door.accept().local() == shop));
  BOOST_TEST(errno_of([] { io::connect(io::address("[::1]:80")); }) == ECONNREFUSED);
}

BOOST_FIXTURE_TEST_CASE(who_was_not_accepted_finds_a_reset_when_the_listener_closes, offline) {
  std::optional<io::listener> door(std::in_place, shop);
  io::stream client = io::connect(shop);
  client.write("hello");
  door.reset();
  BOOST_TEST(look(client) == was_reset);
  BOOST_TEST(errno_of([] { io::connect(shop); }) == ECONNREFUSED);
}

BOOST_FIXTURE_TEST_CASE(who_comes_when_the_queue_is_full_waits_until_there_is_room, offline) {
  io::listener door(shop, 0);
  const io::stream first = io::connect(shop);
  task second([] { io::connect(shop, infinity); });
  settle();  // each worker would have one of them come first
  task third([] { io::connect(shop, 1s); });
  settle();
  BOOST_TEST(is_alive(second.actor()));
  const io::stream accepted = door.accept();
  second.join();
  advance(1s);
  BOOST_CHECK_THROW(third.join(), task_error);
}

// Names.

BOOST_FIXTURE_TEST_CASE(a_host_has_the_numbers_that_it_was_given, offline) {
  net.name("shop.test", {"10.0.0.9", "10.0.0.1"});
  const std::vector<io::address> found = io::resolve("shop.test", 80);
  BOOST_REQUIRE(found.size() == 2U);
  BOOST_TEST((found[1] == shop));
  io::listener door(shop);
  BOOST_TEST((io::connect("shop.test", 80).peer() == shop));
  net.name("shop.test", {});
  BOOST_TEST(errno_of([] { io::resolve("shop.test", 80); }) == EHOSTUNREACH);
  BOOST_TEST(errno_of([] { io::resolve("nobody.test", 80); }) == EHOSTUNREACH);
  BOOST_TEST((io::resolve("10.0.0.1", 80) == std::vector{shop}));
}

BOOST_FIXTURE_TEST_CASE(a_name_is_found_after_its_time, offline) {
  net.name("slow.test", {"10.0.0.1"}, 3s);
  task gives_up([] { return errno_of([] { io::resolve("slow.test", 80, 2s); }); });
  task waits([] { return io::resolve("slow.test", 80); });
  advance(2s);
  BOOST_TEST(gives_up.join() == ETIMEDOUT);
  advance(999ms);
  BOOST_TEST(is_alive(waits.actor()));
  advance(1ms);
  BOOST_TEST((waits.join() == std::vector{shop}));
}

BOOST_FIXTURE_TEST_CASE(a_name_that_nobody_answers_for_takes_all_the_time_there_is, offline) {
  net.name("silent.test", {"10.0.0.1"}, infinity);
  task client([] { return errno_of([] { io::connect("silent.test", 80, 5s); }); });
  advance(4999ms);
  BOOST_TEST(is_alive(client.actor()));
  advance(1ms);
  BOOST_TEST(client.join() == ETIMEDOUT);
}

// Descriptors.

BOOST_FIXTURE_TEST_CASE(when_no_more_may_be_open_nothing_is_opened, offline) {
  const io::listener door(shop);
  BOOST_TEST(net.open() == 1U);
  net.most_open(1);
  BOOST_TEST(errno_of([] { io::connect(shop); }) == EMFILE);
  BOOST_TEST(errno_of([] { io::listener(io::address("10.0.0.1:0")); }) == EMFILE);
  net.most_open(2);
  io::connect(shop);
  BOOST_TEST(net.open() == 1U);
}

BOOST_FIXTURE_TEST_CASE(who_accepts_waits_until_one_more_may_be_open, offline) {
  io::listener door(shop);
  io::stream client = io::connect(shop);
  net.most_open(net.open());
  task server([&] { door.accept().write("hello"); });
  advance(1s);
  BOOST_TEST(is_alive(server.actor()));
  BOOST_TEST(reports("io/no_descriptors").size() == 1U);
  net.most_open(3);
  advance(100ms);
  server.join();
  BOOST_TEST(read(client, 5) == "hello");
}

// What is left.

BOOST_FIXTURE_TEST_CASE(connections_that_are_ended_in_every_way_leave_nothing, offline) {
  std::mt19937 dice(7);
  net.set_all({.delay = 1ms});
  {
    io::listener door(shop);
    for (int i = 0; i < 5000; ++i) {
      const pid client = spawn(elsewhere, [] {
        errno_of([] {
          io::stream mine = io::connect(shop, 3ms);
          mine.read_limit(2ms);
          read(mine, 1);
        });
      });
      if (dice() % 3 == 0) kill(client);
      if (dice() % 4 == 0) advance(1ms);
      if (dice() % 5 == 0) net.reset(shop);
      std::error_code failure;
      if (auto accepted = door.try_accept(failure)) {
        errno_of([&] { accepted->write("x"); });  // it may have been reset
      }
    }
    advance(10ms);
    BOOST_TEST(actors() == 1U);
  }
  BOOST_TEST(net.open() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
