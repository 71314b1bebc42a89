// Boost.Asio and Boost.Beast by callbacks, one io_context on one thread, as their own examples have
// it: "server echo" says back what it reads, "server http" answers "hello".
#include <array>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string_view>
#include <utility>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using failure = boost::system::error_code;

class echo : public std::enable_shared_from_this<echo> {
 public:
  explicit echo(tcp::socket socket) : socket_(std::move(socket)) {}
  void read() {
    socket_.async_read_some(asio::buffer(part_),
                            [self = shared_from_this()](failure failed, std::size_t size) {
                              if (!failed) self->write(size);
                            });
  }

 private:
  void write(std::size_t size) {
    asio::async_write(socket_, asio::buffer(part_, size),
                      [self = shared_from_this()](failure failed, std::size_t) {
                        if (!failed) self->read();
                      });
  }

  tcp::socket socket_;
  std::array<char, 4096> part_;
};

class greeter : public std::enable_shared_from_this<greeter> {
 public:
  explicit greeter(tcp::socket socket) : stream_(std::move(socket)) {}
  void read() {
    asked_ = {};
    stream_.expires_after(std::chrono::seconds(60));
    http::async_read(stream_, buffer_, asked_,
                     [self = shared_from_this()](failure failed, std::size_t) {
                       if (!failed) self->write();
                     });
  }

 private:
  void write() {
    answer_ = {http::status::ok, asked_.version()};
    answer_.set(http::field::content_type, "text/plain");
    answer_.keep_alive(asked_.keep_alive());
    answer_.body() = "hello";
    answer_.prepare_payload();
    http::async_write(stream_, answer_, [self = shared_from_this()](failure failed, std::size_t) {
      if (failed) return;
      if (self->answer_.keep_alive()) return self->read();
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, failed);
    });
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> asked_;
  http::response<http::string_body> answer_;
};

template <class Connection>
void accept(tcp::acceptor& door) {
  door.async_accept([&door](failure failed, tcp::socket socket) {
    if (!failed) {
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Connection>(std::move(socket))->read();
    }
    accept<Connection>(door);
  });
}

int main(int argc, char** argv) {
  asio::io_context context(1);
  tcp::acceptor door(context, {asio::ip::address_v4::loopback(), 0});
  std::printf("%d\n", door.local_endpoint().port());
  std::fflush(stdout);
  argc == 2 && std::string_view(argv[1]) == "http" ? accept<greeter>(door) : accept<echo>(door);
  context.run();
}
