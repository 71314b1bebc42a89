// Accepting connections, and an actor for each.
#include "fauxtp/acceptor.hpp"

#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

#include "actor/process.hpp"
#include "fauxtp/config_change.hpp"
#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/listener.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/send_request.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/timer.hpp"
#include "io/kept_door.hpp"
#include "io/shortage.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp::io {
namespace {

// Most connections that are accepted in a row before messages are looked at.
constexpr int most_in_a_row = 16;
constexpr std::string_view id_of_the_supervisor = "connections";

pid parent() { return detail::process::current().parent(); }

[[noreturn]] void fail_without_connections() {
  throw std::logic_error("fauxtp/acceptor: its supervisor has no child \"" +
                         std::string(id_of_the_supervisor) +
                         "\" before it, which would start an actor for each connection");
}

std::string why_not(const child_reply& made) {
  if (made.ok()) return "its init said ignore";
  if (*made.error == supervisor_error::start_failed) return to_string(made.reason);
  return std::string(to_string(*made.error));
}

}  // namespace

void acceptor_options::check() const {
  if (max_connections == 0) {
    throw std::invalid_argument("\"max_connections\" must be at least 1, not 0");
  }
  if (when_full != "pause" && when_full != "refuse") {
    throw std::invalid_argument("\"when_full\" must be \"pause\" or \"refuse\", not \"" +
                                when_full + "\"");
  }
}

/// The listener, and the connections that it has let in.
class acceptor::door {
 public:
  explicit door(acceptor_options& options)
      : options_(options), address_(options.address), kept_(opened(address_)) {
    if (options.tls) tls_.emplace(*options.tls);
  }
  // It is destroyed without drain() if its actor crashes or is killed.
  ~door() {
    if (!is_open_) return;
    if (knows_connections()) kept_.served.clear();
    for (const auto& [monitor, actor] : alive_) kept_.served.insert(actor);
    keep_door(supervisor_, address_, std::move(kept_));
  }
  door(const door&) = delete;
  door& operator=(const door&) = delete;

  address where() const { return kept_.open.local(); }

  /// Connections that were let in before a crash count, too. An actor that was to get one when the
  /// crash came gets none any more.
  void find_connections() {
    connections_ = supervisor_of_connections();
    if (!connections_) fail_without_connections();
    for (const child_info& each : supervisor::which_children(connections_)) {
      if (kept_.served.contains(each.actor)) {
        alive_[monitor(each.actor)] = each.actor;
      } else {
        exit(each.actor, exit_reason::kill);
      }
    }
  }
  bool knows_connections() const noexcept { return bool(connections_); }

  void next() {
    const auto ended = on([this](const down& end) { alive_.erase(end.monitor); });
    const auto ordered = on([this](const exit_signal& signal) {
      if (is_order(signal)) drain(signal.reason);
    });
    const auto changed =
        on([this](const config_change<acceptor_options>& now) { options_ = now.arguments; });
    const auto other = on([](const term&) {});
    if (is_full() && !refuses()) {
      receive(ended, ordered, changed, other);
    } else if (shortage_) {
      receive(ended, ordered, changed, other, after(until_one_may_be_free, [this] { let_in(); }));
    } else {
      receive(ended, ordered, changed, other, on(kept_.open.acceptable(), [this] { let_in(); }));
    }
  }

 private:
  /// The supervisor answers nobody while it stops its children. So its order to stop, which may
  /// have come already, is obeyed while the answer is waited for.
  pid supervisor_of_connections() {
    if (!parent()) return {};
    const ref asked = respond_by_message(send_request(
        parent(), term(detail::find_child_request{std::string(id_of_the_supervisor)})));
    std::optional<response> answer;
    while (!answer) {
      receive(on(fauxtp::where([&](const response& each) { return each.id == asked; }),
                 [&](response&& its) { answer = std::move(its); }),
              on([this](const exit_signal& signal) {
                if (is_order(signal)) drain(signal.reason);
              }));
    }
    if (answer->failure) return {};
    const auto child = answer->reply.as<std::optional<child_info>>();
    return child ? child->actor : pid();
  }

  void let_in() {
    for (int i = 0; i < most_in_a_row; ++i) {
      if (is_full() && !refuses()) return;
      std::error_code failure;
      std::optional<stream> next = kept_.open.try_accept(failure);
      const bool is_first = !std::exchange(shortage_, is_shortage(failure.value()));
      if (shortage_ && is_first) tell_of_shortage(kept_.open, failure.value());
      if (failure && !shortage_) throw error(failure, "accept at", to_string(where()));
      if (!next) return;
      if (is_full()) {
        refuse(std::move(*next));
      } else {
        start_for(std::move(*next));
      }
    }
  }

  bool refuses() const noexcept { return options_.when_full == "refuse"; }
  bool is_full() const noexcept { return alive_.size() >= options_.max_connections; }

  static void refuse(stream connection) {
    log(severity::debug, "refused " + to_string(connection.peer()) + ", because it is full");
    connection.reset();
  }

  void start_for(stream connection) {
    const std::string from = to_string(connection.peer());
    if (tls_) connection = tls_->secure(std::move(connection));
    const child_reply made = dynamic_supervisor::start_child(connections_);
    if (!made.actor) {
      return log(severity::warning, "closes the connection from " + from +
                                        ", because no actor was started for it: " + why_not(made));
    }
    alive_[monitor(made.actor)] = made.actor;
    send(made.actor, std::move(connection));
    log(severity::debug, "accepted " + from + " for " + to_string(made.actor));
  }

  [[noreturn]] void drain(const exit_reason& reason) {
    is_open_ = false;
    { const listener closed = std::move(kept_.open); }
    for (const auto& [monitor, actor] : alive_) send(actor, draining());
    const time_point deadline = deadline_after(options_.drain);
    while (!alive_.empty() && now() < deadline) {
      receive(on([this](const down& end) { alive_.erase(end.monitor); }), on([](const term&) {}),
              after(deadline - now(), [] {}));
    }
    if (!alive_.empty()) {
      log(severity::notice,
          std::to_string(alive_.size()) + " connections have not ended by themselves");
    }
    stop(reason);
  }

  static kept_door opened(const address& at) {
    if (auto left = take_door(parent(), at)) return std::move(*left);
    return {.open = listener(at), .served = {}};
  }

  acceptor_options& options_;
  const address address_;
  const pid supervisor_ = parent();
  kept_door kept_;
  std::optional<tls_server> tls_;
  bool is_open_ = true;
  bool shortage_ = false;
  pid connections_;
  std::map<ref, pid> alive_;  // by their monitors
};

acceptor::acceptor(acceptor_options options) : options_(std::move(options)) { options_.check(); }
acceptor::~acceptor() = default;

void acceptor::init() {
  trap_exit();
  door_ = std::make_unique<door>(options_);
  log(severity::info, "listens at " + to_string(door_->where()));
}

void acceptor::run() {
  // While it starts, its supervisor answers nobody.
  if (!door_->knows_connections()) door_->find_connections();
  door_->next();
}

}  // namespace fauxtp::io
