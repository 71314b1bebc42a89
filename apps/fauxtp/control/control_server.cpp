// The socket that an operator talks to.
#include "control/control_server.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;

namespace {

constexpr std::size_t longest_line = 1 << 20;
constexpr std::size_t most_clients = 256;

constexpr const char* too_long =
    R"({"error": {"code": 2, "message": "the request is longer than a megabyte"}})";
constexpr const char* too_many =
    R"({"error": {"code": 1, "message": "more than 256 clients at a time"}})";

bool belongs_to_us(stream_protocol::socket& client) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(client.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == geteuid() || peer.uid == 0);
}

class session;
using sessions = std::set<std::shared_ptr<session>>;

/// One client: reads a line, writes its answer, reads the next one. It lives as long as it stands
/// among the others. While an answer goes on, whatever comes from the client ends it.
class session : public std::enable_shared_from_this<session> {
 public:
  session(stream_protocol::socket client, std::shared_ptr<asio::io_context> context,
          const control_server::handler& handle, sessions& all)
      : context_(std::move(context)), client_(std::move(client)), handle_(handle), all_(all) {}

  void read() {
    asio::async_read_until(client_, asio::dynamic_buffer(received_, longest_line), '\n',
                           [self = shared_from_this()](error_code error, std::size_t size) {
                             if (!error) return self->ask(size);
                             self->closing_ = true;
                             if (error == asio::error::not_found) {
                               return self->write(too_long, true);
                             }
                             self->end();
                           });
  }
  /// After this answer nothing is read.
  void close_with(std::string answer) {
    closing_ = true;
    write(std::move(answer), true);
  }

 private:
  void ask(std::size_t size) {
    std::string line = received_.substr(0, size - 1);
    received_.erase(0, size);
    const auto notify = [weak = weak_from_this(), context = context_] {
      asio::post(*context, [weak] {
        if (const auto self = weak.lock()) self->write_next();
      });
    };
    answer_ = std::make_shared<control_answer::outlet>(notify);
    handle_(std::move(line), control_answer(answer_));
  }
  void write_next() {
    if (writing_ || answer_ == nullptr) return;
    control_answer::outlet::line next = answer_->take();
    if (next.text.empty()) return;
    if (!next.last) watch_for_end();
    write(std::move(next.text), next.last);
  }
  void write(std::string answer, bool last) {
    writing_ = true;
    sent_ = std::move(answer) + "\n";
    asio::async_write(client_, asio::buffer(sent_),
                      [self = shared_from_this(), last](error_code error, std::size_t) {
                        self->writing_ = false;
                        if (error || (last && self->closing_)) return self->end();
                        last ? self->answered() : self->write_next();
                      });
  }
  void answered() {
    answer_ = nullptr;
    if (std::exchange(streaming_, false)) return end();
    read();
  }
  void watch_for_end() {
    if (std::exchange(streaming_, true)) return;
    client_.async_wait(stream_protocol::socket::wait_read, [self = shared_from_this()](error_code) {
      if (self->streaming_) self->end();
    });
  }
  void end() {
    if (answer_ != nullptr) answer_->close();
    error_code ignored;
    client_.close(ignored);
    all_.erase(shared_from_this());
  }

  std::shared_ptr<asio::io_context> context_;
  stream_protocol::socket client_;
  const control_server::handler& handle_;
  sessions& all_;
  std::string received_;
  std::string sent_;
  bool closing_ = false;
  bool writing_ = false;
  bool streaming_ = false;
  std::shared_ptr<control_answer::outlet> answer_;
};

}  // namespace

class control_server::impl {
 public:
  impl(const std::filesystem::path& socket, handler handle)
      : path_(socket), handle_(std::move(handle)), acceptor_(*context_) {
    try {
      const stream_protocol::endpoint here(socket.string());
      acceptor_.open();
      fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);
      acceptor_.bind(here);
      chmod(socket.c_str(), 0600);
      acceptor_.listen();
    } catch (const std::exception& failure) {  // a boost::system::system_error
      throw std::runtime_error("cannot listen on " + socket.string() + ": " + failure.what());
    }
    accept();
    thread_ = std::thread([this] { context_->run(); });
  }
  ~impl() {
    context_->stop();
    thread_.join();
    unlink(path_.c_str());
  }

 private:
  void accept() {
    acceptor_.async_accept([this](error_code error, stream_protocol::socket client) {
      if (error == asio::error::operation_aborted) return;
      if (!error) fcntl(client.native_handle(), F_SETFD, FD_CLOEXEC);
      if (!error && belongs_to_us(client)) greet(std::move(client));
      accept();
    });
  }

  void greet(stream_protocol::socket client) {
    const bool full = sessions_.size() >= most_clients;
    const auto made = std::make_shared<session>(std::move(client), context_, handle_, sessions_);
    sessions_.insert(made);
    full ? made->close_with(too_many) : made->read();
  }

  std::filesystem::path path_;
  handler handle_;
  std::shared_ptr<asio::io_context> context_ = std::make_shared<asio::io_context>(1);
  stream_protocol::acceptor acceptor_;
  sessions sessions_;
  std::thread thread_;
};

control_server::control_server(const std::filesystem::path& socket, handler handle)
    : impl_(std::make_unique<impl>(socket, std::move(handle))) {}
control_server::~control_server() = default;
