// Actors that do what actors should not do.
#include <error.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fauxtp/fauxtp.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;

/// Does nothing wrong: a test looks for its orderly stop. It replies with what it is asked.
class well_behaved : public fauxtp::gen_server<well_behaved> {
 public:
  explicit well_behaved(const fauxtp::term& = {}) {}
  fauxtp::term handle_call(fauxtp::term request, fauxtp::from) {
    return fauxtp::tuple("you said", std::move(request));
  }
  void handle_cast(const fauxtp::term& request) {
    for (volatile bool hog = request == "hog"; hog;) {
    }
    fauxtp::log(fauxtp::severity::info, "told " + to_string(request));
  }
};

/// Is not ready while it is cold, and has drained when it is told "done".
class moody : public fauxtp::gen_server<moody> {
 public:
  explicit moody(const fauxtp::term& args = {}) {
    if (!args.is_nil()) handle_cast(args.elements()[0].clone());
  }
  fauxtp::term handle_call(fauxtp::term, fauxtp::from) {
    return drains_ ? fauxtp::term("draining") : fauxtp::term("at work");
  }
  void handle_cast(const fauxtp::term& request) {
    if (request == "cold") fauxtp::not_ready("the cache is cold");
    if (request == "warm") fauxtp::ready();
    if (request == "done") fauxtp::drained();
  }
  bool handle_drain() {
    drains_ = true;
    return false;
  }

 private:
  bool drains_ = false;
};

/// Logs as many lines as the request says.
class logs_much : public fauxtp::gen_server<logs_much> {
 public:
  fauxtp::term handle_call(fauxtp::term request, fauxtp::from) {
    for (int i = 0; i < request.as<int>(); ++i) {
      fauxtp::log(fauxtp::severity::info, "line " + std::to_string(i) + std::string(200, '.'));
    }
    return {};
  }
};

/// Runs a command of the shell, and replies with the command's output and exit code.
class runs_programs : public fauxtp::gen_server<runs_programs> {
 public:
  fauxtp::term handle_call(fauxtp::term request, fauxtp::from) {
    const std::string command = request.as<std::string>();
    return fauxtp::blocking([&command] {
      std::string text;
      std::FILE* program = popen(command.c_str(), "re");
      for (char part[256]; std::fgets(part, sizeof part, program) != nullptr;) text += part;
      return text + "code " + std::to_string(WEXITSTATUS(pclose(program)));
    });
  }
};

/// Sends its own process the signal with that number.
class raises : public fauxtp::gen_server<raises> {
 public:
  void handle_cast(const fauxtp::term& signal) { std::raise(signal.as<int>()); }
};

/// A server with typed requests.
struct add {
  using reply = int;
  int amount;
};
struct value {
  using reply = int;
};
struct entry {
  std::string what;
  int amount;
  std::optional<std::string> note;
};
struct history {
  using reply = std::vector<entry>;
};
struct share {
  using reply = int;
  std::shared_ptr<int> counted;
};
struct reset {};

class typed : public fauxtp::gen_server<typed, fauxtp::calls<value, add, history, share>,
                                        fauxtp::casts<reset>> {
 public:
  int handle_call(value, fauxtp::from) { return total_; }
  int handle_call(add request, fauxtp::from) {
    history_.push_back({"add", request.amount, std::nullopt});
    return total_ += request.amount;
  }
  std::vector<entry> handle_call(history, fauxtp::from) { return history_; }
  int handle_call(const share& request, fauxtp::from) { return *request.counted; }
  void handle_cast(reset) { total_ = 0; }

 private:
  int total_ = 0;
  std::vector<entry> history_;
};

/// Computes, but lets other actors run.
class busy : public fauxtp::actor {
  void run() override {
    for (int i = 0; i < 10'000'000; ++i) asm volatile("");
    fauxtp::sleep(1ms);
  }
};

