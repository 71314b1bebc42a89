// Does right all that the other files here do wrong, so this file compiles.
#include <memory>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/supervisor.hpp"

using namespace std::chrono_literals;
using fauxtp::any;

struct add {
  using reply = int;
  int amount;
};
struct flush {
  using reply = void;
};
struct reset {};

class server : public fauxtp::gen_server<server, fauxtp::calls<add, flush>, fauxtp::casts<reset>> {
 public:
  explicit server(int first) : count_(first) {}
  int handle_call(add request, fauxtp::from) { return count_ += request.amount; }
  void handle_call(flush, fauxtp::from) {}
  void handle_cast(reset) { count_ = 0; }

 private:
  int count_;
};

void count(int from, int to);

int use(fauxtp::pid to, std::unique_ptr<int> owned) {
  fauxtp::start<server>(1);
  fauxtp::child_start<server>(1);
  fauxtp::spawn(count, 1, 2);
  fauxtp::call(to, add{1});
  fauxtp::call(to, flush{});
  fauxtp::cast(to, reset{});
  fauxtp::send(to, "text");
  fauxtp::send(to, fauxtp::tuple("owned", std::move(owned)));
  fauxtp::receive(fauxtp::on(fauxtp::any, [](const fauxtp::term&) {}), fauxtp::after(1s));
  return fauxtp::receive(
      fauxtp::on(fauxtp::tuple("add", any, any), [](int a, int b) { return a + b; }),
      fauxtp::on(fauxtp::type<std::string>, [](std::string_view) { return 0; }),
      fauxtp::after(1s, [] { return -1; }));
}
