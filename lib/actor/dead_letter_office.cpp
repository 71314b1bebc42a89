// What becomes of messages that nobody takes.
#include "actor/dead_letter_office.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/process.hpp"
#include "fauxtp/log.hpp"
#include "runtime/interleaver.hpp"
#include "term/print.hpp"

namespace fauxtp {

std::string_view to_string(dead_letter_kind why) noexcept {
  constexpr std::string_view names[] = {"no_actor", "late_reply", "mailbox_full",
                                        "shed",     "left_out",   "unread"};
  return names[static_cast<std::size_t>(why)];
}

namespace detail {
namespace {

using kind = dead_letter_kind;

constexpr std::size_t longest_message = 200;
constexpr std::uint64_t most_named = 10;
constexpr std::chrono::seconds between_lines{10};

// What a receiver has dropped is told in its own name, by whoever has dropped it.
bool is_named(kind why) noexcept { return why == kind::no_actor || why == kind::late_reply; }

std::string sentence(kind why, bool has_sender, pid to, std::string_view name) {
  if (why == kind::late_reply) {
    return (has_sender ? "has replied to " : "a reply to ") + to_string(to) +
           ", who does not wait for it any more: ";
  }
  const std::string begin = has_sender ? "has sent to " : "a message to ";
  if (!name.empty()) return begin + "\"" + std::string(name) + "\", a name that nobody has: ";
  if (!to) return begin + "nobody: ";
  return begin + to_string(to) + ", who has ended: ";
}

}  // namespace

void is_dead_letter(kind why, pid from, pid to, const term& content,
                    std::string_view name) noexcept {
  runtime::worker* here = runtime::worker::current();
  if (here == nullptr) return;
  local_node::of(*here).dead_letters().take(why, from, to, content, name);
}

pid running_sender() noexcept {
  const process* own = process::current_or_null();
  return own == nullptr ? pid() : own->id();
}

void dead_letter_office::take(kind why, pid from, pid to, const term& content,
                              std::string_view name) noexcept {
  runtime::interleaver::choice_point();
  count(why, 1);
  try {
    if (has_subscribers_.load(std::memory_order_relaxed)) {
      tell_subscribers(why, from, to, content, name);
    }
    if (is_named(why)) log(why, from, to, content, name);
  } catch (const std::exception&) {  // no memory: it is counted
  }
}

dead_letter_counts dead_letter_office::counts() const noexcept {
  const auto of = [this](kind why) { return counted_[static_cast<std::size_t>(why)].load(); };
  return {of(kind::no_actor), of(kind::late_reply), of(kind::mailbox_full),
          of(kind::shed),     of(kind::left_out),   of(kind::unread)};
}

void dead_letter_office::subscribe(pid who, std::size_t most) {
  const std::lock_guard lock(guard_);
  std::erase_if(subscribers_,
                [&](const subscription& each) { return each.who == who || !lives(each.who); });
  subscribers_.push_back({who, most, std::make_shared<std::atomic<std::size_t>>(0)});
  has_subscribers_ = true;
}

void dead_letter_office::unsubscribe(pid who) noexcept {
  const std::lock_guard lock(guard_);
  std::erase_if(subscribers_, [&](const subscription& each) { return each.who == who; });
  has_subscribers_ = !subscribers_.empty();
}

void dead_letter_office::tell_subscribers(kind why, pid from, pid to, const term& content,
                                          std::string_view name) {
  std::vector<subscription> with_room;
  {
    const std::lock_guard lock(guard_);
    std::erase_if(subscribers_, [](const subscription& each) { return !lives(each.who); });
    has_subscribers_ = !subscribers_.empty();
    for (const subscription& each : subscribers_) {
      if (each.open->load() < each.most) with_room.push_back(each);
    }
  }
  if (with_room.empty()) return;
  const std::string message = printed(content, longest_message);
  for (subscription& each : with_room) {
    if (each.open->fetch_add(1) >= each.most) {
      each.open->fetch_sub(1);
      continue;
    }
    std::shared_ptr<const void> place(each.open.get(),
                                      [open = each.open](const void*) { open->fetch_sub(1); });
    post_message(each.who, term(dead_letter{.why = why,
                                            .sender = from,
                                            .receiver = to,
                                            .name = std::string(name),
                                            .message = message,
                                            .place = std::move(place)}));
  }
}

void dead_letter_office::log(kind why, pid from, pid to, const term& content,
                             std::string_view name) {
  const std::uint64_t number = logged_.fetch_add(1) + 1;
  if (number > most_named) return log_number();
  if (number == most_named) next_line_ = node_.time().deadline_after(between_lines);
  told_.fetch_add(1);
  report made{.level = severity::notice,
              .label = "actor/dead_letter",
              .text = sentence(why, bool(from), to, name) + printed(content, longest_message)};
  if (number == most_named) made.text += "; further ones are counted, and told every 10 s";
  made.from = from;
  if (from) made.name = name_of(from);
  made.fields = {{"why", std::string(to_string(why))}, {"to", to_string(to)}};
  node_.submit(std::move(made));
}

// The label of an actor on another worker may be freed at any time.
std::string dead_letter_office::name_of(pid sender) const {
  if (const process* there = local(sender)) return there->name();
  const std::string name = node_.names().name_of(sender);
  return name.empty() ? to_string(sender) : name;
}

void dead_letter_office::log_number() {
  runtime::time_point due = next_line_.load();
  const runtime::time_point now = node_.time().now();
  if (now < due) return;
  if (!next_line_.compare_exchange_strong(due, now + between_lines)) return;
  const std::uint64_t all = logged_.load();
  const std::string more = std::to_string(all - told_.exchange(all));
  node_.submit({.level = severity::notice,
                .label = "actor/dead_letter",
                .text = more + " more messages to actors that have ended, or late replies; " +
                        std::to_string(all) + " since the node began",
                .fields = {{"more", more}, {"all", std::to_string(all)}}});
}

}  // namespace detail

dead_letter_counts count_dead_letters() {
  return detail::process::current().node().dead_letters().counts();
}

void subscribe_dead_letters(std::size_t most) {
  const detail::process& own = detail::process::current();
  own.node().dead_letters().subscribe(own.id(), most);
}

void unsubscribe_dead_letters() {
  const detail::process& own = detail::process::current();
  own.node().dead_letters().unsubscribe(own.id());
}

}  // namespace fauxtp
