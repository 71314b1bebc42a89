#pragma once

#include <memory>
#include <unordered_map>

#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"
#include "runtime/timer_wheel.hpp"

namespace fauxtp::detail {

struct delayed_message;
/// By the reference that send_after returned. Owned by a worker.
using delayed_messages = std::unordered_map<ref, std::unique_ptr<delayed_message>>;

struct delayed_message final : runtime::timer {
  delayed_message(delayed_messages& owner, ref id, pid to, term content)
      : owner(owner), id(id), to(to), content(std::move(content)) {}
  void expired() noexcept override;

  delayed_messages& owner;
  ref id;
  pid to;
  term content;
};

}  // namespace fauxtp::detail
