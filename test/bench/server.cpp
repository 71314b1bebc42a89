// A server for load/main.cpp to ask, as an application would have it: an acceptor, and an actor for
// each connection. "server echo" says back what it reads, "server http" answers "hello".
#include <array>
#include <cstdlib>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/http.hpp>
#include <iostream>
#include <string_view>

namespace {

using namespace fauxtp;

class echo : public actor {
  void run() override {
    auto client = receive<io::stream>();
    std::array<char, 4096> part;
    while (const std::size_t size = client.read_some(part)) client.write({part.data(), size});
    stop();
  }
};

class greeter : public http::connection {
  http::response handle(const http::request&) override { return http::answer("hello"); }
};

/// The acceptor tells its port to the log only, with much that would cost something.
io::address free_address() { return io::listener(io::address("127.0.0.1:0")).local(); }

template <class Connection>
void serve(const io::address& at) {
  const dynamic_supervisor_spec connections{
      .child = {.start = dynamic_child_start<Connection>(), .restart = restart_type::temporary}};
  const io::acceptor_options options{.address = to_string(at), .max_connections = 20'000};
  supervisor::start_link(
      {.strategy = strategy::rest_for_one,
       .children = {
           {.id = "connections", .start = child_start(connections), .type = child_type::supervisor},
           {.id = "acceptor",
            .start = child_start<io::acceptor>(options),
            .restart = restart_type::permanent}}});
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view protocol = argc == 2 ? argv[1] : "";
  if (protocol != "echo" && protocol != "http") {
    std::cerr << "bench_server echo|http\n";
    return 2;
  }
  node_options options;
  options.workers = 1;
  options.log_level = severity::notice;  // OTP's default
  const node here(options);
  const io::address at = free_address();
  protocol == "echo" ? serve<echo>(at) : serve<greeter>(at);
  std::cout << at.port() << std::endl;
  receive<draining>();  // until it is killed
}
