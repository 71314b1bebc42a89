// What an actor keeps for the report of its crash, and how it is made to take it again.
#include <memory>

#include "actor/ended_by.hpp"
#include "actor/local_node.hpp"
#include "actor/process.hpp"

namespace fauxtp::detail {

void process::keep_messages(std::size_t most) {
  seldom().last = std::make_unique<last_messages>(most, home().time().now());
  mind_taking();
}

// It is the user's code that shows a message: what it throws, and that there is no memory, makes
// the capsule shorter, and disturbs nobody.
void process::keep_message(const term& taken) noexcept {
  static_cast<void>(ended_by([&] { seldom_->last->took(taken, home().time().now()); }));
}

void process::keep_answer(pid by, const term* answer, const exit_reason& failure) noexcept {
  if (seldom_ == nullptr || !seldom_->last) return;
  static_cast<void>(ended_by([&] {
    const std::string name = node_.names().name_of(by);
    const std::string called = name.empty() ? to_string(by) : name;
    const runtime::time_point now = home().time().now();
    answer != nullptr ? seldom_->last->answered(called, *answer, now)
                      : seldom_->last->failed(called, failure, now);
  }));
}

void process::keep_state() noexcept {
  if (seldom_ == nullptr || !seldom_->last || body_ == nullptr) return;
  static_cast<void>(ended_by([this] { seldom_->last->has_state(body_->state()); }));
}

std::shared_ptr<const term> process::capsule() {
  if (seldom_ == nullptr || !seldom_->last) return nullptr;
  std::shared_ptr<const term> made;
  static_cast<void>(ended_by([&] {
    list unread;
    for (const message* each = mailbox_.oldest();
         each != nullptr && unread.size() < seldom_->last->most();
         each = static_cast<const message*>(each->next)) {
      unread.push_back(written_for_capsule(each->content));
    }
    made = std::make_shared<const term>(
        seldom_->last->capsule(std::move(unread), home().time().now()));
  }));
  return made;
}

void process::hears_only_replays() {
  takes_priority();
  seldom().only_replays = true;
}

}  // namespace fauxtp::detail
