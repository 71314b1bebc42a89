// An actor for each connection, under a supervisor.
#include "fauxtp/acceptor.hpp"

#include <boost/test/unit_test.hpp>

#include "actor/actors.hpp"
#include "certificate.hpp"
#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/listener.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Says back what it reads, and says goodbye when it is told that all is to end.
class echo : public actor {
  void run() override {
    client_ = receive<io::stream>();
    for (;;) {
      receive(on(type<draining>,
                 [this](draining) {
                   client_.write("bye");
                   stop();
                 }),
              on(io::readable(client_), [this] {
                std::array<char, 64> part;
                const std::size_t size = client_.read_some(part);
                if (size == 0) stop();
                client_.write({part.data(), size});
              }));
    }
  }
  io::stream client_;
};

/// Does not care for anything.
class stubborn : public actor {
  void run() override {
    const auto client = receive<io::stream>();
    idle();
  }
};

class refused : public actor {
 public:
  refused() { stop(exit_reason("not today")); }

 private:
  void run() override {}
};

/// A supervisor of connections and their acceptor, at a free port.
struct web : testing::node {
  template <class Connection = echo>
  pid up(io::acceptor_options options = {}, std::size_t most = 1000) {
    if (options.address.empty()) options.address = "127.0.0.1:0";
    const dynamic_supervisor_spec connections{
        .child = {.start = dynamic_child_start<Connection>(), .restart = restart_type::temporary},
        .max_children = most};
    top = supervisor::start_link({.strategy = strategy::rest_for_one,
                                  .children = {{.id = "connections",
                                                .start = child_start(connections),
                                                .type = child_type::supervisor},
                                               {.id = "acceptor",
                                                .start = child_start<io::acceptor>(options),
                                                .restart = restart_type::permanent,
                                                .shutdown = 60s}}});
    settle();
    return top;
  }
  /// As the log has it.
  io::address where() const {
    const std::string mark = "listens at ";
    for (const report& each : reports()) {
      if (each.text.starts_with(mark)) return io::address(each.text.substr(mark.size()));
    }
    BOOST_FAIL("it listens nowhere");
    return {};
  }
  pid child(const char* id) const { return supervisor::find_child(top, id)->actor; }
  std::size_t connections() const {
    return supervisor::count_children(child("connections")).active;
  }
  void down() {
    unlink(top);
    exit(top, exit_reason::shutdown);
    settle();
  }
  std::string said_back(io::stream& client, std::string_view text) {
    client.write(text);
    std::string back(text.size(), '\0');
    client.read(std::span(back));
    return back;
  }

