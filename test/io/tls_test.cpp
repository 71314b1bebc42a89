// TLS on streams: who is let in, who is refused, and that nobody waits for what has come.
#include "fauxtp/tls.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "actor/actors.hpp"
#include "certificate.hpp"
#include "fauxtp/listener.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct tls : testing::node {
  const certificate its;
  io::listener door{io::address("127.0.0.1:0")};

  io::tls_server_options shown() const { return {.certificate = its.file(), .key = its.key()}; }
  io::tls_client_options trusting() const { return {.authority = its.file()}; }
  io::stream client(const io::tls_client_options& options, const std::string& name = "localhost") {
    return io::secure(io::connect(door.local()), name, options);
  }
  /// A server that says back what the next connection sends; returns what went wrong.
  task<std::string> says_back(io::tls_server_options options) {
    return task<std::string>([this, options]() -> std::string {
      try {
        io::stream secured = io::tls_server(options).secure(door.accept());
        std::array<char, 20000> part;
        while (const std::size_t size = secured.read_some(part)) {
          secured.write({part.data(), size});
        }
        return "well";
      } catch (const io::error& failure) {
        return failure.what();
      }
    });
  }
  std::string refusal(const io::tls_client_options& options,
                      const std::string& name = "localhost") {
    try {
      client(options, name);
      return "none";
    } catch (const io::error& failure) {
      BOOST_TEST((failure.code() == std::errc::protocol_error));
      return failure.what();
    }
  }
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

std::string said_back(io::stream& to, std::string_view text) {
  to.write(text);
  std::string back(text.size(), ' ');
  to.read(std::span(back));
  return back;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_test)

