#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "fauxtp/exit_reason.hpp"
#include "fauxtp/term.hpp"
#include "runtime/clock.hpp"

namespace fauxtp::detail {

/// Sets how values are written into capsules from now on; at first they are texts for people. A
/// room that knows more of messages than this one sets it. What it writes holds no C++ objects, no
/// pids and no references, so it can become JSON. Any thread.
void write_capsules_by(term (*written)(const term& value)) noexcept;
term written_for_capsule(const term& value);

/// What an actor has taken last, for the report of its crash. It is written when it is taken: after
/// that it belongs to the actor's own code.
class last_messages {
 public:
  last_messages(std::size_t most, runtime::time_point begin) : most_(most), begin_(begin) {}

  std::size_t most() const noexcept { return most_; }
  void took(const term& message, runtime::time_point now) {
    add("message", written_for_capsule(message), now);
  }
  /// `by`: the name of the actor that was called, or its pid.
  void answered(const std::string& by, const term& answer, runtime::time_point now) {
    add("answer", written_for_capsule(answer), now).set("of", by);
  }
  void failed(const std::string& by, const exit_reason& why, runtime::time_point now) {
    add("failed", written_for_capsule(term(why)), now).set("of", by);
  }
  /// At the end of its body.
  void has_state(const term& state) { state_ = written_for_capsule(state); }

  /// All that was kept. It can be asked for once. `unread`: what lies in the mailbox, a list.
  term capsule(term unread, runtime::time_point now);

 private:
  map& add(const char* key, term written, runtime::time_point now);
  double milliseconds(runtime::time_point when) const;

  std::size_t most_;
  runtime::time_point begin_;
  std::deque<map> kept_;
  std::uint64_t left_out_ = 0;  // before those that are kept
  term state_;
};

}  // namespace fauxtp::detail
