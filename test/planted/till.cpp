// A till and the receipts of its customers: each is a durable_server with files of its own. A
// customer keeps a receipt when the till has said that it has the money.
#include <algorithm>
#include <fauxtp/durable_server.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/simulation.hpp>
#include <set>
#include <string>
#include <vector>

namespace till {

using namespace fauxtp;
using namespace std::chrono_literals;

struct noted {
  std::string id;
};
struct notes {
  std::set<std::string> ids;
  void apply(const noted& event) { ids.insert(event.id); }
};

struct note {
  using reply = bool;
  std::string id;
};
struct all_ids {
  using reply = std::vector<std::string>;
};

struct notebook_options {
  std::string folder;
};

class notebook : public durable_server<notebook, notes, events<noted>, calls<note, all_ids>> {
 public:
  explicit notebook(const notebook_options& args) : durable_server({.folder = args.folder}) {}

  bool handle_call(const note& request, from) {
    if (!state().ids.contains(request.id)) record(noted{request.id});
    return true;
  }
  std::vector<std::string> handle_call(all_ids, from) {
    return {state().ids.begin(), state().ids.end()};
  }
};

/// Pays what it has no receipt for, ten times in a second. If it gets no answer it crashes, and its
/// supervisor starts it again after a while.
void customer() {
  const std::vector<std::string> paid = call("receipts", all_ids{});
  for (int number = 0; number < 1000; ++number) {
    const std::string id = std::to_string(instance()) + "-" + std::to_string(number);
    if (std::ranges::count(paid, id) != 0) continue;
    call("till", note{id});
    call("receipts", note{id});
    sleep(100ms);
  }
  sleep(infinity);
}

FAUXTP_INVARIANT("who has a receipt has paid") {
  const std::vector<std::string> receipts = call("receipts", all_ids{});
  const std::vector<std::string> paid = call("till", all_ids{});
  return std::ranges::includes(paid, receipts);
}

}  // namespace till

FAUXTP_MODULE(till) {
  types.add<till::notebook>("notebook");
  types.add("customer", till::customer);
}
