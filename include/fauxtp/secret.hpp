// Values that are never shown.
#pragma once

#include <string>
#include <utility>

#pragma GCC visibility push(default)
namespace fauxtp {

/// A value that no report, console or trace shows: `***` stands in its place. For a field of a
/// message, of a request or of an actor's arguments, for what a server shows as its state, and for
/// an element of a term. Like OTP's format_status.
///
/// ```cpp file=test/examples/secret.cpp region=secret
/// struct log_in {
///   using reply = bool;
///   std::string user;
///   secret<std::string> password;
/// };
///
/// bool is_known(const log_in& who) { return who.password.reveal() == "open sesame"; }
/// ```
///
/// An operator may write it as the value that it holds:
/// `fauxtp call door '["log_in", "ali", "open sesame"]'`.
/// A whole message is not shown if it is a secret, or if it has a `to_string` of its own that says
/// less. A secret does not encrypt anything: the value lies in memory as it is. Thread-safety: that
/// of a T.
template <class T>
class secret {
 public:
  using value_type = T;

  secret() = default;
  secret(T value) : value_(std::move(value)) {}  // NOLINT: implicit, so that it is written as a T

  const T& reveal() const& noexcept { return value_; }
  T reveal() && { return std::move(value_); }

  friend bool operator==(const secret&, const secret&) = default;
  friend std::string to_string(const secret&) { return "***"; }

 private:
  T value_{};
};

}  // namespace fauxtp
#pragma GCC visibility pop
