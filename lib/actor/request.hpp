#pragma once

#include <functional>
#include <optional>

#include "actor/process.hpp"
#include "actor/wake_by.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/term.hpp"
#include "runtime/clock.hpp"

namespace fauxtp::detail {

/// One question to another actor and the wait for its answer. While the request lives, an answer
/// under its id comes here and not into the mailbox; afterwards such an answer is dropped.
class request {
 public:
  /// A request that watches no actor.
  request();
  /// A request that fails when that actor ends, which is watched from send() on.
  explicit request(pid asked);
  /// A request for room in that actor's mailbox. The actor is not watched.
  struct room_t {};
  request(pid full, room_t);
  /// A request that is not waited for at once: an actor may have many of these at a time.
  struct kept_t {};
  request(pid asked, kept_t);
  ~request();
  request(const request&) = delete;
  request& operator=(const request&) = delete;

  ref id() const noexcept { return id_; }
  pid asked() const noexcept { return asked_; }
  /// Watches the actor that is asked, and sends the question. True if that actor's mailbox is full:
  /// a sender that does not wait for the answer now should wait_for_room.
  bool send(term&& question);
  /// The same for a question that only servers understand, and that counts against no limit.
  void send_to_server(term&& question);
  /// Watches the actor that is asked, and sends nothing.
  void watch();
  /// Waits until there is an answer or a failure. False if the deadline has passed first, or if one
  /// of the events in `others` has happened.
  [[gnu::always_inline]] bool wait(runtime::time_point deadline,
                                   wake_by others = wake_by::nothing) {
    while (!settled()) {
      const bool woken = own_.wait(wake_by::answer | others, deadline);
      // The answer may have raced with the time (C3).
      if (!woken) own_.home().deliver_parcels();
      if (!woken || others != wake_by::nothing) return settled();
    }
    return true;
  }
  /// The request is not waited for any more. When it is settled, its process gets the message that
  /// `convert` makes of the answer, or of the failure if there is no answer.
  void become_message(open_requests::to_message convert);
  bool settled() const noexcept { return answer_.has_value() || failed_; }
  std::optional<term>& answer() noexcept { return answer_; }
  const exit_reason& failure() const noexcept { return failure_; }

  // Called by the process.
  /// The first answer counts.
  void fulfil(term&& answer, bool unwatched) noexcept;
  void fail(exit_reason reason) noexcept;
  /// It is told once, when the request is settled, on the worker of the request's process.
  class observer {
   public:
    virtual void settled(request& which) noexcept = 0;

   protected:
    ~observer() = default;
  };
  void observe(observer* who) noexcept { observer_ = who; }
  request* next() const noexcept { return next_; }
  bool watches() const noexcept { return watches_; }
  bool is_for_room() const noexcept { return for_room_; }

 private:
  friend class open_requests;

  process& own_;
  pid asked_;
  ref id_ = make_ref();
  bool watches_ = false;
  bool kept_ = false;
  bool for_room_ = false;
  bool failed_ = false;
  exit_reason failure_;
  std::optional<term> answer_;
  request* next_ = nullptr;
  observer* observer_ = nullptr;
};

}  // namespace fauxtp::detail