/// Sends itself as many messages as the request says.
class chatty : public fauxtp::gen_server<chatty> {
 public:
  fauxtp::term handle_call(fauxtp::term request, fauxtp::from) {
    for (int i = 0; i < request.as<int>(); ++i) {
      fauxtp::send(fauxtp::self(), "message " + std::to_string(i));
    }
    return {};
  }
  void handle_info(const fauxtp::term&) {}
};

/// Its init fails, or takes for ever, as long as a file of a certain name exists.
class throws_on_request : public fauxtp::gen_server<throws_on_request> {
 public:
  throws_on_request() {
    if (std::filesystem::exists("broken")) throw std::runtime_error("it is broken");
  }
};
class slow_to_start : public fauxtp::gen_server<slow_to_start> {
 public:
  slow_to_start() {
    while (std::filesystem::exists("slow")) fauxtp::sleep(10ms);
  }
};

/// In terminate, it waits for an actor that does not answer.
class slow_to_stop : public fauxtp::gen_server<slow_to_stop> {
 public:
  slow_to_stop() { fauxtp::trap_exit(); }
  void terminate(const fauxtp::exit_reason&) override {
    fauxtp::call("never_answers", "goodbye", fauxtp::infinity);
  }
};

class says_its_env : public fauxtp::gen_server<says_its_env> {
 public:
  explicit says_its_env(const fauxtp::term& args) {
    fauxtp::log(fauxtp::severity::info, "motd: " + fauxtp::app_env().get("motd", "none") +
                                            ", size: " + std::to_string(args.get("size", 0)));
  }
};

class says_its_args : public fauxtp::gen_server<says_its_args> {
 public:
  explicit says_its_args(const fauxtp::term& args) {
    fauxtp::log(fauxtp::severity::info, "args: " + to_string(args));
  }
};

/// Makes the supervisor "sessions" start children until one does not start.
class opens_sessions : public fauxtp::gen_server<opens_sessions> {
 public:
  opens_sessions() {
    fauxtp::child_reply reply;
    for (int number = 1; reply.ok(); ++number) {
      reply = fauxtp::dynamic_supervisor::start_child("sessions", fauxtp::map{{"number", number}});
    }
    fauxtp::log(fauxtp::severity::info, "refused: " + std::string(to_string(*reply.error)));
  }
};

/// Replies with a list in a list in …, as deep as the request says, and has the last one as its
/// state.
class goes_deep : public fauxtp::gen_server<goes_deep> {
 public:
  fauxtp::term handle_call(fauxtp::term levels, fauxtp::from) {
    deep_ = fauxtp::list_of();
    for (int i = 1; i < levels.as<int>(); ++i) deep_ = fauxtp::list_of(std::move(deep_));
    return deep_.clone();
  }
  fauxtp::term state() const { return deep_.clone(); }

 private:
  fauxtp::term deep_;
};

/// Asks the next server of a chain, which asks the next one; the last server crashes.
class chain : public fauxtp::gen_server<chain> {
 public:
  explicit chain(const fauxtp::term& args) {
    const int length = args.get("length", 0);
    if (length > 1)
      next_ = fauxtp::start<chain>({}, fauxtp::term(fauxtp::map{{"length", length - 1}}));
  }
  fauxtp::term handle_call(fauxtp::term request, fauxtp::from) {
    if (!next_) throw std::runtime_error("the end of the chain");
    return fauxtp::call(next_, std::move(request));
  }

 private:
  fauxtp::pid next_;
};

/// Its label, and all that it says, is written to deceive a reader.
class forger : public fauxtp::gen_server<forger> {
 public:
  forger() {
    fauxtp::log(fauxtp::severity::info, std::string(text, sizeof text - 1));
    fauxtp::spawn({.label = "app/" + std::string(text, sizeof text - 1)}, [] {
      fauxtp::register_name(std::string(text, sizeof text - 1), fauxtp::self());
      fauxtp::sleep(fauxtp::infinity);
    });
  }
  fauxtp::term handle_call(const fauxtp::term&, fauxtp::from) {
    return std::string(text, sizeof text - 1);
  }
  fauxtp::term state() const { return std::string(text, sizeof text - 1); }

