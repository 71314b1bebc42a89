// A receive that also waits until something can be read or written. Included by receive.hpp.
#pragma once

#include <cstddef>
#include <memory>
#include <source_location>
#include <type_traits>
#include <utility>
#include <vector>

#include "fauxtp/detail/mailbox_scan.hpp"
#include "fauxtp/detail/pattern_kinds.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::runtime {
class io_source;
}

namespace fauxtp::detail {

class ready_wait;

/// When something can be read or written. Made by io::readable and io::writable.
struct io_moment {
  std::shared_ptr<runtime::io_source> source;
  bool readable = false;
  bool writable = false;
};

/// What a receive does at such a moment; made by `on`.
template <class Handler>
struct io_clause {
  io_moment moment;
  Handler handler;
  std::source_location where;
};

template <class T>
inline constexpr bool is_io_clause = false;
template <class Handler>
inline constexpr bool is_io_clause<io_clause<Handler>> = true;

/// A look through the running actor's mailbox that also ends at one of several moments.
class io_scan : public mailbox_scan {
 public:
  explicit io_scan(const std::source_location& where);
  ~io_scan();

  /// Throws std::system_error if the system cannot watch it.
  void watch(const io_moment& which);
  /// Ends all of it.
  void forget() noexcept;
  bool watches() const noexcept { return !waits_.empty(); }
  /// The number of the first moment that has come, in the order of watch(); or how many there are.
  std::size_t first_ready() const noexcept;
  /// As mailbox_scan::wait, but also returns true if one of the moments has come.
  bool wait();

 private:
  std::vector<ready_wait*> waits_;
};

/// Watches the moments of all clauses that have one.
template <class... Clauses>
void watch_all(io_scan& scan, const Clauses&... clauses) {
  const auto watch = [&scan](const auto& clause) {
    if constexpr (is_io_clause<std::decay_t<decltype(clause)>>) scan.watch(clause.moment);
  };
  (watch(clauses), ...);
}

/// The position of the first clause whose moment has come, or the number of clauses.
template <class... Clauses>
std::size_t first_ready(const io_scan& scan, const Clauses&...) {
  std::size_t moments_before = scan.first_ready();
  std::size_t position = 0;
  for (const bool has_moment : {is_io_clause<Clauses>...}) {
    if (has_moment && moments_before-- == 0) break;
    ++position;
  }
  return position;
}

}  // namespace fauxtp::detail

namespace fauxtp {

/// Runs the handler when something can be read or written: `on(io::readable(stream), [] {…})`. It
/// takes no message; see io.hpp.
template <class Handler = detail::do_nothing>
auto on(detail::io_moment when, Handler&& handler = {},
        std::source_location where = std::source_location::current()) {
  static_assert(std::is_invocable_v<std::decay_t<Handler>&>,
                "fauxtp: the handler of on(io::readable(…), …) takes no arguments");
  return detail::io_clause<std::decay_t<Handler>>{std::move(when), std::forward<Handler>(handler),
                                                  where};
}

}  // namespace fauxtp
#pragma GCC visibility pop
