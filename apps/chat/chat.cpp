// A chat: an actor for each connection, which waits for its socket and for what others say at once.
#include <algorithm>
#include <array>
#include <chrono>
#include <fauxtp/fauxtp.hpp>
#include <set>
#include <string>
#include <utility>

namespace chat {

using namespace std::chrono_literals;

struct join {
  using reply = int;  // how many are in the room
};
struct say {
  std::string line;
};

/// Passes on what is said to all but the one who says it.
class room : public fauxtp::gen_server<room, fauxtp::calls<join>, fauxtp::casts<say>> {
 public:
  int handle_call(join, const fauxtp::from& client) {
    fauxtp::monitor(client.client);
    visitors_.insert(client.client);
    return static_cast<int>(visitors_.size());
  }
  void handle_cast(say said) {
    for (const fauxtp::pid each : visitors_) send(each, said.line);
  }
  void handle_info(fauxtp::term message) {
    if (const auto* end = message.get_if<fauxtp::down>()) visitors_.erase(end->actor);
  }

 private:
  std::set<fauxtp::pid> visitors_;
};

// [visitor]
/// One connection. Whoever sends lines to it speaks in the room.
class visitor : public fauxtp::actor {
  void run() override {
    client_ = fauxtp::receive<fauxtp::io::stream>();
    client_.write_limit(10s);  // for one who does not read
    const int visitors = fauxtp::call("room", join());
    client_.write("welcome, there are " + std::to_string(visitors) + " of you\n");
    for (;;) {
      receive(fauxtp::on([this](const std::string& line) { client_.write(line + "\n"); }),
              fauxtp::on(fauxtp::type<fauxtp::draining>,
                         [this](fauxtp::draining) {
                           client_.write("the chat closes\n");
                           fauxtp::stop();
                         }),
              fauxtp::on(fauxtp::io::readable(client_), [this] { listen(); }));
    }
  }

  void listen() {
    std::array<char, 1024> part;
    const std::size_t size = client_.read_some(part);
    if (size == 0) fauxtp::stop();
    unfinished_.append(part.data(), size);
    for (std::size_t end; (end = unfinished_.find('\n')) != std::string::npos;) {
      fauxtp::cast("room", say{unfinished_.substr(0, end)});
      unfinished_.erase(0, end + 1);
    }
    if (unfinished_.size() > 4096) fauxtp::stop();  // that is no line
  }

  fauxtp::io::stream client_;
  std::string unfinished_;
};
// [/visitor]

struct guide_options {
  std::string address;
};

std::string line_from(fauxtp::io::stream& chat) {
  std::string line;
  for (char each = 0; chat.read(std::span(&each, 1)), each != '\n';) line += each;
  return line;
}

/// Two visitors, so that there is something to see.
void guide(const guide_options& options) {
  const fauxtp::io::address at(options.address);
  fauxtp::io::stream ann = fauxtp::io::connect(at);
  fauxtp::log(fauxtp::severity::info, "Ann reads: " + line_from(ann));
  fauxtp::io::stream bob = fauxtp::io::connect(at);
  fauxtp::log(fauxtp::severity::info, "Bob reads: " + line_from(bob));
  ann.write("is anybody there?\n");
  fauxtp::log(fauxtp::severity::info, "Bob reads: " + line_from(bob));
  bob.write("yes, I am\n");
  line_from(ann);  // what she has said herself
  fauxtp::log(fauxtp::severity::info, "Ann reads: " + line_from(ann));
  // He stays until the chat closes, which it does when the guide has ended.
  fauxtp::spawn([bob = std::move(bob)]() mutable {
    line_from(bob);
    fauxtp::log(fauxtp::severity::info, "Bob reads at last: " + line_from(bob));
  });
}

}  // namespace chat

FAUXTP_MODULE(chat) {
  types.add<chat::room>("room");
  types.add<chat::visitor>("visitor");
  types.add("guide", [](const chat::guide_options& options) { chat::guide(options); });
}
