#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string_view>
#include <utility>

#include "fauxtp/call.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/term.hpp"
#include "fauxtp/timer.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// The arguments of the actor `fauxtp/rate_limiter`, as they stand in a file under `args`.
struct rate_limiter_options {
  double rate;              ///< tokens per second, at least 0; must be given
  std::uint32_t burst = 1;  ///< how many tokens there are at most, and at the beginning; at least 1
  /// A reload that changes these restarts nothing.
  static constexpr std::array<std::string_view, 2> live_arguments{"rate", "burst"};
  /// Throws std::invalid_argument if the rate is negative or not finite, or if `burst` is 0.
  void check() const;
};

/// Thrown if there is no token in time. The reason is `("rate_limited", limiter)`.
class rate_limited : public exit_error {
 public:
  explicit rate_limited(const server_ref& limiter);
  ~rate_limited() override;
};

namespace detail {
/// Wants a token that is there until then; is answered with when it is, or with nothing.
struct token_request {
  using reply = std::optional<time_point>;
  time_point until;
};
}  // namespace detail

/// The actor of a rate limiter; see rate_limiter.
class rate_limiter_server : public gen_server<rate_limiter_server, calls<detail::token_request>> {
 public:
  explicit rate_limiter_server(rate_limiter_options options);

  std::optional<time_point> handle_call(detail::token_request request, from);
  void handle_config_change(rate_limiter_options options);
  /// How many tokens there are; less than 0: how many have been promised.
  term state() const { return term(tokens_); }

 private:
  void refill();

  rate_limiter_options options_;
  double tokens_;
  time_point filled_at_;
};

/// Bounds how often something is done, by all actors together: a token bucket. It is an actor with
/// a name, a `fauxtp/rate_limiter` in a tree (circuit_breaker.hpp shows one in a file), of which
/// each takes a token before it acts:
///
/// ```cpp file=test/examples/rate_limiter.cpp region=rate_limiter
/// void send_all(const std::vector<std::string>& mails) {
///   const rate_limiter limiter("mail_limiter");  // {.rate = 10, .burst = 20}
///   for (const std::string& mail : mails) {
///     limiter.take();  // 20 go at once, then one every 100 ms
///     cast("mailer", mail);
///   }
/// }
/// ```
///
/// `burst` tokens are there at the beginning, and `rate` more come each second, up to `burst`. Who
/// waits for a token has been promised one, and those who ask first get theirs first; if an actor
/// ends while it waits, its token is lost. A rate of 0 gives the tokens of the beginning and no
/// more. If there is no such actor, both functions throw call_error; a restart fills the bucket.
class rate_limiter {
 public:
  /// By the actor's name, or by its pid.
  explicit rate_limiter(server_ref actor) : actor_(std::move(actor)) {}

  /// Takes a token if there is one. Does not wait for one.
  bool try_take() const;
  /// Takes a token, and waits until it is there, as long as that. If that would be too long, or
  /// longer than the call that the actor serves may take (deadline.hpp), or for ever, it throws
  /// rate_limited at once, and takes nothing.
  void take(duration wait = infinity,
            const std::source_location& where = std::source_location::current()) const;

 private:
  server_ref actor_;
};

}  // namespace fauxtp
#pragma GCC visibility pop
