// Where requests of operators arrive.
#include "control/control_desk.hpp"

#include <unistd.h>

#include "control/requests.hpp"
#include "control/socket_folder.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"

namespace {

struct question {
  std::string line;
  control_server::answer give;
};

void answer_operators() {
  for (;;) {
    fauxtp::receive(fauxtp::on([](question asked) {
      fauxtp::spawn({.place = fauxtp::placement::spread, .label = "control/answer"},
                    [asked = std::move(asked)] { asked.give(answer_line(asked.line)); });
    }));
  }
}

}  // namespace

control_desk::control_desk(const std::string& name) {
  make_socket_folder();
  const fauxtp::pid desk = fauxtp::spawn({.label = "control/desk"}, answer_operators);
  server_.emplace(socket_of(name, getpid()), [desk](std::string line, control_server::answer give) {
    fauxtp::send(desk, question{std::move(line), std::move(give)});
  });
}