  pid top;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(acceptor_test)

BOOST_FIXTURE_TEST_CASE(each_connection_gets_an_actor_that_ends_with_it, web) {
  up();
  std::vector<io::stream> clients;
  for (int i = 0; i < 20; ++i) clients.push_back(io::connect(where()));
  for (auto& each : clients) BOOST_TEST(said_back(each, "hello") == "hello");
  BOOST_TEST(connections() == 20U);
  clients.clear();
  settle();
  BOOST_TEST(connections() == 0U);
  down();
}

BOOST_FIXTURE_TEST_CASE(more_connections_than_may_be_wait_until_one_has_ended, web) {
  up({.max_connections = 2});
  io::stream first = io::connect(where());
  io::stream second = io::connect(where());
  io::stream third = io::connect(where());
  settle();
  BOOST_TEST(connections() == 2U);
  third.write("waits");
  first.close();
  std::array<char, 5> back;
  third.read(back);
  BOOST_TEST(std::string_view(back.data(), 5) == "waits");
  BOOST_TEST(connections() == 2U);
  down();
}

BOOST_FIXTURE_TEST_CASE(connections_that_are_too_many_are_reset_if_it_refuses_them, web) {
  up({.max_connections = 1, .when_full = "refuse"});
  io::stream first = io::connect(where());
  BOOST_TEST(said_back(first, "one") == "one");
  for (int i = 0; i < 20; ++i) {
    const auto come_and_read = [this] {
      std::array<char, 1> none;
      io::connect(where()).read_some(none);
    };
    BOOST_CHECK_EXCEPTION(come_and_read(), io::error, [](const io::error& failure) {
      return failure.code() == std::errc::connection_reset;
    });
  }
  BOOST_TEST(said_back(first, "two") == "two");
  first.close();
  wait_for(*this, [this] { return connections() == 0; });
  io::stream next = io::connect(where());
  BOOST_TEST(said_back(next, "three") == "three");
  down();
}

BOOST_FIXTURE_TEST_CASE(connections_speak_tls_if_there_is_a_certificate, web) {
  const testing::certificate its;
  up({.tls = io::tls_server_options{.certificate = its.file(), .key = its.key()}});
  io::stream silent = io::connect(where());  // holds nobody up
  io::stream client = io::secure(io::connect(where()), "localhost", {.authority = its.file()});
  BOOST_TEST(said_back(client, "hello") == "hello");
  down();
}

BOOST_FIXTURE_TEST_CASE(what_is_to_be_done_when_it_is_full_must_be_known, web) {
  BOOST_CHECK_THROW(io::acceptor({.address = "127.0.0.1:0", .when_full = "wait"}),
                    std::invalid_argument);
}

BOOST_FIXTURE_TEST_CASE(a_crash_of_the_acceptor_closes_no_connection, web) {
  up({.max_connections = 3});
  const io::address at = where();
  io::stream before = io::connect(at);
  BOOST_TEST(said_back(before, "a") == "a");
  for (int i = 0; i < 2; ++i) {
    const pid crashed = child("acceptor");
    kill(crashed);
    io::stream meanwhile = io::connect(at);
    settle();
    BOOST_TEST(is_alive(child("acceptor")));
    BOOST_TEST(said_back(meanwhile, "b") == "b");
    BOOST_TEST(said_back(before, "a") == "a");
    BOOST_TEST(connections() == 2U);  // those of before count
  }
  down();
}

BOOST_FIXTURE_TEST_CASE(who_is_to_end_closes_the_address_and_lets_connections_finish, web) {
  up({.drain = 10s});
  const io::address at = where();
  io::stream client = io::connect(at);
  BOOST_TEST(said_back(client, "a") == "a");
  down();
  BOOST_TEST(!is_alive(top));
  BOOST_TEST(read_all(client) == "bye");
  BOOST_CHECK_THROW(io::connect(at), io::error);
}

BOOST_FIXTURE_TEST_CASE(connections_that_do_not_end_have_the_time_that_was_given, web) {
  up<stubborn>({.drain = 10s});
  const io::address at = where();
  io::stream client = io::connect(at);
  settle();
  BOOST_TEST(connections() == 1U);
  down();
  BOOST_CHECK_THROW(io::connect(at), io::error);
  advance(9999ms);
  BOOST_TEST(is_alive(top));
  advance(1ms);
  BOOST_TEST(!is_alive(top));
  BOOST_TEST(read_all(client) == "");
}

BOOST_FIXTURE_TEST_CASE(a_connection_whose_actor_does_not_start_is_closed, web) {
  up<refused>();
  io::stream client = io::connect(where());
  BOOST_TEST(read_all(client) == "");
  settle();
  const auto all = reports();
  BOOST_TEST(std::ranges::any_of(all, [](const report& each) {
    return each.text.find("because no actor was started for it: \"not today\"") !=
           std::string::npos;
  }));
  down();
}

BOOST_FIXTURE_TEST_CASE(an_address_that_is_taken_keeps_the_supervisor_from_starting, web) {
  const io::listener taken(io::address("127.0.0.1:0"));
  trap_exit();
  const start_result made =
      supervisor::start_link({.children = {{.id = "acceptor",
                                            .start = child_start<io::acceptor>(io::acceptor_options{
                                                .address = to_string(taken.local())})}}});
  BOOST_TEST(!made.ok());
  BOOST_TEST(to_string(made.reason()).find("Address already in use") != std::string::npos);
  receive<exit_signal>(0s);
}

BOOST_FIXTURE_TEST_CASE(an_acceptor_without_a_supervisor_of_connections_says_so, web) {
  trap_exit();
  const start_result made = supervisor::start_link(
      {.intensity = 0,
       .children = {
           {.id = "acceptor",
            .start = child_start<io::acceptor>(io::acceptor_options{.address = "127.0.0.1:0"})}}});
  receive<exit_signal>();
  BOOST_TEST(made.ok());
  const auto crashes = reports("actor/crash");
  BOOST_REQUIRE(!crashes.empty());
  BOOST_TEST(crashes.front().text.find("has no child \"connections\"") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(what_a_supervisor_had_open_is_closed_when_it_has_given_up, web) {
  up();
  const io::address at = where();
  trap_exit();
  kill(top);
  receive<exit_signal>();
  settle();
  up({.address = to_string(at)});  // the address is free for another one
  io::stream client = io::connect(at);
  BOOST_TEST(said_back(client, "x") == "x");
  down();
  receive<exit_signal>(0s);
}

BOOST_FIXTURE_TEST_CASE(thousands_connect_and_go_while_the_acceptor_crashes, web) {
  up({.max_connections = 50});
  const io::address at = where();
  std::vector<pid> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(spawn({.place = placement::spread}, [at] {
      for (int k = 0; k < 100; ++k) {
        io::stream mine = io::connect(at, infinity);
        mine.write("x");
        std::array<char, 1> back;
        if (mine.read_some(back) == 0) stop(exit_reason("lost"));
      }
    }));
  }
  for (int i = 0; i < 3; ++i) {
    kill(child("acceptor"));
    sleep(0s);
  }
  for (const pid each : clients) await(monitor(each));
  // Only the connection that is handed over at the moment of a crash can be lost.
  BOOST_TEST(reports("actor/crash").size() <= 3U);
  settle();
  BOOST_TEST(connections() == 0U);
  down();
}

// It asks its supervisor for the connections, and the supervisor may be waiting for its end.
BOOST_AUTO_TEST_CASE(an_acceptor_that_has_just_started_obeys_its_supervisor) {
  int held_up = 0;
  for (std::uint64_t number = 1; number <= 200; ++number) {
    const network net;
    testing::node here(node_options{.network = net.core(), .interleaving = number});
    trap_exit();
    const dynamic_supervisor_spec connections{
        .child = {.start = dynamic_child_start<echo>(), .restart = restart_type::temporary}};
    const pid top = supervisor::start_link(
        {.children = {
             {.id = "connections",
              .start = child_start(connections),
              .type = child_type::supervisor},
             {.id = "acceptor",
              .start = child_start<io::acceptor>(io::acceptor_options{.address = "127.0.0.1:0"}),
              .shutdown = 60s}}});
    exit(top, exit_reason::shutdown);
    here.settle();
    held_up += is_alive(top);
    here.advance(60s);
    receive<exit_signal>();
  }
  BOOST_TEST(held_up == 0);
}

BOOST_AUTO_TEST_SUITE_END()
