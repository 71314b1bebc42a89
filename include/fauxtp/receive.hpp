#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <source_location>
#include <tuple>
#include <utility>

#include "fauxtp/detail/io_clause.hpp"
#include "fauxtp/detail/mailbox_scan.hpp"
#include "fauxtp/detail/receive_clauses.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/pattern.hpp"
#include "fauxtp/term.hpp"

// After a switch of stacks the processor cannot foresee returns: each function between the wait and
// the actor's own code costs as much as a wrongly predicted branch.
#define FAUXTP_PART_OF_CALLER [[gnu::always_inline]] inline

#pragma GCC visibility push(default)
namespace fauxtp {

/// Waits for the first message, oldest first, that one of the clauses matches, takes it out of the
/// mailbox, and runs that clause's handler. A message that matches no clause stays where it is, in
/// order (O12).
///
/// ```cpp file=test/examples/receive.cpp region=receive
/// std::pair<std::string, int> next_user(ref job) {
///   return receive(on(tuple("msg", job, tuple("sub", any, any), ignore),
///                     [](std::string user, int size) { return std::pair(user, size); }),
///                  on(tuple("msg", job, any), [](std::string name) { return std::pair(name, 0); }),
///                  after(500ms, [] { return std::pair(std::string("nobody"), -1); }));
/// }
/// ```
///
/// With `after(time, handler)` as the last clause the wait ends after that time; `after(0s, …)`
/// looks once through the whole mailbox. A clause `on(io::readable(stream), handler)` stands for
/// the moment when there is something to read (stream.hpp): it counts when no message matches.
/// Returns what the handler returns. While the wait goes on only new messages are looked at. Throws
/// what the handler throws (the message is gone then), actor_exit when the actor is to end, and
/// std::logic_error outside an actor.
template <detail::receive_clause... Clauses>
FAUXTP_PART_OF_CALLER auto receive(Clauses... clauses) {
  using result =
      typename detail::common_result<typename detail::clause_result<Clauses>::type...>::type;
  constexpr std::size_t count = sizeof...(Clauses);
  constexpr std::size_t timeouts = (std::size_t{detail::is_timeout<Clauses>} + ...);
  constexpr bool last_is_timeout =
      detail::is_timeout<std::tuple_element_t<count - 1, std::tuple<Clauses...>>>;
  static_assert(timeouts == 0 || (timeouts == 1 && last_is_timeout),
                "fauxtp: a receive has at most one after(), as its last clause");
  constexpr bool watches_io = (detail::is_io_clause<Clauses> || ...);
  std::conditional_t<watches_io, detail::io_scan, detail::mailbox_scan> scan(
      std::get<0>(std::tie(clauses...)).where);
  if constexpr (timeouts == 1) scan.limit(std::get<count - 1>(std::tie(clauses...)).wait);
  do {
    for (; scan.shown() != nullptr; scan.next()) {
      const std::size_t position = detail::first_match(*scan.shown(), clauses...);
      if (position == count) continue;
      if constexpr (watches_io) scan.forget();  // the handler may close what is watched
      return detail::run_at<result>(position, scan.take(), clauses...);
    }
    if constexpr (watches_io) {
      if (!scan.watches()) detail::watch_all(scan, clauses...);
      const std::size_t position = detail::first_ready(scan, clauses...);
      if (position != count) {
        scan.forget();
        return detail::run_at<result>(position, term(), clauses...);
      }
    }
  } while (scan.wait());
  if constexpr (watches_io) scan.forget();
  if constexpr (timeouts == 1) {
    return detail::run_at<result>(count - 1, term(), clauses...);
  } else {
    __builtin_unreachable();  // without a limit only a message ends the wait
  }
}

/// Waits for the oldest message that is a T.
template <class T>
FAUXTP_PART_OF_CALLER T receive(std::source_location where = std::source_location::current()) {
  return receive(on(
      type<T>, [](T message) { return message; }, where));
}

/// The same, but waits at most this long; returns nothing when the time is up.
template <class T, class Count, class Period>
FAUXTP_PART_OF_CALLER std::optional<T> receive(
    std::chrono::duration<Count, Period> wait,
    std::source_location where = std::source_location::current()) {
  return receive(
      on(
          type<T>, [](T message) { return std::optional<T>(std::move(message)); }, where),
      after(wait, [] { return std::optional<T>(); }));
}

/// Waits this long, without taking messages.
void sleep(duration wait, std::source_location where = std::source_location::current());

}  // namespace fauxtp
#pragma GCC visibility pop

#undef FAUXTP_PART_OF_CALLER
