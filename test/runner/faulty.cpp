// Actors with faults that a simulation is to find.
#include <atomic>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/simulation.hpp>
#include <stdexcept>

namespace faulty {

using namespace fauxtp;
using namespace std::chrono_literals;

void crashes_by_itself() {
  sleep(5s);
  throw std::runtime_error("for no reason");
}

void starts_once() {
  static std::atomic<int> starts{0};
  if (++starts > 1) throw std::runtime_error("the port is taken");
  sleep(infinity);
}

class never_ready_again : public actor {
  void init() override {
    static std::atomic<int> starts{0};
    if (++starts > 1) sleep(infinity);
  }
  void run() override { sleep(infinity); }
};

void leaves_one_behind() {
  spawn([] { sleep(infinity); });
  sleep(infinity);
}

void ends_the_process() {
  sleep(1s);
  std::abort();
}

void never_waits() {
  sleep(1s);
  for (std::atomic<bool> ever{true}; ever;) {
  }
}

/// Between the look and the deed another one may have taken the name.
void takes_a_free_name() {
  if (whereis("leader")) return;
  if (!register_name("leader", self())) throw std::logic_error("the name was free");
  sleep(infinity);
}

struct get {
  using reply = int;
};
struct put {
  using reply = bool;
  int value;
};
class cell : public gen_server<cell, calls<get, put>> {
 public:
  int handle_call(get, from) { return value_; }
  bool handle_call(put request, from) {
    value_ = request.value;
    return true;
  }

 private:
  int value_ = 0;
};

std::atomic<int> additions{0};

/// Two of them at once lose an addition.
void adds() {
  call("cell", put{call("cell", get{}) + 1});
  ++additions;
  sleep(infinity);
}

FAUXTP_INVARIANT("all additions are in the cell") {
  return !whereis("cell") || additions == call("cell", get{});
}

FAUXTP_INVARIANT("an invariant can be asked") {
  if (whereis("breaks_the_invariant")) throw std::runtime_error("there is no way to know");
  return true;
}

void waits() { sleep(infinity); }

}  // namespace faulty

FAUXTP_MODULE(faulty) {
  types.add<faulty::cell>("cell");
  types.add<faulty::never_ready_again>("never_ready_again");
  types.add("adds", faulty::adds);
  types.add("crashes_by_itself", faulty::crashes_by_itself);
  types.add("ends_the_process", faulty::ends_the_process);
  types.add("leaves_one_behind", faulty::leaves_one_behind);
  types.add("never_waits", faulty::never_waits);
  types.add("starts_once", faulty::starts_once);
  types.add("takes_a_free_name", faulty::takes_a_free_name);
  types.add("waits", faulty::waits);
}
