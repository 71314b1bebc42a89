#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <source_location>
#include <tuple>
#include <type_traits>
#include <utility>

#include "fauxtp/duration.hpp"
#include "fauxtp/pattern.hpp"
#include "fauxtp/term.hpp"

// After a switch of stacks the processor cannot foresee returns: each function between the wait and
// the actor's own code costs as much as a wrongly predicted branch.
#define FAUXTP_PART_OF_CALLER [[gnu::always_inline]] inline

namespace fauxtp {

namespace runtime {
struct parcel;
}

namespace detail {

class process;

/// A look through the running actor's mailbox, oldest message first.
class mailbox_scan {
 public:
  /// `where`: the line that waits, which is shown when the actor is looked at; an empty one stands
  /// for the loop of a server.
  explicit mailbox_scan(const std::source_location& where = {});
  mailbox_scan(const mailbox_scan&) = delete;
  mailbox_scan& operator=(const mailbox_scan&) = delete;
  ~mailbox_scan() {
    if (is_known_) [[unlikely]]
      leave();
  }

  /// How long all waits of this look together may take; without a limit they take for ever.
  void limit(duration wait);
  /// The message that is looked at, the oldest one first; nullptr behind the newest.
  const term* shown() const noexcept { return shown_; }
  /// Goes on to the next message.
  void next() noexcept;
  /// Takes the shown message out of the mailbox.
  term take();
  /// Behind the newest message: waits for a new one, and shows it. False when the time is up.
  bool wait();

  // For an actor whose messages may be dropped at any time: step_back() prepares all looks for the
  // removal of the message that hangs at `gone`; shows() says whether one of the looks is at this
  // content. Both go through all looks that have begun, the newest one first.
  static void step_back(mailbox_scan* newest, runtime::parcel** gone) noexcept;
  static bool shows(const mailbox_scan* newest, const term& content) noexcept;

 private:
  using time_point = std::chrono::steady_clock::time_point;

  void show() noexcept;
  bool poll();
  void enter();
  void leave() noexcept;

  process& owner_;
  std::source_location where_;
  runtime::parcel** link_;  // where the shown message hangs, or the next one will
  const term* shown_;
  bool only_looks_ = false;
  bool polled_ = false;
  bool is_known_ = false;  // to its actor
  mailbox_scan* outer_;    // the look that began before this one, if this is known
  time_point deadline_;
};

template <class T>
inline constexpr bool is_timeout = false;
template <class Handler>
inline constexpr bool is_timeout<timeout_clause<Handler>> = true;

template <class T>
struct clause_result;
template <class Pattern, class Handler>
struct clause_result<clause<Pattern, Handler>> {
  using type = typename clause<Pattern, Handler>::result;
};
template <class Handler>
struct clause_result<timeout_clause<Handler>> {
  using type = std::invoke_result_t<Handler&>;
};

template <class T>
concept receive_clause = requires {
  typename clause_result<T>::type;
};

template <class... Results>
struct common_result {
  static_assert((std::is_void_v<Results> && ...),
                "fauxtp: all handlers of a receive return nothing, or all return values of one "
                "common type");
  using type = void;
};
template <class... Results>
requires(!std::is_void_v<Results> && ...) && requires { typename std::common_type_t<Results...>; }
struct common_result<Results...> {
  using type = std::common_type_t<Results...>;
};

/// The position of the first clause that matches, or the number of clauses.
template <class... Clauses>
std::size_t first_match(const term& message, const Clauses&... clauses) {
  std::size_t position = 0;
  const auto matches = [&](const auto& clause) {
    if constexpr (!is_timeout<std::decay_t<decltype(clause)>>) {
      if (clause.matches(message)) return true;
    }
    ++position;
    return false;
  };
  (matches(clauses) || ...);
  return position;
}

template <class Result, class Clause, class... Rest>
Result run_at(std::size_t position, term&& message, Clause& clause, Rest&... rest) {
  if constexpr (sizeof...(Rest) > 0) {
    if (position > 0) return run_at<Result>(position - 1, std::move(message), rest...);
  }
  if constexpr (is_timeout<Clause>) {
    return static_cast<Result>(clause.handler());
  } else {
    return static_cast<Result>(clause.run(std::move(message)));
  }
}

}  // namespace detail

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
/// looks once through the whole mailbox. Returns what the handler returns. While the wait goes on
/// only new messages are looked at. Throws what the handler throws (the message is gone then),
/// actor_exit when the actor is to end, and std::logic_error outside an actor.
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
  detail::mailbox_scan scan(std::get<0>(std::tie(clauses...)).where);
  if constexpr (timeouts == 1) scan.limit(std::get<count - 1>(std::tie(clauses...)).wait);
  do {
    for (; scan.shown() != nullptr; scan.next()) {
      const std::size_t position = detail::first_match(*scan.shown(), clauses...);
      if (position == count) continue;
      return detail::run_at<result>(position, scan.take(), clauses...);
    }
  } while (scan.wait());
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

#undef FAUXTP_PART_OF_CALLER
