// Connections that say back what they are told, and goodbye when all is to end.
#include <array>
#include <fauxtp/fauxtp.hpp>

using namespace fauxtp;

namespace {

class says_back : public actor {
  void run() override {
    client_ = receive<io::stream>();
    for (;;) {
      receive(on(type<draining>, [this](draining) { client_.write("goodbye\n"); }),
              on(io::readable(client_), [this] {
                std::array<char, 1024> part;
                const std::size_t size = client_.read_some(part);
                if (size == 0) stop();
                client_.write({part.data(), size});
              }));
    }
  }
  io::stream client_;
};

}  // namespace

FAUXTP_MODULE(says_back) { types.add<says_back>("says_back"); }
