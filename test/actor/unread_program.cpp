// A program whose actors log to a standard error that no process reads. It ends all the same.
#include "fauxtp/link.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/spawn.hpp"

int main() {
  {
    const fauxtp::node home({.workers = 1});
    fauxtp::spawn_monitor([] {
      for (int i = 0; i < 100; ++i) fauxtp::log(fauxtp::severity::info, std::string(1000, 'x'));
      throw 1;
    });
    fauxtp::receive<fauxtp::down>();
  }
  fauxtp::log(fauxtp::severity::info, "outside of all actors");
}
