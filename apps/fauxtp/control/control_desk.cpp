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
  control_server::answer give;
};

void answer_operators(const std::shared_ptr<const request_handlers>& handlers) {
  for (;;) {
    fauxtp::receive(fauxtp::on([&](question asked) {
      fauxtp::spawn(
          {.place = fauxtp::placement::spread, .label = "control/answer"},
          [handlers, asked = std::move(asked)] { asked.give(answer_line(*handlers, asked.line)); });
    }));
  }
}

}  // namespace

control_desk::control_desk(const std::string& name, const std::filesystem::path& socket,
                           request_handlers more) {
  make_socket_folder();
  const std::filesystem::path common = socket_of(name, getpid());
  if (!socket.empty()) make_way_for(socket);
  more.merge(requests_of_the_node());
  const auto handlers = std::make_shared<const request_handlers>(std::move(more));
  const fauxtp::pid desk =
      fauxtp::spawn({.label = "control/desk"}, [handlers] { answer_operators(handlers); });
  server_.emplace(socket.empty() ? common : socket,
                  [desk](std::string line, control_server::answer give) {
                    fauxtp::send(desk, question{std::move(line), std::move(give)});
                  });
  if (socket.empty()) return;
  std::filesystem::create_symlink(std::filesystem::absolute(socket), common);
  link_ = common;
}

control_desk::~control_desk() {
  if (!link_.empty()) unlink(link_.c_str());
}
