#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"
#include "fauxtp/timer.hpp"
#include "runtime/numbered.hpp"
#include "runtime/timer_wheel.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::detail {

class delayed_message;
class local_node;
/// The messages that are delayed for one actor; when it ends, they end with it.
using delayed_message_list = delayed_message*;

/// A message that is to be sent later. It lives on the worker of the actor that it is for; a
/// message for a name, or for an actor of another node, lives on the worker where it was armed.
class delayed_message final : public runtime::timer {
 public:
  /// `name`: the receiver, instead of the pid; it is looked up when the time has come. `period`:
  /// the message is sent again and again, unless it is zero.
  delayed_message(local_node& node, timer_ref id, pid to, std::string_view name, term&& content,
                  duration period)
      : node_(node), id_(id.id), place_(id.place), to_(to), content_(std::move(content)) {
    if (name.empty() && period == duration::zero()) return;
    seldom_ = std::make_unique<seldom_used>(std::string(name), period);
  }
  ~delayed_message() override { leave(); }

  void join(delayed_message_list& of_receiver) noexcept;

 private:
  friend class delayed_messages;

  void expired() noexcept override;
  void send_again(pid to) noexcept;
  void leave() noexcept;

  struct seldom_used {
    seldom_used(std::string name, duration period) : name(std::move(name)), period(period) {}
    std::string name;
    duration period;
  };

  local_node& node_;
  ref id_;
  std::uint32_t place_;
  bool from_afar_ = false;
  pid to_;
  std::unique_ptr<seldom_used> seldom_;
  term content_;
  delayed_message** link_ = nullptr;  // what points to this one in the receiver's list
  delayed_message* next_ = nullptr;
};

/// All messages that are delayed on one worker. Only for that worker's thread.
class delayed_messages {
 public:
  /// The reference by which the next one will be found.
  timer_ref next(ref id, const runtime::worker& home) const noexcept;
  /// `id`: what next() returned, or the id of a timer that an actor of another worker has asked
  /// for; that worker could not know its place.
  delayed_message& make(local_node& node, timer_ref id, pid to, std::string_view name,
                        term&& content, duration period);
  delayed_message* find(timer_ref timer) noexcept;
  void erase(delayed_message& armed) noexcept;

 private:
  runtime::numbered<delayed_message> all_;
  std::unordered_map<ref, std::uint32_t> from_afar_;
};

}  // namespace fauxtp::detail
