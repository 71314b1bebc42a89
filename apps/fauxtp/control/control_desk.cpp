// The place where operators' requests arrive.
#include "control/control_desk.hpp"

#include <unistd.h>

#include <memory>

#include "control/socket_folder.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"

namespace {

struct question {
  std::string line;
  control_answer answer;
};

/// All requests that may be made; the actors that answer share it.
struct request_book {
  request_handlers requests;
  stream_handlers streams;
};

void answer_operators(const std::shared_ptr<const request_book>& book) {
  for (;;) {
    fauxtp::receive(fauxtp::on([&book](question asked) {
      fauxtp::spawn({.label = "fauxtp/answer"}, [book, asked = std::move(asked)] {
        answer_request(book->requests, book->streams, asked.line, asked.answer);
      });
    }));
  }
}

}  // namespace

control_desk::control_desk(const running_tree& tree, const std::filesystem::path& socket,
                           request_handlers more) {
  more.merge(requests_about(tree));
  const auto book =
      std::make_shared<const request_book>(request_book{std::move(more), streams_about(tree)});
  const fauxtp::pid desk = fauxtp::spawn(
      {.place = fauxtp::placement::calling_thread, .label = "fauxtp/desk", .observer = true},
      [book] { answer_operators(book); });
  const auto handle = [desk](std::string line, control_answer answer) {
    fauxtp::send(desk, question{std::move(line), std::move(answer)});
  };
  if (!socket.empty()) {
    require_free(socket);
    server_.emplace(socket, handle);
    link_to(socket, tree.application);
    return;
  }
  const folder_lock alone(make_socket_folder());
  server_.emplace(free_socket(tree.application, getpid()), handle);
}

// The link is made aside and renamed to its place, so that it replaces a link to a socket that is
// gone.
void control_desk::link_to(const std::filesystem::path& socket, const std::string& application) {
  try {
    const std::filesystem::path folder = make_socket_folder();
    const folder_lock alone(folder);
    const std::filesystem::path made = folder / ("." + std::to_string(getpid()) + ".link");
    unlink(made.c_str());
    std::filesystem::create_symlink(std::filesystem::absolute(socket), made);
    link_ = free_socket(application, getpid());
    std::filesystem::rename(made, link_);
  } catch (const std::runtime_error& failure) {
    link_.clear();
    note_ = std::string("not found by its name, only by `-a ") +
            std::filesystem::absolute(socket).string() + "`: " + failure.what();
  }
}

control_desk::~control_desk() {
  if (!link_.empty()) unlink(link_.c_str());
}
