// A counter that eight tasks add to at the same time, and that runs until it is told to stop.
#include <fauxtp/fauxtp.hpp>
#include <string>
#include <vector>

// [server]
namespace counter {
struct add {  // a `reply` makes it a call
  using reply = int;
  int amount;
};
struct value {
  using reply = int;
};
struct reset {};  // none: it can only be cast

struct options {
  int start = 0;
};

class server : public fauxtp::gen_server<server,                     // itself,
                                         fauxtp::calls<add, value>,  // what it answers,
                                         fauxtp::casts<reset>> {     // what it only takes
 public:
  explicit server(options args) : count_(args.start) {}

  int handle_call(add request, fauxtp::from) { return count_ += request.amount; }
  int handle_call(value, fauxtp::from) { return count_; }
  void handle_cast(reset) { count_ = 0; }

 private:
  int count_;
};
}  // namespace counter
// [/server]

namespace counter {

/// Many callers at once need no lock: the server handles one request after the other.
void crowd() {
  constexpr int members = 8;
  constexpr int additions = 1000;
  const int before = fauxtp::call("hits", value{});

  std::vector<fauxtp::task<void>> tasks;
  tasks.reserve(members);
  for (int member = 0; member < members; ++member) {
    tasks.push_back(fauxtp::spawn_task([] {
      for (int i = 0; i < additions; ++i) fauxtp::call("hits", add{1});
    }));
  }
  for (auto& task : tasks) task.join();

  fauxtp::log(fauxtp::severity::info, std::to_string(members) + " tasks have each added 1 " +
                                          std::to_string(additions) + " times: from " +
                                          std::to_string(before) + " to " +
                                          std::to_string(fauxtp::call("hits", value{})));
}

}  // namespace counter

// [module]
FAUXTP_MODULE(counter_demo) {
  types.add<counter::server>("counter");
  types.add("crowd", counter::crowd);
}
// [/module]
