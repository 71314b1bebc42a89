#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "fauxtp/actor.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/pattern.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Stops a server in order: its terminate runs, whether the server traps exits or not, and then the
/// server ends with the reason. Returns when it has ended (G10).
///
/// Throws exit_error: with `noproc` if there is no such actor, with `timeout` if it has not ended
/// within `wait`, with `not_a_server` if it handles no system messages, and with the actor's own
/// reason if it has ended with another one. Gen_servers, supervisors and actors with a system_port
/// handle system messages. The request waits in the mailbox like a call. To end any actor at once,
/// use exit(pid, reason).
void stop(const server_ref& server, exit_reason reason = exit_reason::normal,
          duration wait = infinity);

/// Something that a server has done: this is what the debugging functions are told.
struct sys_event {
  enum class kind : unsigned char {
    in,   ///< it has taken this message
    out,  ///< it has replied
    other
  };
  kind what = kind::other;
  std::string text;  ///< the message, printed
};

namespace detail {
/// A request of this header, on its way to a system_port.
struct system_message {
  from client;
  term request;
};
struct with_actor {
  std::function<term(actor&)> look;
};
term ask_system(const server_ref& server, term request, duration wait);
}  // namespace detail

/// Looks into running servers, and holds them up: for debugging and tests, as OTP's sys.
///
/// ```cpp file=test/examples/sys.cpp region=sys
/// sys::log(kitchen, 10);  // keep the last ten events
/// call(kitchen, pour{});
/// const std::string cups = to_string(sys::get_state(kitchen));  // ("cups", 5)
/// const std::vector<sys_event> events = sys::get_log(kitchen);  // a call, a reply
/// sys::replace_state<pot>(kitchen, [](pot& full) { full.cups = 6; });
/// sys::suspend(kitchen);  // calls queue from now on
/// sys::resume(kitchen);
/// stop(kitchen);  // its terminate runs
/// ```
///
/// All functions wait, 5 s by default, until the server takes the request from its mailbox, behind
/// the messages that lie there (C5). They throw call_error as `call` does; if the actor takes no
/// such requests, at once with `not_a_server` (in OTP the requests stay in its mailbox, and time
/// out).
namespace sys {

/// From now on the server takes no messages except those of sys and the exit signals of its parent:
/// calls wait in its mailbox.
void suspend(const server_ref& server, duration wait = call_timeout);
/// The server goes on, with what lies in its mailbox.
void resume(const server_ref& server, duration wait = call_timeout);

/// What the server shows of itself: what its `term state() const` returns, or the name of its class
/// if it has none.
term get_state(const server_ref& server, duration wait = call_timeout);
/// Calls the function with the server's object, and returns what it returns; the function runs in
/// the server, between two messages. What it throws comes to the caller as a call_error, and does
/// not disturb the server.
template <class Server, class Look>
auto get_state(const server_ref& server, Look look, duration wait = call_timeout) {
  using result = std::invoke_result_t<Look&, Server&>;
  term answer =
      detail::ask_system(server, detail::with_actor{[look](actor& object) mutable -> term {
                           if constexpr (std::is_void_v<result>) {
                             look(dynamic_cast<Server&>(object));
                             return {};
                           } else {
                             return term(look(dynamic_cast<Server&>(object)));
                           }
                         }},
                         wait);
  if constexpr (!std::is_void_v<result>) return std::move(answer).template as<result>();
}
/// The same for a function that changes the object.
template <class Server, class Change>
void replace_state(const server_ref& server, Change change, duration wait = call_timeout) {
  get_state<Server>(
      server, [change](Server& object) mutable { change(object); }, wait);
}

/// What is known of a server from outside its class.
struct status {
  pid actor;
  std::string name;  ///< its path or name, as reports call it
  pid parent;        ///< the actor whose exit signals it obeys; empty: only the node's
  bool suspended = false;
  std::size_t messages = 0;  ///< in its mailbox
  std::string state;         ///< get_state, printed
};
status get_status(const server_ref& server, duration wait = call_timeout);

/// What was counted since statistics were switched on.
struct counts {
  duration since{};  ///< how long ago that was
  std::size_t messages_in = 0;
  std::size_t messages_out = 0;
};
/// Switches counting on, from zero, or off.
void statistics(const server_ref& server, bool on, duration wait = call_timeout);
/// All counts are zero if statistics are off.
counts get_statistics(const server_ref& server, duration wait = call_timeout);

/// Keeps the last `size` events; 0 switches this off.
void log(const server_ref& server, std::size_t size, duration wait = call_timeout);
std::vector<sys_event> get_log(const server_ref& server, duration wait = call_timeout);
/// Reports each event to the log of the node, as `sys/trace`.
void trace(const server_ref& server, bool on, duration wait = call_timeout);

/// A function that is called with each event, in the server, until it returns false. It replaces an
/// installed one of the same name.
using debug_function = std::function<bool(const sys_event&)>;
void install(const server_ref& server, std::string name, debug_function function,
             duration wait = call_timeout);
void remove(const server_ref& server, std::string name, duration wait = call_timeout);

}  // namespace sys

/// The part of an actor that answers the functions of this header, for actors with a receive loop
/// of their own (OTP's special processes). gen_servers and supervisors have one already.
///
/// ```cpp file=test/examples/sys.cpp region=special
/// class lamp : public actor {
///   void run() override {
///     receive(on("on", [this] { lit_ = true; }), on("off", [this] { lit_ = false; }),
///             system_.clause(*this));
///   }
///   bool lit_ = false;
///   system_port system_{[this] { return term(lit_); }};
/// };
/// ```
class system_port {
 public:
  /// `shown`: returns what get_state answers.
  explicit system_port(std::function<term()> shown = {});
  ~system_port();
  system_port(const system_port&) = delete;
  system_port& operator=(const system_port&) = delete;

  /// The clause for the actor's receive. While the actor is suspended, the clause's handler does
  /// not return.
  auto clause(actor& owner) {
    return on(type<detail::system_message>, [this, &owner](detail::system_message message) {
      handle(std::move(message), owner);
    });
  }
  void handle(detail::system_message message, actor& owner);
  /// Tells the debugging functions of an event; `text` is not called if there are none.
  template <class Text>
  void event(sys_event::kind what, Text text) {
    if (debugs()) tell({what, text()});
  }

 private:
  struct debugging;
  bool debugs() const noexcept { return debugging_ != nullptr; }
  void tell(const sys_event& event);
  term answer(term& request, actor& owner);
  debugging& wanted();
  void suspended(actor& owner);

  std::function<term()> shown_;
  std::unique_ptr<debugging> debugging_;
  bool suspended_ = false;
};

}  // namespace fauxtp
#pragma GCC visibility pop
