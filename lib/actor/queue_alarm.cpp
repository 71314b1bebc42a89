// Tells the log of an actor whose mailbox is long, and when it is short again.
#include <string>

#include "actor/local_node.hpp"
#include "actor/process.hpp"
#include "actor/process_look.hpp"
#include "actor/process_text.hpp"
#include "fauxtp/log.hpp"

namespace fauxtp::detail {
namespace {

constexpr std::chrono::seconds between_reports{10};

report queue_report(const process& of, severity level, std::string text) {
  return {.level = level,
          .label = "actor/long_message_queue",
          .text = std::move(text),
          .from = of.id(),
          .name = of.name(),
          .fields = {{"messages", std::to_string(of.messages().size())}}};
}

std::string with_messages(const process& of) {
  return "has " + std::to_string(of.messages().size()) + " messages in its mailbox";
}

}  // namespace

void process::set_queue_alarm(std::size_t first) noexcept {
  mailbox_.alarm_at(first);
  long_queue_ = false;
  mind_taking();
}

// It is told again when the mailbox is twice as long, and when it is long for some time: an actor
// to which messages come in bursts is not told of each time. Called by whoever has sent the
// message, so it throws nothing.
void process::queue_is_long() noexcept {
  try {
    detail::long_queue& state = seldom().long_queue;
    if (!long_queue_) {
      state.first = mailbox_.alarm();
      state.told = false;
    }
    long_queue_ = true;
    mind_taking();
    const std::size_t size = mailbox_.size();
    const runtime::time_point time = now();
    if (time < state.quiet_until && size < 2 * state.most_told) {
      return mailbox_.alarm_at(size + state.first / 8 + 1);
    }
    state.told = true;
    state.most_told = size;
    state.quiet_until = time + between_reports;
    mailbox_.alarm_at(state.next(size));
    node_.submit(queue_report(*this, severity::warning,
                              with_messages(*this) + ";" + doing_text(look(*this))));
  } catch (const std::bad_alloc&) {  // nobody is told
    mailbox_.alarm_at(0);
  }
}

void process::queue_is_short() noexcept {
  set_queue_alarm(seldom_->long_queue.first);
  if (!seldom_->long_queue.told) return;
  try {
    node_.submit(queue_report(*this, severity::notice, with_messages(*this) + " again"));
  } catch (const std::bad_alloc&) {  // nobody is told
  }
}

}  // namespace fauxtp::detail
