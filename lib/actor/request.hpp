#pragma once

#include <optional>

#include "actor/wake_by.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"
#include "runtime/clock.hpp"

namespace fauxtp::detail {

/// One question to another actor and the wait for its answer. While it lives, an answer under its
/// id comes here and not into the mailbox; afterwards it is dropped.
class request {
 public:
  /// A request that nobody is watched for.
  request();
  /// Fails when that actor ends.
  explicit request(pid asked);
  ~request();
  request(const request&) = delete;
  request& operator=(const request&) = delete;

  ref id() const noexcept { return id_; }
  /// Waits until there is an answer or a failure. False when the deadline has passed first, or one
  /// of the other events has happened.
  bool wait(runtime::time_point deadline, wake_by others = wake_by::nothing);
  std::optional<term>& answer() noexcept { return answer_; }
  const exit_reason& failure() const noexcept { return failure_; }

  // For the process.
  /// The first answer counts.
  void fulfil(term answer) {
    if (!answer_) answer_ = std::move(answer);
  }
  void fail(exit_reason reason) {
    failed_ = true;
    failure_ = std::move(reason);
  }
  request* next() const noexcept { return next_; }

 private:
  friend class process;

  ref id_;
  bool watches_ = false;
  bool failed_ = false;
  exit_reason failure_;
  std::optional<term> answer_;
  request* next_ = nullptr;
};

}  // namespace fauxtp::detail
