#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "fauxtp/actor.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/config_change.hpp"
#include "fauxtp/detail/message_form.hpp"
#include "fauxtp/detail/server_loop.hpp"
#include "fauxtp/drain.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/sys.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// The typed requests that a server answers (calls), those that it takes without a reply (casts),
/// and other messages, such as `down` or what send_after sends (messages).
template <class... Requests>
struct calls {};
template <class... Requests>
struct casts {};
template <class... Others>
struct messages {};

/// For handle_call: the reply comes later, by `reply(from, value)`.
struct no_reply_t {};
inline constexpr no_reply_t no_reply{};

/// For handle_call: the server replies and ends; `terminate` runs first, then the reply is sent
/// (G9).
template <class T>
struct reply_and_stop_t {
  T reply;
  exit_reason reason;
};
template <class T>
reply_and_stop_t<std::decay_t<T>> reply_and_stop(T&& reply,
                                                 exit_reason reason = exit_reason::normal) {
  return {std::forward<T>(reply), std::move(reason)};
}

/// The return type of a handle_call that does not always reply at once: a T, `no_reply`, or
/// `reply_and_stop(T, reason)`. To stop without a reply, call `stop(reason)`.
template <class T>
class call_result {
 public:
  call_result(T reply) : value_(std::move(reply)) {}  // NOLINT: `return value;`
  call_result(no_reply_t) {}                          // NOLINT
  template <class U>
  requires std::constructible_from<T, U&&> call_result(reply_and_stop_t<U> last)  // NOLINT
      : value_(T(std::move(last.reply))), stop_(std::move(last.reason)) {}

  std::optional<T>& value() noexcept { return value_; }
  std::optional<exit_reason>& stop() noexcept { return stop_; }

 private:
  std::optional<T> value_;
  std::optional<exit_reason> stop_;
};

/// The same for a request whose reply is void: `call_result<void>()` answers at once; after
/// `no_reply`, an actor that has the request's `from` answers later, by `reply(from)`.
template <>
class call_result<void> {
 public:
  call_result() = default;
  call_result(no_reply_t) : replies_(false) {}  // NOLINT: `return no_reply;`

  bool replies() const noexcept { return replies_; }

 private:
  bool replies_ = true;
};

/// Thrown for a request that a server has no handler for. The server ends, as in OTP.
class bad_request : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  ~bad_request() override;
};

namespace detail {

// Asked for by name, not by conversion: where the reply is a term, anything would convert to it.
template <class T>
inline constexpr bool may_not_reply = std::same_as<T, no_reply_t>;
template <class T>
inline constexpr bool may_not_reply<reply_and_stop_t<T>> = true;
template <class T>
inline constexpr bool may_not_reply<call_result<T>> = true;

}  // namespace detail

