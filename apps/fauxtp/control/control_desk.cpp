// Where requests of operators arrive.
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

/// What may be asked; all who answer share it.
struct request_book {
  request_handlers requests;
  stream_handlers streams;
};

void answer_operators(const std::shared_ptr<const request_book>& book) {
  for (;;) {
    fauxtp::receive(fauxtp::on([&book](question asked) {
      fauxtp::spawn({.label = "control/answer"}, [book, asked = std::move(asked)] {
        answer_request(book->requests, book->streams, asked.line, asked.answer);
      });
    }));
  }
}

}  // namespace

control_desk::control_desk(const running_tree& tree, const std::filesystem::path& socket,
                           request_handlers more) {
  make_socket_folder();
  const std::filesystem::path common = socket_of(tree.application, getpid());
  if (!socket.empty()) make_way_for(socket);
  more.merge(requests_about(tree));
  const auto book =
      std::make_shared<const request_book>(request_book{std::move(more), streams_about(tree)});
  const fauxtp::pid desk =
      fauxtp::spawn({.place = fauxtp::placement::calling_thread, .label = "control/desk"},
                    [book] { answer_operators(book); });
  server_.emplace(socket.empty() ? common : socket,
                  [desk](std::string line, control_answer answer) {
                    fauxtp::send(desk, question{std::move(line), std::move(answer)});
                  });
  if (socket.empty()) return;
  std::filesystem::create_symlink(std::filesystem::absolute(socket), common);
  link_ = common;
}

control_desk::~control_desk() {
  if (!link_.empty()) unlink(link_.c_str());
}
