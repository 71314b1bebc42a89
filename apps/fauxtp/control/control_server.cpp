// The socket to which an operator's client connects.
#include "control/control_server.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "control/socket_folder.hpp"

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

// How long no client is let in after there was no descriptor for one.
constexpr std::chrono::milliseconds until_next_try{100};

bool belongs_to_us(stream_protocol::socket& client) {
  const std::optional<peer> who = peer_of(client.native_handle());
  return who && is_trusted(who->user);
}

/// The socket is made aside, and put into place when it listens already: so a socket in place
/// listens, or is dead.
int listening_socket(const std::filesystem::path& place) {
  const std::filesystem::path aside =
      place.parent_path() / ("." + std::to_string(getpid()) + ".new");
  const stream_protocol::endpoint here(aside.string());
  static_cast<void>(stream_protocol::endpoint(place.string()));  // throws if it is too long
  const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (made < 0) throw std::system_error(errno, std::generic_category());
  unlink(aside.c_str());
  fchmod(made, 0600);  // before there is anything to open
  if (bind(made, here.data(), static_cast<socklen_t>(here.size())) != 0 ||
      listen(made, SOMAXCONN) != 0 || rename(aside.c_str(), place.c_str()) != 0) {
    const int why = errno;
    unlink(aside.c_str());
    close(made);
    throw std::system_error(why, std::generic_category());
  }
  return made;
}

/// Tells the file from another one that may come to lie there.
std::pair<dev_t, ino_t> identity_of(const std::filesystem::path& file) {
  struct stat found {};
  return lstat(file.c_str(), &found) == 0 ? std::pair(found.st_dev, found.st_ino)
                                          : std::pair(dev_t{}, ino_t{});
}

class session;
using sessions = std::set<std::shared_ptr<session>>;

/// One client: reads a line, writes its answer, reads the next line. It lives as long as it is in
/// the set of all sessions. While an answer goes on, anything that the client sends ends it.
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
  /// Writes this answer, and reads nothing any more.
  void close_with(std::string answer) {
    closing_ = true;
    write(std::move(answer), true);
  }
  void end() {
    if (answer_ != nullptr) answer_->close();
    error_code ignored;
    client_.close(ignored);
    all_.erase(shared_from_this());
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
    watch_for_hang_up();
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
  /// A client that has closed only its sending side still waits for the answer.
  void watch_for_hang_up() {
    if (std::exchange(watching_, true)) return;
    client_.async_wait(stream_protocol::socket::wait_error,
                       [self = shared_from_this()](error_code error) {
                         self->watching_ = false;
                         if (!error && self->has_gone()) self->end();
                       });
  }
  bool has_gone() {
    pollfd seen{client_.native_handle(), 0, 0};
    return poll(&seen, 1, 0) > 0 && (seen.revents & (POLLHUP | POLLERR)) != 0;
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
  bool watching_ = false;
  std::shared_ptr<control_answer::outlet> answer_;
};

}  // namespace

class control_server::impl {
 public:
  impl(const std::filesystem::path& socket, handler handle)
      : path_(socket), handle_(std::move(handle)), acceptor_(*context_) {
    try {
      acceptor_.assign(stream_protocol(), listening_socket(socket));
      identity_ = identity_of(socket);
    } catch (const std::exception& failure) {  // a boost::system::system_error
      throw std::runtime_error("cannot listen on " + socket.string() + ": " + failure.what());
    }
    accept();
    thread_ = std::thread([this] {
      pthread_setname_np(pthread_self(), "fauxtp/control");
      context_->run();
    });
  }
  ~impl() {
    context_->stop();
    thread_.join();
    // What waits for a client keeps its session, and that keeps the context: it is let go here.
    error_code ignored;
    acceptor_.close(ignored);
    while (!sessions_.empty()) (*sessions_.begin())->end();
    context_->restart();
    context_->poll();
    if (identity_of(path_) == identity_) unlink(path_.c_str());
  }

 private:
  void accept() {
    acceptor_.async_wait(stream_protocol::acceptor::wait_read, [this](error_code error) {
      if (error == asio::error::operation_aborted) return;
      if (error) return accept_later();
      // Accepts by hand: Asio's accept would let a program that an actor starts meanwhile inherit
      // the descriptor.
      const int made =
          accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      const bool gone = errno == EAGAIN || errno == ECONNABORTED || errno == EINTR;
      if (made < 0 && !gone) return accept_later();
      if (made >= 0) {
        stream_protocol::socket client(*context_, stream_protocol(), made);
        if (belongs_to_us(client)) greet(std::move(client));
      }
      accept();
    });
  }

  /// There is no descriptor, or no memory, for a client: it has to wait, and the server tries again
  /// later.
  void accept_later() {
    timer_.expires_after(until_next_try);
    timer_.async_wait([this](error_code error) {
      if (!error) accept();
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
  asio::steady_timer timer_{*context_};
  std::pair<dev_t, ino_t> identity_{};
  sessions sessions_;
  std::thread thread_;
};

control_server::control_server(const std::filesystem::path& socket, handler handle)
    : impl_(std::make_unique<impl>(socket, std::move(handle))) {}
control_server::~control_server() = default;
