#pragma once

#include <iosfwd>
#include <memory>
#include <stdexcept>
#include <string>

#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

enum class exit_kind : unsigned char {
  normal,
  shutdown,
  kill,
  killed,
  noproc,
  noconnection,
  timeout,
  error,
  other
};

/// What is known of an exception that ended an actor.
struct error_info {
  std::string type;  ///< the exception's class, demangled
  std::string what;  ///< its what(), or the thrown const char*, of which 8 KiB are kept; else empty

  friend bool operator==(const error_info&, const error_info&) = default;
};

/// Why an actor ended: a value that travels in exit signals, `down` messages and start results.
///
/// ```cpp file=test/examples/exit_reason.cpp region=reasons
/// exit_reason plain = exit_reason::shutdown;
/// exit_reason polite = exit_reason::shutdown_with("the import is through");
/// exit_reason data = exit_reason(tuple("out_of_tea", 3));
/// exit_reason crash = exit_reason::error("std::bad_alloc", "std::bad_alloc");
/// std::string printed = to_string(crash);  // "error: std::bad_alloc: std::bad_alloc"
/// bool restart = data.abnormal() && crash.abnormal() && !polite.abnormal();  // true
/// ```
///
/// `normal`, `shutdown` and `{shutdown, Term}` are orderly ends: they are not reported as crashes,
/// and a transient child that ends with one of them is not restarted (R1). An exception that leaves
/// an actor becomes an `error`. Any term can be a reason. Reasons are printed as the seed prints
/// them: "normal", "error: …".
///
/// A reason may hold another one, as the reason of a failed call does, and so on: if more than
/// three lie inside each other, the outer three and the innermost are shown. Two reasons that hold
/// more than 32 others are equal only if one is a copy of the other.
///
/// A value: copies share their detail, which never changes; safe to use from any thread.
class exit_reason {
 public:
  static constexpr exit_kind normal = exit_kind::normal;
  static constexpr exit_kind shutdown = exit_kind::shutdown;
  /// Sent by `exit(pid, kill)`, it cannot be trapped, and the actor ends with `killed`.
  static constexpr exit_kind kill = exit_kind::kill;
  static constexpr exit_kind killed = exit_kind::killed;
  /// There is no such actor.
  static constexpr exit_kind noproc = exit_kind::noproc;
  static constexpr exit_kind noconnection = exit_kind::noconnection;
  static constexpr exit_kind timeout = exit_kind::timeout;

  exit_reason() = default;
  exit_reason(exit_kind kind) : kind_(kind) {}  // NOLINT: `exit(pid, exit_reason::shutdown)`
  /// A reason that is a term.
  explicit exit_reason(term reason);
  /// OTP's `{shutdown, Term}`: an orderly end, with something to say.
  static exit_reason shutdown_with(term detail);
  static exit_reason error(std::string type, std::string what);
  /// The reason for the exception that is being handled. An actor_exit or exit_error gives the
  /// reason that it carries.
  static exit_reason of_current_exception();

  exit_kind kind() const noexcept { return kind_; }
  /// True unless the reason is normal, shutdown or {shutdown, _}.
  bool abnormal() const noexcept {
    return kind_ != exit_kind::normal && kind_ != exit_kind::shutdown;
  }
  /// The term of `shutdown_with`, or the term that is the reason; otherwise nil.
  const term& detail() const noexcept;
  /// The exception of an `error`; otherwise nullptr.
  const error_info* error() const noexcept;

  friend bool operator==(const exit_reason& left, const exit_reason& right) noexcept;

 private:
  struct detail_data;
  exit_kind kind_ = exit_kind::normal;
  std::shared_ptr<const detail_data> data_;
};

std::string to_string(const exit_reason& reason);
std::ostream& operator<<(std::ostream& out, const exit_reason& reason);

/// Thrown to unwind an actor that is to end. It is no std::exception, so a handler
/// `catch (const std::exception&)` does not hold it up. An actor that catches it by `...` and goes
/// on gets it again where it waits next.
class actor_exit {
 public:
  explicit actor_exit(exit_reason reason) : reason_(std::move(reason)) {}
  const exit_reason& reason() const noexcept { return reason_; }

 private:
  exit_reason reason_;
};

/// An exception that carries a reason: an actor that it leaves ends with that reason. Other
/// exceptions end an actor with an `error` of their type and text. call_error, start_error and
/// task_error derive from it.
class exit_error : public std::runtime_error {
 public:
  exit_error(exit_reason reason, const std::string& what)
      : std::runtime_error(what), reason_(std::move(reason)) {}
  ~exit_error() override;
  const exit_reason& reason() const noexcept { return reason_; }

 private:
  exit_reason reason_;
};

}  // namespace fauxtp
#pragma GCC visibility pop
