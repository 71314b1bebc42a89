#pragma once

#include <chrono>

#include "fauxtp/duration.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// When a server has too many requests, and which of them it sheds then.
///
/// A server sheds a request, a call or a cast, when its turn comes: it drops the request, tells the
/// caller at once (`call_error` with the cause `"shed"`), and goes on with the next one. So what it
/// does is done for callers who still wait. There are two rules, and either of them sheds:
///
///   - `mailbox_limit::max_age`: a request that has waited for so long, or longer, is shed in any
///     case;
///   - `mailbox_limit::shed`, this struct, adapts to the load. A burst of requests is served. It is
///     overload if even the request that has waited for the shortest time within an interval has
///     waited for longer than the target; as long as that is so, each request that has waited for
///     more than twice the target is shed.
///
/// ```cpp file=test/examples/shedding.cpp region=shed
/// const pid shop = start<till>(start_options{.spawn = {.mailbox = {.max_age = 2s}}});
/// try {
///   call(shop, price{"tea"}, 10s);
/// } catch (const call_error& failure) {
///   if (failure.cause() == exit_reason("shed")) log(severity::warning, "the shop is too busy");
/// }
/// ```
///
/// A request's time counts from when it is sent, on the node's clock, on whichever worker. What is
/// not shed: system messages, exit signals, `down`s, replies, timers, and plain messages, also
/// those of plain actors, because they may be a part of a conversation and nobody could be told. A
/// receive within a handler sheds nothing; nor does a server that is suspended, until it goes on.
/// Requests that lay in the mailbox when it got its first rule stay.
///
/// process_info counts what was shed, and the log tells of the 1st, 2nd, 4th, 8th, …
/// (`server/shed`). If the server keeps deadlines (deadline.hpp), a call whose caller has given up
/// is left out, and is not counted here. Choose a max_age that is shorter than the callers'
/// patience: what is shed later helps nobody. A retry (retry.hpp) of what was shed needs a budget,
/// or it adds to the load.
///
/// Not for requests that must be handled, however late: a cast that is shed is gone. A server with
/// such a rule pays for each request what a limit costs, and two looks at the clock; others pay
/// nothing. OTP has no such rule.
///
/// The interval and the shortest wait are those of CoDel (RFC 8289); which requests are dropped is
/// not: CoDel drops ever more often until TCP slows down, and callers do not slow down. To shed
/// what has waited for more than twice the target is what Facebook's servers do (B. Maurer, Fail at
/// Scale, ACM Queue 13(8), 2015).
struct shedding {
  duration target = infinity;  ///< more than zero; infinity: this rule sheds nothing
  duration interval = std::chrono::milliseconds(100);  ///< more than zero; the default of RFC 8289

  friend bool operator==(const shedding&, const shedding&) = default;
};

}  // namespace fauxtp
#pragma GCC visibility pop