BOOST_FIXTURE_TEST_CASE(a_stream_that_is_secured_is_a_stream, tls) {
  auto server = says_back(shown());
  {
    io::stream own = client(trusting());
    BOOST_TEST(said_back(own, "hello") == "hello");
    BOOST_TEST(said_back(own, std::string(100'000, 'x')) == std::string(100'000, 'x'));
    BOOST_TEST((own.peer() == door.local()));
  }
  BOOST_TEST(server.join() == "well");
}

BOOST_FIXTURE_TEST_CASE(what_was_sent_is_not_readable_on_the_wire, tls) {
  task<std::string> wire([this] {
    io::stream plain = door.accept();
    std::string all(300, ' ');
    all.resize(plain.read_some(std::span(all)));
    return all;
  });
  BOOST_CHECK_THROW(client(trusting()), io::error);
  BOOST_TEST(wire.join()[0] == 22);  // a handshake, RFC 8446
}

BOOST_FIXTURE_TEST_CASE(a_name_that_the_certificate_has_not_is_refused, tls) {
  auto server = says_back(shown());
  BOOST_TEST(has(refusal(trusting(), "example.org"), "certificate: hostname mismatch"));
  BOOST_TEST(server.join() != "well");
}

BOOST_FIXTURE_TEST_CASE(a_number_of_a_host_is_looked_for_in_the_certificate, tls) {
  auto server = says_back(shown());
  {
    io::stream own = client(trusting(), "127.0.0.1");
    BOOST_TEST(said_back(own, "hello") == "hello");
  }
  BOOST_TEST(server.join() == "well");
  auto other = says_back(shown());
  BOOST_TEST(has(refusal(trusting(), "127.0.0.2"), "certificate: IP address mismatch"));
  other.join();
}

BOOST_FIXTURE_TEST_CASE(an_authority_that_is_not_trusted_is_refused, tls) {
  auto server = says_back(shown());
  BOOST_TEST(has(refusal({}), "certificate: self-signed certificate"));
  BOOST_TEST(has(server.join(), "unknown ca"));
}

BOOST_FIXTURE_TEST_CASE(a_certificate_that_has_expired_is_refused_and_told_at_start, tls) {
  const certificate old("localhost", true);
  auto server = says_back({.certificate = old.file(), .key = old.key()});
  BOOST_TEST(has(refusal({.authority = old.file()}), "certificate: certificate has expired"));
  server.join();
  settle();
  bool told = false;
  for (const report& each : reports()) told = told || has(each.text, "has expired");
  BOOST_TEST(told);
}

BOOST_FIXTURE_TEST_CASE(who_does_not_verify_takes_any_certificate, tls) {
  auto server = says_back(shown());
  {
    io::stream own = client({.verify = false}, "example.org");
    BOOST_TEST(said_back(own, "hello") == "hello");
  }
  BOOST_TEST(server.join() == "well");
}

BOOST_FIXTURE_TEST_CASE(a_server_that_wants_certificates_refuses_who_has_none, tls) {
  const certificate of_client("a client");
  auto options = shown();
  options.client_authority = of_client.file();
  auto server = says_back(options);
  {
    auto with_one = trusting();
    with_one.certificate = of_client.file();
    with_one.key = of_client.key();
    io::stream own = client(with_one);
    BOOST_TEST(said_back(own, "hello") == "hello");
  }
  BOOST_TEST(server.join() == "well");
  auto refusing = says_back(options);
  io::stream without = client(trusting());  // in TLS 1.3 the client learns of it by reading
  std::array<char, 1> none;
  BOOST_CHECK_THROW(without.read_some(none), io::error);
  BOOST_TEST(has(refusing.join(), "peer did not return a certificate"));
}

BOOST_FIXTURE_TEST_CASE(who_speaks_no_tls_is_refused, tls) {
  auto server = says_back(shown());
  io::stream plain = io::connect(door.local());
  plain.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  BOOST_TEST(has(server.join(), "http request"));
}

BOOST_FIXTURE_TEST_CASE(a_server_that_speaks_no_tls_is_refused, tls) {
  task<void> server([this] { door.accept().write("220 ready\r\n"); });
  BOOST_TEST(has(refusal(trusting()), "wrong version number"));
  server.join();
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_is_cut_is_told_from_one_that_has_ended, tls,
                        *needs_descriptors) {
  auto server = says_back(shown());
  io::stream own = client(trusting());
  const io::stream cut(dup(own.descriptor()));
  shutdown(cut.descriptor(), SHUT_WR);
  BOOST_TEST(has(server.join(), "ended the connection without saying so"));
}

BOOST_FIXTURE_TEST_CASE(a_handshake_that_does_not_come_ends_with_its_time, tls) {
  io::stream silent = io::connect(door.local());
  task<std::string> server([this]() -> std::string {
    io::stream secured = io::tls_server(shown()).secure(door.accept());
    secured.read_limit(5s);
    try {
      std::array<char, 10> part;
      secured.read_some(part);
      return "well";
    } catch (const io::error& failure) {
      return failure.code().message();
    }
  });
  settle();
  BOOST_TEST(is_alive(server.actor()));
  advance(5s);
  BOOST_TEST(server.join() == "Connection timed out");
  task<std::string> impatient([this]() -> std::string {
    try {
      io::secure(io::connect(door.local()), "localhost", trusting(), 3s);
      return "well";
    } catch (const io::error& failure) {
      return failure.code().message();
    }
  });
  settle();
  advance(3s);
  BOOST_TEST(impatient.join() == "Connection timed out");
}

BOOST_FIXTURE_TEST_CASE(a_receive_is_told_of_what_was_decrypted_already, tls) {
  auto server = says_back(shown());
  {
    io::stream own = client(trusting());
    own.write("hello");
    std::string read;
    while (read.size() < 5) {
      receive(on(io::readable(own), [&] {
        std::array<char, 1> one;
        if (own.read_some(one) == 1) read += one[0];
      }));
    }
    BOOST_TEST(read == "hello");
    own.write("again");
    for (read.clear(); read.size() < 5;) {
      const ref number = own.notify_readable();
      BOOST_TEST((receive<io::readable_notice>().number == number));
      std::array<char, 2> two;
      read.append(two.data(), own.read_some(two));
    }
    BOOST_TEST(read == "again");
  }
  server.join();
}

BOOST_FIXTURE_TEST_CASE(the_end_is_told_although_the_other_side_keeps_the_connection, tls) {
  task<void> server([this] {
    io::stream secured = io::tls_server(shown()).secure(door.accept());
    std::array<char, 5> part;
    secured.read(part);
    secured.write("hello");
    secured.end_writing();
    receive<int>();
  });
  io::stream own = client(trusting());
  own.write("hello");
  settle();
  std::array<char, 100> part;
  BOOST_TEST(own.read_some(part) == 5U);
  BOOST_TEST(own.read_some(part) == 0U);
  send(server.actor(), 1);
  server.join();
}

BOOST_FIXTURE_TEST_CASE(who_writes_first_waits_for_the_handshake, tls) {
  task<void> server([this] { io::tls_server(shown()).secure(door.accept()).write("hello"); });
  io::stream own = client(trusting());
  std::array<char, 5> part;
  own.read(part);
  BOOST_TEST(std::string_view(part.data(), 5) == "hello");
  server.join();
}

BOOST_FIXTURE_TEST_CASE(a_secured_stream_goes_to_an_actor_on_any_worker, tls) {
  auto server = says_back(shown());
  io::stream own = client(trusting());
  const pid other = spawn({.place = placement::spread}, [test = self()] {
    auto taken = receive<io::stream>();
    send(test, said_back(taken, "from there"));
  });
  send(other, std::move(own));
  BOOST_TEST(receive<std::string>() == "from there");
  BOOST_TEST(server.join() == "well");
}

BOOST_FIXTURE_TEST_CASE(both_sides_agree_on_a_protocol, tls) {
  auto options = shown();
  options.protocols = {"h2", "http/1.1"};
  auto server = says_back(options);
  {
    auto speaking = trusting();
    speaking.protocols = {"spdy/1", "http/1.1"};
    BOOST_TEST(client(speaking).protocol() == "http/1.1");
  }
  BOOST_TEST(server.join() == "well");
  auto other = says_back(options);
  auto speaking = trusting();
  speaking.protocols = {"spdy/1"};
  BOOST_TEST(has(refusal(speaking), "no application protocol"));
  other.join();
}

BOOST_FIXTURE_TEST_CASE(files_that_are_wrong_are_told_with_their_names, tls) {
  const certificate other("localhost");
  const auto complaint = [](io::tls_server_options options) -> std::string {
    try {
      io::tls_server made(std::move(options));
      return "none";
    } catch (const io::error& failure) {
      return failure.what();
    }
  };
  BOOST_TEST(has(complaint({.certificate = "/none.pem", .key = its.key()}),
                 "read certificate /none.pem: No such file"));
  BOOST_TEST(has(complaint({.certificate = its.file(), .key = "/none.pem"}),
                 "read key /none.pem: No such file"));
  BOOST_TEST(
      has(complaint({.certificate = its.key(), .key = its.key()}), "use certificate " + its.key()));
  BOOST_TEST(has(complaint({.certificate = its.file(), .key = other.key()}),
                 "use key " + other.key() + " (it is not that of " + its.file() + ")"));
}

BOOST_FIXTURE_TEST_CASE(a_certificate_that_has_changed_is_shown_to_the_next_client, tls) {
  io::tls_server server(shown());
  const auto meet = [&](const std::string& name) {
    task<void> serving([&] {
      try {
        io::stream secured = server.secure(door.accept());
        std::array<char, 1> part;
        secured.read_some(part);
      } catch (const io::error&) {
      }
    });
    const std::string refused = refusal(trusting(), name);
    serving.join();
    return refused;
  };
  BOOST_TEST(meet("localhost") == "none");
  its.make("example.org");
  BOOST_TEST(meet("example.org") == "none");
  std::filesystem::resize_file(its.key(), 10);
  const certificate none("nobody");
  BOOST_TEST(meet("example.org") == "none");
}

BOOST_FIXTURE_TEST_CASE(a_thousand_connections_leave_nothing, tls) {
  const auto descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  const pid server = spawn([this] {
    io::tls_server secured(shown());
    for (;;) {
      spawn([connection = secured.secure(door.accept())]() mutable {
        try {
          std::array<char, 100> part;
          while (const std::size_t size = connection.read_some(part)) {
            connection.write({part.data(), size});
          }
        } catch (const io::error&) {
        }
      });
    }
  });
  settle();
  const auto before = descriptors();
  for (int i = 0; i < 1000; ++i) {
    io::stream own = client(trusting());
    if (i % 3 == 0) own.reset();
    if (i % 3 == 1) BOOST_TEST(said_back(own, "hello") == "hello");
  }
  settle();
  // Each worker has two of its own from its first wait on.
  BOOST_TEST(descriptors() <= before + 2 * workers_wanted());
  exit(server, exit_reason::kill);
  settle();
}

BOOST_AUTO_TEST_SUITE_END()
