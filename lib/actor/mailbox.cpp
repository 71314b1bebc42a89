// A list of messages from which any one can be taken.
#include "actor/mailbox.hpp"

#include "actor/limited_mailbox.hpp"
#include "actor/process.hpp"
#include "term/print.hpp"

namespace fauxtp::detail {

namespace {

struct watching_message final : signal {
  watching_message(pid to, pid watcher, ref monitor, term&& content)
      : signal(to),
        watcher(watcher),
        monitor(monitor),
        sent(new (message::travels{}) message(to, std::move(content))) {}
  void act(process& receiver) noexcept override {
    receiver.watched_by(monitor, watcher);
    receiver.accept(*sent.release());
  }
  void bounce() noexcept override { monitor_signal(to, watcher, monitor).bounce(); }
  pid watcher;
  ref monitor;
  std::unique_ptr<message> sent;
};

}  // namespace

void message::deliver() noexcept {
  if (process* receiver = process::local(to)) {
    receiver->accept(*this);
  } else {
    delete this;
  }
}

bool send_and_watch(pid to, pid watcher, ref monitor, term&& content) {
  process_slot* slot = process_table::find(to);
  if (slot == nullptr) {
    monitor_signal(to, watcher, monitor).bounce();
  } else if (slot->limit.load(std::memory_order_relaxed) != 0) [[unlikely]] {
    return ask_within_limit(*slot, to, watcher, monitor, std::move(content));
  } else if (lives_here(*slot)) {
    slot->owner().watched_by(monitor, watcher);
    slot->owner().accept(*new message(to, std::move(content)));
  } else {
    dispatch(*slot, std::make_unique<watching_message>(to, watcher, monitor, std::move(content)));
  }
  return false;
}

// Whether an actor serves is not known before it has begun: until then the question goes through
// the inbox again and again.
void ask_system_and_watch(pid to, pid watcher, ref monitor, term&& content) {
  struct system_question final : signal {
    system_question(pid to, pid watcher, ref monitor, term&& content)
        : signal(to), watcher(watcher), monitor(monitor), content(std::move(content)) {}
    void act(process& receiver) noexcept override {
      if (!receiver.serves()) {
        if (receiver.has_begun()) {
          emit<down_signal>(watcher, to, monitor, exit_reason(term("not_a_server")));
        } else {
          dispatch(receiver.slot(),
                   std::make_unique<system_question>(to, watcher, monitor, std::move(content)));
        }
        return;
      }
      receiver.watched_by(monitor, watcher);
      receiver.accept(*new message(to, std::move(content)));
    }
    void bounce() noexcept override { monitor_signal(to, watcher, monitor).bounce(); }
    pid watcher;
    ref monitor;
    term content;
  };
  emit<system_question>(to, watcher, monitor, std::move(content));
}

mailbox::~mailbox() { clear(); }

std::string mailbox::shown(std::size_t most) const {
  constexpr std::size_t longest = 200;
  std::string text;
  const runtime::parcel* each = first_;
  for (; each != nullptr && most > 0; each = each->next, --most) {
    const std::string one = printed(static_cast<const message*>(each)->content, longest);
    text += (text.empty() ? "" : ", ") + one;
  }
  return each == nullptr ? text : text + ", …";
}

void mailbox::clear() noexcept {
  while (first_ != nullptr) delete take(&first_);
}

}  // namespace fauxtp::detail