/// A server: it holds state that other actors reach by requests, one at a time.
///
/// ```cpp file=apps/counter/counter.cpp region=server
/// namespace counter {
/// struct add {  // a `reply` makes it a call
///   using reply = int;
///   int amount;
/// };
/// struct value {
///   using reply = int;
/// };
/// struct reset {};  // none: it can only be cast
///
/// struct options {
///   int start = 0;
/// };
///
/// class server : public fauxtp::gen_server<server,                     // itself,
///                                          fauxtp::calls<add, value>,  // what it answers,
///                                          fauxtp::casts<reset>> {     // what it only takes
///  public:
///   explicit server(options args) : count_(args.start) {}
///
///   int handle_call(add request, fauxtp::from) { return count_ += request.amount; }
///   int handle_call(value, fauxtp::from) { return count_; }
///   void handle_cast(reset) { count_ = 0; }
///
///  private:
///   int count_;
/// };
/// }  // namespace counter
/// ```
///
/// The members are the state, and the constructor is init; a restart builds a new object, so
/// nothing survives a crash by accident. For each request in `calls<…>` there is a
/// `handle_call(Request, from)` that returns the reply, or a call_result of it (nothing, or a
/// `call_result<void>`, if the reply is void); for each request in `casts<…>` there is a
/// `handle_cast(Request)`. Dynamic requests, which are terms, go to the handlers below, where these
/// exist; a server may have them beside typed ones:
///
///   - `handle_call(term request, from)`: returns the reply as a term, or a `call_result<term>`
///   - `handle_cast(term request)`
///   - `handle_info(Message)` for each message in `messages<…>`, which come after the casts
///   - `handle_info(term message)`: any other message; without it, it is logged and dropped
///   - `handle_config_change(Arguments)`: a reload has changed live arguments, see config_change
///   - `bool handle_drain()`: it is to end soon, see draining
///   - `handle_continue(term what)`: see continue_with
///   - `handle_task_end(pid task, task_status, term result)`: a task of spawn_task has ended; the
///     result is what the function returned, or the exit_reason
///   - `state()`: returns what sys::get_state shows; a term, or a value that a term can hold
///   - `terminate(const exit_reason&)`, see actor; also called when the parent sends an exit signal
///     and the server traps exits
///
/// A request without a handler, and an exception in a handler, end the server; the caller then gets
/// a call_error. Handlers may wait and call other servers; meanwhile requests queue. Servers that
/// call each other in a ring would wait for ever, so the call that closes the ring throws (see
/// call): reply later, or use casts.
///
/// Differs from OTP: the state is not passed and returned, and `stop(reason)` throws.
template <class Server, class Calls = calls<>, class Casts = casts<>, class Messages = messages<>>
class gen_server;