 private:
  static constexpr char text[] =
      "tea\x1b[2J\n00:00:00.000 error   all is lost\0\x7f\u009b\u202e\u2028";
};

/// A server that takes requests and never answers.
class silent : public fauxtp::gen_server<silent> {
 public:
  fauxtp::no_reply_t handle_call(const fauxtp::term&, fauxtp::from) { return fauxtp::no_reply; }
};

/// Waits in a function of blocking() until some process writes to the FIFO of that name.
class blocks_a_thread : public fauxtp::actor {
  void run() override {
    fauxtp::blocking([] { std::ifstream("pipe"); });
    fauxtp::sleep(fauxtp::infinity);
  }
};

/// Starts children of the supervisor "sub" whose ids are paths.
class starts_paths : public fauxtp::gen_server<starts_paths> {
 public:
  starts_paths() {
    for (const char* id : {"a/b", "sub/w"}) {
      fauxtp::supervisor::start_child("sub",
                                      {.id = id, .start = fauxtp::child_start<well_behaved>()});
    }
  }
};

class never_answers : public fauxtp::actor {
  void run() override { fauxtp::sleep(fauxtp::infinity); }
};

class throws_in_init : public fauxtp::gen_server<throws_in_init> {
 public:
  throws_in_init() { throw std::runtime_error("the disk is full"); }
};

class never_ready : public fauxtp::gen_server<never_ready> {
 public:
  never_ready() {
    fauxtp::log(fauxtp::severity::info, "in init for ever");
    fauxtp::sleep(fauxtp::infinity);
  }
};

class refuses_to_stop : public fauxtp::actor {
  void init() override { fauxtp::trap_exit(); }
  void run() override {
    fauxtp::receive(fauxtp::on(fauxtp::any, [](const fauxtp::term&) {}));
    fauxtp::log(fauxtp::severity::info, "stays");
  }
};

class crashes_at_once : public fauxtp::gen_server<crashes_at_once> {
 public:
  crashes_at_once() { continue_with(); }
  void handle_continue(const fauxtp::term&) { throw std::out_of_range("index 7 of 3"); }
};

class crashes_on_request : public fauxtp::gen_server<crashes_on_request> {
 public:
  void handle_cast(const fauxtp::term& request) {
    throw std::out_of_range("index 8 of 3: " + to_string(request));
  }
};

/// Starts an actor that nobody has given a name.
class starts_a_stranger : public fauxtp::gen_server<starts_a_stranger> {
 public:
  starts_a_stranger() {
    fauxtp::spawn([] { fauxtp::log(fauxtp::severity::warning, "who am I?"); });
  }
};

class hogs_its_worker : public fauxtp::actor {
  void run() override {
    fauxtp::log(fauxtp::severity::info, "computes for ever");
    for (volatile bool on = true; on;) {
    }
  }
};

int deeper(int level) {
  volatile char frame[512];
  frame[0] = static_cast<char>(level);
  return level < 0 ? 0 : deeper(level + 1) + frame[0];
}

int dig_own_stack() { return deeper(0); }

struct waits_where_it_must_not {
  ~waits_where_it_must_not() { fauxtp::sleep(1h); }
};

/// Ends the process in the way that it is told.
class ends_the_process : public fauxtp::gen_server<ends_the_process> {
 public:
  void handle_cast(const fauxtp::term& request) {
    const std::string way = request.as<std::string>();
    volatile int zero = 0;
    if (way == "segv") *static_cast<volatile int*>(nullptr) = 1;
    if (way == "fpe") zero = static_cast<int>(way.size()) / zero;
    if (way == "ill") __builtin_trap();
    if (way == "bus") std::raise(SIGBUS);
    if (way == "abort") std::abort();
    if (way == "terminate") throws_nothing(way);
    if (way == "destructor") wait_at_the_end();
    if (way == "overflow in blocking") fauxtp::blocking([] { return dig_own_stack(); });
    if (way == "overflow in thread") std::thread([] { dig_own_stack(); }).join();
    if (way == "segv in blocking") {
      fauxtp::blocking([] { *static_cast<volatile int*>(nullptr) = 1; });
    }
    if (way == "exit") std::exit(17);
    if (way == "exit in blocking") fauxtp::blocking([] { std::exit(18); });
    if (way == "error") error(19, 0, "a library gives up");
    fork_and(way);
  }

