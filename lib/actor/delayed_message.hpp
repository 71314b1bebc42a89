#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"
#include "runtime/timer_wheel.hpp"

namespace fauxtp::detail {

class delayed_message;
class node_core;
/// By the reference that send_after returned. Owned by a worker.
using delayed_messages = std::unordered_map<ref, std::unique_ptr<delayed_message>>;
/// Those for one actor, which goes and takes them along.
using delayed_message_list = delayed_message*;

/// A message that is to be sent later. It lives on the worker of the actor that it is for; one for
/// a name, or for an actor of another node, on the worker where it was armed.
class delayed_message final : public runtime::timer {
 public:
  delayed_message(node_core& node, ref id, pid to, std::string name, term content)
      : node_(node), id_(id), to_(to), name_(std::move(name)), content_(std::move(content)) {}
  ~delayed_message() override { leave(); }

  ref id() const noexcept { return id_; }
  void join(delayed_message_list& of_receiver) noexcept;

 private:
  void expired() noexcept override;
  void leave() noexcept;

  node_core& node_;
  ref id_;
  pid to_;
  std::string name_;  // instead of the pid; looked up when the time has come
  term content_;
  delayed_message** link_ = nullptr;  // what points to this one in the receiver's list
  delayed_message* next_ = nullptr;
};

}  // namespace fauxtp::detail