template <class Server, class... Calls, class... Casts, class... Messages>
class gen_server<Server, calls<Calls...>, casts<Casts...>, messages<Messages...>>
    : public detail::server_loop {
 protected:  // durable_server surrounds them
  void serve_call(term request, const from& client) override {
    if ((serve_typed_call<Calls>(request, client) || ...)) return;
    if constexpr (detail::handles_call<Server, term>) {
      answer<term>(client, [&] { return server().handle_call(std::move(request), client); });
    } else {
      detail::refuse("call", type_name<Server>(), to_string(request), detail::names_of<Calls...>());
    }
  }

 private:
  template <class Request>
  bool serve_typed_call(term& request, const from& client) {
    static_assert(detail::handles_call<Server, Request>,
                  "fauxtp: a request in calls<…> has no handle_call(Request, from) in the server");
    static_assert(
        replied<Request>,
        "fauxtp: a request in calls<…> does not say what its reply is: `using reply = …;`");
    Request* typed = request.get_if<Request>();
    if (typed == nullptr) return false;
    answer<typename Request::reply>(
        client, [&] { return server().handle_call(std::move(*typed), client); });
    return true;
  }

  template <class Reply, class Handler>
  void answer(const from& client, Handler handler) {
    using returned = decltype(handler());
    if constexpr (std::is_void_v<Reply>) {
      static_assert(
          std::is_void_v<returned> || std::is_convertible_v<returned, call_result<void>>,
          "fauxtp: the reply of this request is void, so its handle_call returns nothing, or a "
          "call_result<void>");
      if constexpr (std::is_void_v<returned>) {
        handler();
        reply_now(client, term());
      } else {
        detail::may_be_answered_by_another(client);
        const call_result<void> result = handler();
        if (result.replies()) reply_now(client, term());
      }
    } else if constexpr (!detail::may_not_reply<returned>) {
      static_assert(std::is_convertible_v<returned, Reply>,
                    "fauxtp: a handle_call returns its request's reply, or a call_result of it");
      reply_now(client, term(static_cast<Reply>(handler())));
    } else {
      static_assert(std::is_convertible_v<returned, call_result<Reply>>,
                    "fauxtp: a handle_call returns its request's reply, or a call_result of it");
      detail::may_be_answered_by_another(client);
      call_result<Reply> result = handler();
      if (result.stop()) {
        stop_with_reply(client, term(std::move(*result.value())), std::move(*result.stop()));
      }
      if (result.value()) reply_now(client, term(std::move(*result.value())));
    }
  }

 protected:
  void serve_cast(term request) override {
    if ((serve_typed_cast<Casts>(request) || ...)) return;
    if constexpr (detail::handles_cast<Server, term>) {
      server().handle_cast(std::move(request));
    } else {
      detail::refuse("cast", type_name<Server>(), to_string(request), detail::names_of<Casts...>());
    }
  }

 private:
  template <class Request>
  bool serve_typed_cast(term& request) {
    static_assert(detail::handles_cast<Server, Request>,
                  "fauxtp: a request in casts<…> has no handle_cast(Request) in the server");
    Request* typed = request.get_if<Request>();
    if (typed == nullptr) return false;
    server().handle_cast(std::move(*typed));
    return true;
  }

 protected:
  void serve_info(term message) override {
    if constexpr (requires { &Server::handle_config_change; }) {
      if (serve_config_change(message, &Server::handle_config_change)) return;
    }
    if ((serve_typed_info<Messages>(message) || ...)) return;
    if (message.is<draining>() && serve_drain()) return;
    if constexpr (requires { server().handle_info(std::move(message)); }) {
      server().handle_info(std::move(message));
    } else {
      detail::warn_unhandled(message);
    }
  }

 private:
  template <class Message>
  bool serve_typed_info(term& message) {
    static_assert(
        requires(Server & server, Message typed) { server.handle_info(std::move(typed)); },
        "fauxtp: a message in messages<…> has no handle_info(Message) in the server");
    Message* typed = message.get_if<Message>();
    if (typed == nullptr) return false;
    server().handle_info(std::move(*typed));
    return true;
  }

  /// False if handle_info takes it.
  bool serve_drain() {
    if constexpr (requires { server().handle_drain(); }) {
      if (server().handle_drain()) drained();
      return true;
    } else {
      drained();  // what lay before it has been taken
      return !requires { server().handle_info(term()); };
    }
  }

  template <class Arguments>
  bool serve_config_change(term& message, void (Server::*handler)(Arguments)) {
    auto* change = message.get_if<config_change<std::decay_t<Arguments>>>();
    if (change != nullptr) (server().*handler)(std::move(change->arguments));
    return change != nullptr;
  }

 protected:
  void serve_continue(term what) override {
    if constexpr (requires { server().handle_continue(std::move(what)); }) {
      server().handle_continue(std::move(what));
    }
  }

  void serve_task_end(pid task, task_status status, term result) override {
    if constexpr (requires { server().handle_task_end(task, status, std::move(result)); }) {
      server().handle_task_end(task, status, std::move(result));
    }
  }

 private:
  term serve_state() final {
    if constexpr (requires { term(server().state()); }) {
      return term(server().state());
    } else {
      return term(type_name<Server>());
    }
  }

  static std::span<const detail::request_form> forms() noexcept {
    static constexpr std::array<detail::request_form, sizeof...(Calls) + sizeof...(Casts)> all{
        detail::form_of_call<Calls>()..., detail::form_of<Casts>()...};
    return all;
  }
  static std::span<const detail::value_form> values() noexcept {
    static constexpr std::array<detail::value_form, sizeof...(Calls) + sizeof...(Messages)> all{
        detail::form_of_reply<Calls>()..., detail::form_of_value<Messages>()...};
    return all;
  }
  inline static const detail::known_forms known_{forms(), values()};

  detail::served_forms served() const noexcept final {
    static_cast<void>(&known_);  // used, so it is made
    return {forms(), detail::handles_call<Server, term>, detail::handles_cast<Server, term>};
  }

  Server& server() noexcept { return static_cast<Server&>(*this); }
};

}  // namespace fauxtp
#pragma GCC visibility pop
