// The workers of a scenario on fauxtp; reference.escript has the same workers on OTP.
#pragma once

#include "fauxtp/gen_server.hpp"
#include "fauxtp/receive.hpp"
#include "world.hpp"

namespace certificate {

/// What a step tells a worker: to end with this reason, or, without one, to throw.
struct told {
  std::optional<fauxtp::exit_reason> reason;
  [[noreturn]] void obey() const {
    if (reason) fauxtp::stop(*reason);
    throw std::runtime_error("told to");
  }
};

/// Lets a start have the outcome that was planned.
inline void start_as_planned(world& world, const std::string& path) {
  const reason outcome = world.next_outcome(path);
  if (outcome.empty()) return;
  if (outcome == "ignore") fauxtp::init_ignore();
  if (outcome == "crash") throw std::runtime_error("planned");
  constexpr std::string_view stop = "{stop,";
  fauxtp::stop(as_exit_reason(outcome.substr(stop.size(), outcome.size() - stop.size() - 1)));
}

class worker final : public fauxtp::gen_server<worker, fauxtp::calls<>, fauxtp::casts<>> {
 public:
  worker(world* world, const std::string& path, const child& spec) : spec_(spec) {
    start_as_planned(*world, path);
    if (spec_.kind != kind::plain) fauxtp::trap_exit();
  }
  void handle_info(const fauxtp::term& message) {
    const auto* order = message.get_if<told>();
    if (order == nullptr) return;
    told_ = true;
    order->obey();
  }
  void terminate(const fauxtp::exit_reason& reason) override {
    const bool stopped =
        reason == fauxtp::exit_reason::shutdown || reason == fauxtp::exit_reason::killed;
    if (told_ || !stopped) return;
    if (spec_.kind == kind::slow) fauxtp::sleep(std::chrono::milliseconds(3));
    if (spec_.kind == kind::odd) fauxtp::stop(as_exit_reason(spec_.last));
  }

 private:
  child spec_;
  bool told_ = false;
};

class stubborn_worker final : public fauxtp::actor {
 public:
  stubborn_worker(world* world, const std::string& path) {
    fauxtp::trap_exit();
    start_as_planned(*world, path);
  }

 private:
  void run() override {
    fauxtp::receive(fauxtp::on([](const told& order) { order.obey(); }),
                    fauxtp::on(fauxtp::any, [](const fauxtp::term&) {}));
  }
};

}  // namespace certificate
