#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "fauxtp/duration.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// The receiver of a request: an actor, or the actor that has this name in the node's registry when
/// the request is sent, or a member of the pool that has this name (pool.hpp).
class server_ref {
 public:
  server_ref(pid actor) : actor_(actor) {}                      // NOLINT: implicit on purpose
  server_ref(std::string_view name) : name_(name) {}            // NOLINT
  server_ref(const char* name) : name_(name) {}                 // NOLINT
  server_ref(const std::string& name) : name_(name) {}          // NOLINT
  server_ref(const start_result& started) : actor_(started) {}  // NOLINT

  /// An empty pid if no actor has the name.
  pid find() const { return name_.empty() ? actor_ : whereis(name_); }
  const std::string& name() const noexcept { return name_; }

 private:
  pid actor_;
  std::string name_;
};

std::string to_string(const server_ref& server);

/// The actor that has made a call, and the call: a reply is addressed to both.
struct from {
  pid client;
  ref tag;
  /// Until when the client waits, on the node's clock. The server may be slower: then the client
  /// has got a call_error, and the reply is dropped. See also deadline().
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

/// Thrown when a call got no reply. `reason()` is the reason with which the caller ends if it does
/// not catch this: `(cause, ("call", server, request))`, as in OTP (C1, C2).
class call_error : public exit_error {
 public:
  call_error(exit_reason cause, const server_ref& server, const std::string& request,
             std::optional<process_info> seen = {});
  /// `why`: what `what()` tells besides.
  call_error(exit_reason cause, const server_ref& server, const std::string& request,
             const std::string& why);
  ~call_error() override;
  /// Why there is no reply: `timeout`; `noproc` if there was no such actor, or no member of a pool
  /// was up that fails at once (a pool that waits gives `timeout`); the reason with which the
  /// server ended meanwhile; `mailbox_full`; `shed` if it had waited too long (see shedding);
  /// `calling_self`; or `("deadlock", [caller, …, caller])`.
  const exit_reason& cause() const noexcept { return cause_; }
  /// After a timeout: what the server was doing then, which `what()` tells, too. Nothing if it has
  /// ended meanwhile.
  const std::optional<process_info>& seen() const noexcept { return seen_; }

