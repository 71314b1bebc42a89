// The first program to run: a counter that crashes, and a guide that shows that the counter is
// back.
#include <fauxtp/fauxtp.hpp>
#include <stdexcept>
#include <string>

namespace quickstart {

using namespace std::chrono_literals;

struct add {
  using reply = int;
  int amount;
};
struct break_down {};

/// The args that the file may give to the counter.
struct options {
  int start = 0;
};

class counter : public fauxtp::gen_server<counter, fauxtp::calls<add>, fauxtp::casts<break_down>> {
 public:
  explicit counter(options args) : count_(args.start) {}

  int handle_call(add request, fauxtp::from) { return count_ += request.amount; }
  void handle_cast(break_down) { throw std::runtime_error("somebody broke the counter"); }

 private:
  int count_;
};

/// Counts what the guide tells it. It is a neighbour of the counter, and the crash must not disturb
/// it.
class diary : public fauxtp::gen_server<diary> {
 public:
  fauxtp::term handle_call(fauxtp::term, fauxtp::from) { return lines_; }
  void handle_cast(fauxtp::term) { ++lines_; }

 private:
  int lines_ = 0;
};

void tell(const std::string& line) {
  fauxtp::log(fauxtp::severity::info, line);
  fauxtp::cast("diary", line);
}

/// A plain function as an actor: it reads from top to bottom, and waits where a call or a receive
/// stands.
void guide() {
  tell("add 5 to the counter, which starts at 10: it says " +
       std::to_string(fauxtp::call("counter", add{5})));

  const auto watch = fauxtp::monitor("counter");
  fauxtp::cast("counter", break_down{});
  fauxtp::receive(fauxtp::on([&](const fauxtp::down& end) {
    if (end.monitor == watch) tell("the counter has crashed: " + to_string(end.reason));
  }));
  fauxtp::wait_for_name("counter", 1s);

  tell("add 5 again: the supervisor has started it anew, so it says " +
       std::to_string(fauxtp::call("counter", add{5})));
  tell("the diary next to it was not disturbed: it has " +
       to_string(fauxtp::call("diary", "lines")) + " lines");
}

}  // namespace quickstart

FAUXTP_MODULE(quickstart) {
  types.add<quickstart::counter>("counter");
  types.add<quickstart::diary>("diary");
  types.add("guide", quickstart::guide);
}
