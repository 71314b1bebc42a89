// A program whose node is a static object, which is destroyed after main's thread has ended.
#include <cstdio>

#include "fauxtp/link.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"

namespace {

fauxtp::node& home() {
  struct last_word {
    ~last_word() {
      if (home.actors() == 0) std::fputs("no actor is left\n", stderr);
    }
    fauxtp::node home{{.workers = 2}};
  };
  static last_word only;
  return only.home;
}

}  // namespace

int main() {
  home();
  const fauxtp::pid starter = fauxtp::self();
  fauxtp::spawn([starter] {
    fauxtp::trap_exit(true);
    fauxtp::send(starter, 1);
    const auto end = fauxtp::receive<fauxtp::exit_signal>();
    std::fprintf(stderr, "the actor ends: %s\n", to_string(end.reason).c_str());
  });
  fauxtp::receive<int>();
  std::fputs("main returns\n", stderr);
  return 7;
}
