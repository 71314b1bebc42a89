// A till that crashes of what it has been told, by whom it asks, and when.
#include <chrono>
#include <fauxtp/fauxtp.hpp>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace recorded {

using namespace fauxtp;
using namespace std::chrono_literals;

enum class unit : unsigned char { piece, kilogram };

struct price {
  int cents;
  std::string currency;
};
struct ask_price {
  using reply = price;
  std::string what;
  unit of;
};
struct pay {
  using reply = int;
  std::vector<std::string> what;
  std::optional<int> rebate;
  pid customer;
};
struct coupon {
  secret<std::string> code;
};
struct tick {};
struct forget {};

/// Each answer differs from the one before.
class prices : public gen_server<prices, calls<ask_price>> {
 public:
  price handle_call(const ask_price& request, from) {
    return {++asked_ * 10 + static_cast<int>(request.of), "EUR"};
  }

 private:
  int asked_ = 0;
};

struct till_options {
  int limit = 0;
};

class till : public gen_server<till, calls<pay>, casts<coupon, forget>, messages<tick>> {
 public:
  explicit till(till_options args) : limit_(args.limit) { send_interval(1s, self(), tick{}); }

  int handle_call(const pay& request, from) {
    if (request.customer) monitor(request.customer);
    for (const std::string& each : request.what) {
      total_ += call("prices", ask_price{each, unit::kilogram}).cents;
    }
    total_ -= request.rebate.value_or(0);
    if (total_ > limit_) {
      throw std::runtime_error("total " + std::to_string(total_) + " after " +
                               std::to_string(ticks_) + " ticks, " + std::to_string(gone_) +
                               " gone, " + std::to_string(coupons_) + " coupons");
    }
    return total_;
  }
  void handle_cast(const coupon&) { ++coupons_; }
  void handle_cast(forget) { send_after(0s, "nobody", 1); }
  void handle_info(tick) { ++ticks_; }
  void handle_info(const term& other) { gone_ += other.is<down>() ? 1 : 0; }
  term state() const { return map{{"total", total_}, {"ticks", ticks_}}; }

 private:
  const int limit_;
  int total_ = 0, ticks_ = 0, gone_ = 0, coupons_ = 0;
};

void customer() {
  const pid first = spawn([] { sleep(500ms); });
  call("till", pay{{"tea"}, 1, first});
  cast("till", coupon{{"hidden-code"}});
  send("till", tuple("hello", list_of(1, 2.5, "x"), map{{"$odd", self()}}));
  sleep(2500ms);
  try {
    call("till", pay{{"bread", "butter"}, std::nullopt, self()});
  } catch (const call_error&) {
  }
  sleep(infinity);
}

/// A plain actor, with messages that have no form.
struct opaque {
  std::shared_ptr<int> held;
};
void loop() {
  int seen = 0;
  for (;;) {
    receive(on([&](const opaque&) { ++seen; }),
            on("end", [&] { throw std::logic_error("seen " + std::to_string(seen)); }));
  }
}
/// Becomes ready when it is told to, and hears no order to end.
class patient : public actor {
  void init() override {
    trap_exit();
    receive(on("begin", [] {}));
  }
  void run() override {
    receive(on("end", [] { throw std::logic_error("told to end"); }), on(any, [](const term&) {}));
  }
};
void wakes_the_patient() {
  const auto tell = [](const char* what) {
    while (!whereis("patient")) sleep(1ms);
    send("patient", what);
  };
  tell("begin");
  sleep(100ms);
  tell("end");
  sleep(infinity);
}

void feeds_the_loop() {
  send("loop", opaque{});
  send("loop", std::string("end"));
  sleep(infinity);
}

}  // namespace recorded

FAUXTP_MODULE(recorded) {
  types.add<recorded::prices>("prices");
  types.add<recorded::till>("till");
  types.add<recorded::patient>("patient");
  types.add("wakes_the_patient", recorded::wakes_the_patient);
  types.add("customer", recorded::customer);
  types.add("loop", recorded::loop);
  types.add("feeds_the_loop", recorded::feeds_the_loop);
}
