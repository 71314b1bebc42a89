// A server and a client, with faults that only a network that goes wrong shows.
#include <array>
#include <atomic>
#include <cerrno>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/listener.hpp>
#include <fauxtp/simulation.hpp>
#include <fauxtp/stream.hpp>
#include <string>

namespace doubling {

using namespace fauxtp;
using namespace std::chrono_literals;

const io::address at("127.0.0.1:7000");

using number = std::array<std::byte, 4>;
number bytes_of(unsigned value) {
  number all{};
  for (std::byte& each : all) each = std::byte(std::exchange(value, value >> 8) & 0xff);
  return all;
}
unsigned value_of(const number& all) {
  unsigned value = 0;
  for (std::size_t i = all.size(); i > 0; --i) value = value << 8 | unsigned(all[i - 1]);
  return value;
}

/// Answers each number with twice that.
void serve(io::stream& client) {
  client.read_limit(10s);
  try {
    for (;;) {
      number asked{};
      client.read(asked);
      client.write(bytes_of(2 * value_of(asked)));
    }
  } catch (const io::error&) {
  }
}
void server() {
  io::listener door(at);
  for (;;) {
    spawn_link([client = door.accept()]() mutable { serve(client); });
  }
}

struct options {
  /// What is done wrong: "none", "never_connects_again", "keeps_the_connection", "is_in_a_hurry",
  /// "waits_for_ever" or "reads_once".
  std::string mistake = "none";
};

std::atomic<int> answers{0}, wrong_answers{0};

unsigned answer_to(io::stream& connection, unsigned asked, const options& args) {
  connection.write(bytes_of(asked));
  number answer{};
  if (args.mistake == "reads_once") {
    connection.read_some(answer);
  } else {
    connection.read(answer);
  }
  return value_of(answer);
}

/// Asks each number until it is answered; a connection that fails is left.
void client(options args) {
  io::stream connection;
  for (unsigned asked = 1;; sleep(1s)) {
    try {
      if (!connection.is_open()) {
        connection = io::connect(at);
        if (args.mistake != "waits_for_ever") connection.read_limit(3s);
        if (args.mistake == "is_in_a_hurry") connection.read_limit(200ms);
      }
      const unsigned answer = answer_to(connection, asked, args);
      ++(answer == 2 * asked ? answers : wrong_answers);
      ++asked;
    } catch (const io::error& failed) {
      const int error = failed.code().value();
      const bool keeps = args.mistake == "keeps_the_connection" || args.mistake == "is_in_a_hurry";
      if (args.mistake == "never_connects_again" && error == ECONNRESET) sleep(infinity);
      if (keeps && error == ETIMEDOUT) {
        ++asked;
      } else {
        connection.close();
      }
    }
  }
}

FAUXTP_INVARIANT("each answer is that to its question") { return wrong_answers == 0; }

FAUXTP_INVARIANT("there are always more answers") {
  static int before = -1;
  return !whereis("client") || std::exchange(before, answers.load()) < answers;
}

}  // namespace doubling

FAUXTP_MODULE(doubling) {
  types.add("server", doubling::server);
  types.add("client", doubling::client);
}
