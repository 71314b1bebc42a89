#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "fauxtp/actor.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/detail/message_form.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/sys.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// How a task of a server ended; see gen_server.
enum class task_status : unsigned char { success, failure };

namespace detail {

class mailbox_scan;
class process;
struct plain_question;
struct plain_answer;

/// For a server that replies when something has happened that comes after its handlers: what they
/// have done together is on the disk, say.
class reply_gate {
 public:
  virtual void pass(const from& client, term answer) = 0;
  /// The mailbox is empty. May wait; then there may be messages when it returns.
  virtual void before_wait() = 0;
  /// The server may not handle anything for long, or any more.
  virtual void before_pause() = 0;
  /// A handler's reply is the last one. Throws if what was held back cannot go.
  virtual void before_last_reply() = 0;

 protected:
  ~reply_gate() = default;
};

/// The part of a gen_server that does not depend on the server's class.
class server_loop : public actor {
 public:
  server_loop();
  ~server_loop() override;

 protected:
  /// Has handle_continue(what) called before the server takes any message, even one that lies in
  /// the mailbox already (G6). To be called in the constructor, or in a handler.
  void continue_with(term what = {});
  /// If no message comes within this time after the handler has returned, handle_info gets the
  /// message `"timeout"`. Any message cancels the timeout, except those of sys, which start the
  /// time again (G7). This is OTP's timeout in the return value. To be called in the constructor,
  /// or in a handler.
  void timeout_after(duration wait) noexcept { idle_limit_ = wait; }
  /// Runs a function as a child actor of the server; handle_task_end is called when the child has
  /// ended. Returns nothing if the limit of set_max_tasks is reached. The function's result becomes
  /// a term.
  template <class Function>
  std::optional<pid> spawn_task(Function function) {
    return launch_task([function = std::move(function)]() mutable -> term {
      if constexpr (std::is_void_v<std::invoke_result_t<Function&>>) {
        function();
        return {};
      } else {
        return term(function());
      }
    });
  }
  /// At most this many tasks run at once; nothing, the default, means no limit.
  void set_max_tasks(std::optional<std::size_t> most);
  /// The server hibernates (see hibernate) whenever no message has come for this long. To be called
  /// in the constructor, or in a handler; `infinity`, the default, switches it off.
  void hibernate_after(duration idle);
  /// The server leaves out calls whose callers have given up, and what it calls itself keeps the
  /// deadline of the call that it serves: see deadline.hpp. To be called in the constructor.
  void keep_deadlines();
  /// The server obeys its parent's order to end before the messages that lie in its mailbox. To be
  /// called in the constructor, or in a handler. (An actor that traps no exits ends at once in any
  /// case.)
  void prioritize_stop() noexcept;

  void run() final;

 private:
  virtual void serve_call(term request, const from& client) = 0;
  virtual void serve_cast(term request) = 0;
  virtual void serve_info(term message) = 0;
  virtual void serve_continue(term what) = 0;
  virtual void serve_task_end(pid task, task_status status, term result) = 0;
  virtual term serve_state() = 0;
  /// For requests of data; called only when such a request comes.
  virtual served_forms served() const noexcept = 0;
  friend plain_answer understand(actor& server, plain_question& asked);
  bool may_hibernate() const noexcept final;
  activity doing() const final;
  term shown_state() final { return serve_state(); }

  /// The next message; nothing if the server is to hibernate.
  std::optional<term> next_message();

  std::optional<pid> launch_task(std::function<term()> function);
  bool ends_task(term& message);
  void leave_out(process& own, const term& late);
  bool sheds(process& own, mailbox_scan& scan);
  void shed(process& own, const term& request);
  void obey_parent(const term& message);
  [[noreturn]] void stop_by_order(const exit_reason& order);

  struct task_result;
  struct seldom_used;
  seldom_used& seldom();
  class in_hand;

  system_port system_{[this] { return serve_state(); }};
  duration idle_limit_ = infinity;
  const in_hand* in_hand_ = nullptr;     // on the stack of run(), or null
  std::unique_ptr<seldom_used> seldom_;  // most servers have no task and nothing to continue with

 protected:
  /// All replies go through the gate from now on, which lives as long as the server.
  void reply_through(reply_gate& gate);
  void reply_now(const from& client, term answer);
  /// Ends the server; the reply is sent when terminate and the destructors have returned.
  [[noreturn]] void stop_with_reply(const from& client, term answer, exit_reason reason);
};

[[noreturn]] void refuse(const char* what, const std::string& server, const std::string& request,
                         const std::string& handled);
void warn_unhandled(const term& message);

template <class... Requests>
std::string names_of() {
  std::string names;
  ((names += (names.empty() ? "" : ", ") + type_name<Requests>()), ...);
  return names.empty() ? "no typed requests" : names;
}

template <class Server, class Request>
concept handles_call = requires(Server& server, Request request, const from& client) {
  server.handle_call(std::move(request), client);
};
template <class Server, class Request>
concept handles_cast = requires(Server& server, Request request) {
  server.handle_cast(std::move(request));
};

}  // namespace detail

}  // namespace fauxtp
#pragma GCC visibility pop
