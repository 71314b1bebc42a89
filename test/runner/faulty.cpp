// Actors with faults that a simulation is to find.
#include <sys/random.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/simulation.hpp>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

namespace faulty {

using namespace fauxtp;
using namespace std::chrono_literals;

void crashes_by_itself() {
  sleep(5s);
  throw std::runtime_error("for no reason");
}

void crashes_with_colours() {
  sleep(5s);
  throw std::runtime_error("red: \x1b[31m\nFOUND: nothing");
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

/// Asks somebody who never answers.
void asks_in_vain() {
  for (;; sleep(10s)) {
    try {
      call("waits", get{}, 2s);
    } catch (const call_error&) {
    }
  }
}

struct passes_on_options {
  std::string to;
};

/// Two of these that have each other pass on for ever what is for neither of them.
void passes_on(passes_on_options args) {
  const pid other = wait_for_name(args.to, 5s);
  if (args.to == "left") send(other, tuple("for", "nobody"));
  for (;;) {
    receive(on(tuple("for", ignore), [&] { send(other, tuple("for", "nobody")); }));
  }
}

/// Is never ready: it asks somebody else for ever.
class starts_for_ever : public actor {
  void init() override {
    const pid other = spawn_link([] {
      for (;;) receive(on(type<pid>, [](pid asks) { send(asks, "not yet"); }));
    });
    for (;;) {
      send(other, self());
      receive(on("not yet", [] {}));
    }
  }
  void run() override {}
};

void asks_the_cell() {
  for (;; sleep(100ms)) {
    try {
      call("cell", get{});
    } catch (const call_error&) {
    }
  }
}

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

/// Tells what ordinary code is told.
void asks_the_machine() {
  std::random_device device;
  unsigned chance = 0;
  const bool got = getrandom(&chance, sizeof chance, 0) == sizeof chance;
  const auto before = std::chrono::steady_clock::now();
  ::sleep(3600);
  const auto passed = std::chrono::steady_clock::now() - before;
  std::mutex guard;
  std::condition_variable never;
  std::unique_lock lock(guard);
  const bool in_time = never.wait_for(lock, 1h, [] { return false; });
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  log(severity::info, "chance " + std::to_string(device()) + " " + std::to_string(chance) + " " +
                          std::to_string(got) + ", passed " + std::to_string(passed.count()) +
                          ", in time " + std::to_string(in_time) + ", wall " +
                          std::to_string(wall.count()) + ", time " + std::to_string(time(nullptr)));
  sleep(infinity);
}

/// While it holds the lock, others run, who want it, too.
void calls_under_a_lock() {
  static std::mutex guard;
  for (int i = 0; i < 100; ++i) {
    const std::lock_guard lock(guard);
    const int value = call("cell", get{});
    call("cell", put{value + 1});
    ++additions;
  }
  sleep(infinity);
}

// What needs a supervisor to go wrong.

struct is_connected {
  using reply = bool;
};

/// Keeps the connection that it has found when it started. Right, if whoever restarts the
/// connection restarts it, too: `rest_for_one`, and the connection comes first.
class client : public gen_server<client, calls<is_connected>> {
 public:
  bool handle_call(is_connected, from) {
    if (!connection_) connection_ = wait_for_name("connection", 5s);
    return is_alive(connection_);
  }

 private:
  pid connection_;
};

FAUXTP_INVARIANT("the client has a living connection") {
  return !whereis("client") || call("client", is_connected());
}

struct job_options {
  /// Wrong: an answer is taken for that to the last question, and may be that to an earlier one.
  bool any_answer = false;
};

std::atomic<int> wrong_answers{0};

/// Doubles what it is sent. It has its name before it is ready.
class doubles : public actor {
  void init() override { sleep(100ms); }
  void run() override {
    receive(on(tuple("double", type<pid>, type<int>),
               [](pid asker, int number) { send(asker, tuple("doubled", number, 2 * number)); }));
  }
};

/// Asks by name, and again if no answer comes: then another actor may have the name.
void asks_to_double(job_options args) {
  for (int number = 1; number <= 300; ++number) {
    for (bool answered = false; !answered;) {
      if (const pid to = whereis("doubles")) send(to, tuple("double", self(), number));
      const auto take = [&](int of, int result) {
        answered = args.any_answer || of == number;
        if (answered) wrong_answers += result != 2 * number;
      };
      receive(on(tuple("doubled", any, any), take), after(95ms, [] {}));
    }
    sleep(100ms);
  }
  sleep(infinity);
}

FAUXTP_INVARIANT("every answer is that to its question") { return wrong_answers == 0; }

struct migration_options {
  int version = 1;
  /// Wrong: who is killed between the two parts does the first one again.
  bool in_two_parts = false;
};

/// Each version has twice the number of the one before. This is what a disk would keep.
std::atomic<int> kept_version{1}, kept_number{1};

class migrates : public actor {
 public:
  explicit migrates(migration_options args) : args_(args) {}

 private:
  void init() override {
    if (args_.version <= kept_version) return;
    kept_number = 2 * kept_number;
    if (args_.in_two_parts) {
      for (int i = 0; i < 3; ++i) call("cell", get{});
    }
    kept_version = args_.version;
  }
  void run() override { sleep(infinity); }

  const migration_options args_;
};

FAUXTP_INVARIANT("the number is that of the version") {
  return kept_number == 1 << (kept_version - 1);
}

void makes_a_thread() {
  std::thread([] {}).join();
  sleep(infinity);
}

}  // namespace faulty

FAUXTP_MODULE(faulty) {
  types.add<faulty::cell>("cell");
  types.add<faulty::never_ready_again>("never_ready_again");
  types.add<faulty::client>("client");
  types.add<faulty::migrates>("migrates");
  types.add("adds", faulty::adds);
  types.add("asks_in_vain", faulty::asks_in_vain);
  types.add("asks_the_cell", faulty::asks_the_cell);
  types.add("asks_to_double", faulty::asks_to_double);
  types.add<faulty::doubles>("doubles");
  types.add("crashes_by_itself", faulty::crashes_by_itself);
  types.add("crashes_with_colours", faulty::crashes_with_colours);
  types.add("asks_the_machine", faulty::asks_the_machine);
  types.add("calls_under_a_lock", faulty::calls_under_a_lock);
  types.add("makes_a_thread", faulty::makes_a_thread);
  types.add("ends_the_process", faulty::ends_the_process);
  types.add("leaves_one_behind", faulty::leaves_one_behind);
  types.add("never_waits", faulty::never_waits);
  types.add("passes_on", faulty::passes_on);
  types.add<faulty::starts_for_ever>("starts_for_ever");
  types.add("starts_once", faulty::starts_once);
  types.add("takes_a_free_name", faulty::takes_a_free_name);
  types.add("waits", faulty::waits);
}