 private:
  exit_reason cause_;
  std::optional<process_info> seen_;
};

/// A request that names the type of its reply: `struct add { using reply = int; int amount; };`
template <class Request>
concept replied = requires {
  typename std::remove_cvref_t<Request>::reply;
};

/// A request that chooses the member of a pool that routes by key: `pool_key()` returns what it is
/// about, a text, a number, or anything with a std::hash.
template <class Request>
concept keyed = requires(const std::remove_cvref_t<Request>& request) {
  request.pool_key();
};

inline constexpr duration call_timeout = std::chrono::seconds(5);

namespace detail {

using key_hash = std::uint64_t;
template <class Key>
key_hash hash_of_key(const Key& key) {
  if constexpr (std::convertible_to<const Key&, std::string_view>) {
    return std::hash<std::string_view>()(key);
  } else {
    return std::hash<Key>()(key);
  }
}

term keyed_call_term(const server_ref& server, term request, key_hash key, duration wait,
                     const std::source_location& where);
void keyed_cast_term(const server_ref& server, term request, key_hash key);
term call_term(const server_ref& server, term request, duration wait,
               const std::source_location& where);
void cast_term(const server_ref& server, term request);
void reply_term(const from& client, term answer);
/// The call gets no reply, but a call_error with this cause.
void fail_term(const from& client, exit_reason cause);
void may_be_answered_by_another(const from& client);

/// How requests travel: as messages whose content only a server, or on_cast, looks into.
struct call_message {
  from client;
  term request;
  static void* operator new(std::size_t size);
  static void operator delete(void* ended) noexcept;
};
struct cast_message {
  term request;
  static void* operator new(std::size_t size);
  static void operator delete(void* ended) noexcept;
};

// How reports and traces show them: `call REQUEST`, `cast REQUEST`.
std::string to_string(const call_message& message);
std::string to_string(const cast_message& message);

template <class Request>
inline constexpr bool dynamic_request = !std::is_class_v<std::remove_cvref_t<Request>> ||
                                        std::same_as<std::remove_cvref_t<Request>, term> ||
                                        std::convertible_to<Request, std::string_view>;

template <class Request>
term answer_to(const server_ref& server, Request&& request, duration wait,
               const std::source_location& where) {
  if constexpr (keyed<Request>) {
    const key_hash key = hash_of_key(request.pool_key());
    return keyed_call_term(server, term(std::forward<Request>(request)), key, wait, where);
  } else {
    return call_term(server, term(std::forward<Request>(request)), wait, where);
  }
}
}  // namespace detail

/// Sends a request to a gen_server and waits for its reply. The reply has the type that the request
/// names; if the request is a term, a tuple or a text, the reply is a term.
///
/// ```cpp file=test/examples/call.cpp region=call
/// struct price {
///   using reply = double;  // makes it a request that can be called
///   std::string article;
/// };
///
/// class shop : public gen_server<shop, calls<price>> {
///  public:
///   double handle_call(price request, from) { return request.article == "tea" ? 2.5 : 0.0; }
///   term handle_call(term request, from) { return tuple("unknown", std::move(request)); }
/// };
///
/// double price_of_tea(pid shop) {
///   try {
///     return call(shop, price{"tea"}, 1s);
///   } catch (const call_error& error) {  // timeout, noproc, or why the shop has ended
///     log(severity::warning, error.what());
///     return 0.0;
///   }
/// }
/// ```
///
/// Throws call_error when there is no reply: after `wait` (default: 5 s, as in the seed and in
/// OTP), or at once when the server does not exist or ends. After a timeout the server still
/// handles the request, unless it keeps deadlines (deadline.hpp), and its late reply is dropped;
/// the error tells what the server does, for which it is looked at, in 20 ms at most. Only for
/// actors: throws std::logic_error elsewhere.
///
/// If the server waits for the caller, itself or through other actors that wait for each other
/// (also by `start`: an init that calls its starter cannot be answered), none of them would ever be
/// answered. The call that closes the ring throws at once, with `deadlock` and the ring as the
/// cause. OTP lets all of them wait. If a handler in the ring may leave its reply to another actor
/// (it returns a call_result), the ring is only reported, as `call/possible_deadlock`.
template <class Request>
auto call(const server_ref& server, Request&& request, duration wait = call_timeout,
          const std::source_location& where = std::source_location::current()) {
  if constexpr (replied<Request>) {
    using reply = typename std::remove_cvref_t<Request>::reply;
    term answer = detail::answer_to(server, std::forward<Request>(request), wait, where);
    if constexpr (!std::is_void_v<reply>) return std::move(answer).template as<reply>();
  } else {
    static_assert(detail::dynamic_request<Request>,
                  "fauxtp: this request has no reply type (`using reply = …;`), so it can be cast, "
                  "not called");
    return detail::call_term(server, term(std::forward<Request>(request)), wait, where);
  }
}

/// Sends a request and does not wait. The caller is not told what becomes of the request, not even
/// that no actor has the name.
template <class Request>
void cast(const server_ref& server, Request&& request) {
  if constexpr (keyed<Request>) {
    const auto key = detail::hash_of_key(request.pool_key());
    detail::keyed_cast_term(server, term(std::forward<Request>(request)), key);
  } else {
    detail::cast_term(server, term(std::forward<Request>(request)));
  }
}

/// Answers a call, from the server or from an actor to which the server passed `from` on. The first
/// reply counts.
template <class Reply>
void reply(const from& client, Reply&& answer) {
  detail::reply_term(client, term(std::forward<Reply>(answer)));
}
/// The same for a request whose reply is void.
inline void reply(const from& client) { detail::reply_term(client, term()); }

}  // namespace fauxtp
#pragma GCC visibility pop