 private:
  static void throws_nothing(const std::string& way) noexcept {
    if (!way.empty()) throw_from(way);
  }
  static void throw_from(const std::string& way) { throw std::runtime_error("out of " + way); }
  static void wait_at_the_end() {
    const waits_where_it_must_not here;
    fauxtp::log(fauxtp::severity::info, "waits");
    fauxtp::sleep(1h);
  }
  /// The forked child does that; the parent tells how the child has ended.
  static void fork_and(const std::string& way) {
    const pid_t child = fork();
    if (child == 0) {
      if (way == "child throws") throw std::runtime_error("in the child");
      if (way == "child exits") std::exit(7);
      if (way == "child waits") fauxtp::sleep(1h);
      if (way == "child logs") fauxtp::log(fauxtp::severity::info, "in the child");
      if (way == "child calls") fauxtp::call("a", 1);
      if (way == "child crashes") std::abort();
      return;
    }
    int status = 0;
    fauxtp::blocking([&] { waitpid(child, &status, 0); });
    fauxtp::log(fauxtp::severity::info,
                "child: " + (WIFEXITED(status) ? "code " + std::to_string(WEXITSTATUS(status))
                                               : "signal " + std::to_string(WTERMSIG(status))));
  }
};

/// This is no server: a forked child that returns from its function has done its work.
class forks : public fauxtp::actor {
  void run() override {
    const pid_t child = fork();
    if (child == 0) fauxtp::stop();
    int status = 0;
    waitpid(child, &status, 0);
    fauxtp::log(fauxtp::severity::info, "child: code " + std::to_string(WEXITSTATUS(status)));
    fauxtp::sleep(fauxtp::infinity);
  }
};

class overflows_its_stack : public fauxtp::actor {
  void run() override { fauxtp::stop(fauxtp::exit_reason(fauxtp::term(deeper(0)))); }
};

}  // namespace

FAUXTP_MODULE(misbehaving) {
  types.add<well_behaved>("well_behaved");
  types.add<moody>("moody");
  types.add<logs_much>("logs_much");
  types.add<runs_programs>("runs_programs");
  types.add<raises>("raises");
  types.add<ends_the_process>("ends_the_process");
  types.add<forks>("forks");
  types.add<typed>("typed");
  types.add<busy>("busy");
  types.add<chatty>("chatty");
  types.add<throws_on_request>("throws_on_request");
  types.add<slow_to_start>("slow_to_start");
  types.add<slow_to_stop>("slow_to_stop");
  types.add<says_its_env>("says_its_env");
  types.add<says_its_args>("says_its_args");
  types.add<opens_sessions>("opens_sessions");
  types.add<goes_deep>("goes_deep");
  types.add<chain>("chain");
  types.add<forger>("forger");
  types.add<never_answers>("never_answers");
  types.add<silent>("silent");
  types.add<blocks_a_thread>("blocks_a_thread");
  types.add<starts_paths>("starts_paths");
  types.add<throws_in_init>("throws_in_init");
  types.add<never_ready>("never_ready");
  types.add<refuses_to_stop>("refuses_to_stop");
  types.add<crashes_at_once>("crashes_at_once");
  types.add<crashes_on_request>("crashes_on_request");
  types.add<starts_a_stranger>("starts_a_stranger");
  types.add<hogs_its_worker>("hogs_its_worker");
  types.add<overflows_its_stack>("overflows_its_stack");
}
