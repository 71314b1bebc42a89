// Mailboxes that have a limit: which messages are let in, which senders wait, and what is dropped.
#include "actor/limited_mailbox.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <string>

#include "actor/dead_letter_office.hpp"
#include "actor/local_node.hpp"
#include "actor/mailbox.hpp"
#include "actor/post.hpp"
#include "actor/process.hpp"
#include "actor/request.hpp"
#include "actor/signals.hpp"
#include "actor/wait_graph.hpp"
#include "fauxtp/detail/mailbox_scan.hpp"
#include "runtime/interleaver.hpp"

namespace fauxtp {

std::string_view to_string(overflow policy) noexcept {
  constexpr std::string_view names[] = {"block", "reject", "drop_oldest", "drop_newest", "exit"};
  return names[static_cast<std::size_t>(policy)];
}

mailbox_full::mailbox_full(pid receiver, std::size_t limit)
    : std::runtime_error("the mailbox of " + to_string(receiver) + " is full (" +
                         std::to_string(limit) + " messages)"),
      receiver_(receiver) {}
mailbox_full::~mailbox_full() = default;

namespace detail {
namespace {

bool turns_away(overflow policy) noexcept {
  return policy == overflow::reject || policy == overflow::drop_newest;
}

bool leads_to_running_actor(const route& way) noexcept {
  return way.ends_here() && &way.receiver() == process::current_or_null();
}

constexpr auto no_limit = std::numeric_limits<std::uint32_t>::max();

/// Counts a message that is sent to the actor. Nothing is returned if the mailbox is full.
std::optional<std::uint32_t> enter(const route& way, pid to, overflow policy) noexcept {
  runtime::interleaver::choice_point();
  const std::uint32_t limit = way.slot().limit.load();
  // Only the actor itself makes room for what it sends to itself, so `reject` lets it in.
  const bool exempt = policy == overflow::reject && leads_to_running_actor(way);
  const bool bounded = limit != 0 && turns_away(policy) && !exempt;
  auto messages = way.slot().messages.enter(to.generation(), bounded ? limit : no_limit);
  if (!messages) way.slot().lost.fetch_add(1);
  return messages;
}

std::unique_ptr<message> counted(const route& way, pid to, term&& content) {
  std::unique_ptr<message> made(way.ends_here() ? new message(to, std::move(content))
                                                : new (message::travels{})
                                                      message(to, std::move(content)));
  const runtime::worker* here = runtime::worker::current();
  if (here != nullptr && way.slot().wants_times.load(std::memory_order_relaxed)) {
    made->comes(here->time().now());
  }
  made->count();
  return made;
}

/// Whether a sender should wait when its message has made this many.
bool is_too_full(const process_slot& slot, overflow policy, std::uint32_t messages) noexcept {
  runtime::interleaver::choice_point();
  const std::uint32_t limit = slot.limit.load();
  return policy == overflow::block && limit != 0 && messages > limit;
}

std::uint32_t as_limit(std::size_t messages) noexcept {
  return static_cast<std::uint32_t>(
      std::min<std::size_t>(messages, std::numeric_limits<std::int32_t>::max()));
}

/// With this many messages, or fewer, all senders that wait may go on.
std::size_t few(const mailbox_limit& limit) noexcept { return limit.messages - limit.messages / 4; }

}  // namespace

const mailbox_limit& checked(const mailbox_limit& limit) {
  const auto check = [](const char* what, duration time) {
    if (time > duration::zero()) return;
    throw std::invalid_argument(std::string("fauxtp: mailbox_limit: ") + what +
                                " must be more than zero");
  };
  check("max_age", limit.max_age);
  check("shed.target", limit.shed.target);
  check("shed.interval", limit.shed.interval);
  return limit;
}

waiting_sender::~waiting_sender() {
  if (sender_) emit<reply_signal>(sender_, request_, term());
}

// The sender's side.

std::size_t post_within_limit(route way, pid to, term&& content) {
  auto sent = counted(way, to, std::move(content));
  process_slot& slot = way.slot();
  const overflow policy = slot.when_full.load();
  const auto messages = enter(way, to, policy);
  if (!messages) {
    is_dead_letter(dead_letter_kind::mailbox_full, running_sender(), to, sent->content);
    if (policy == overflow::reject) throw mailbox_full(to, slot.limit.load());
    return 0;
  }
  std::size_t queue = 0;
  if (way.ends_here()) {
    way.receiver().accept(*sent.release());
    queue = way.receiver().messages().size();
  } else {
    way.carry(std::move(sent));
  }
  if (is_too_full(slot, policy, *messages)) wait_for_room(to);
  return queue;
}

bool post_call_within_limit(route way, pid to, pid watcher, ref monitor, term&& content) {
  auto sent = counted(way, to, std::move(content));
  const overflow policy = way.slot().when_full.load();
  const auto messages = enter(way, to, policy);
  if (!messages) {
    is_dead_letter(dead_letter_kind::mailbox_full, running_sender(), to, sent->content);
    emit<down_signal>(watcher, to, monitor, exit_reason(term("mailbox_full")));
    return false;
  }
  if (way.ends_here()) {
    way.receiver().relations().watched_by(monitor, watcher);
    way.receiver().accept_call(*sent.release(), monitor);
  } else {
    way.carry(std::make_unique<counted_call_signal>(to, watcher, monitor, std::move(sent)));
  }
  return is_too_full(way.slot(), policy, *messages);
}

void wait_for_room(pid full) {
  process* own = process::current_or_null();
  if (own == nullptr || own->id() == full) return;
  if (own->exiting()) return own->end_where_possible();
  request room(full, request::room_t{});
  const wait_edge waits(own->slot(), full, room.id(), true);
  if (waits.cycle()) return;
  emit<room_wanted>(full, own->id(), room.id());
  own->wait_while([&room] { return !room.settled(); }, wake_by::answer);
  runtime::interleaver::choice_point();
  own->end_where_possible();
}

// The receiver's side.

limited_mailbox::limited_mailbox(process& owner) noexcept
    : owner_(owner), knows_scans_(!owner.has_begun()) {}

void limited_mailbox::limit(mailbox_limit limit) noexcept {
  limit_ = limit;
  const bool only_ages = limit.messages == 0 && has_ages(limit);
  owner_.slot().wants_times.store(has_ages(limit));
  runtime::interleaver::choice_point();
  owner_.slot().when_full.store(limit.policy);
  runtime::interleaver::choice_point();
  owner_.slot().limit.store(only_ages ? no_limit : as_limit(limit.messages));
  senders_.clear();
}

bool limited_mailbox::lets_in(message& arrived) noexcept {
  if (!arrived.is_counted()) return true;
  const bool full = limit_.messages != 0 && counted_ >= limit_.messages;
  if (full && limit_.policy == overflow::exit) overflows();
  if (full && limit_.policy == overflow::drop_oldest) {
    runtime::parcel** const oldest = oldest_to_drop();
    if (oldest == nullptr) return drop(&arrived), false;
    mailbox_scan::step_back(scan_, oldest);
    drop(owner_.messages().take(oldest));
    --counted_;
  }
  ++counted_;
  return true;
}

/// The link at which the oldest message hangs that may be dropped; none if all are being looked at.
runtime::parcel** limited_mailbox::oldest_to_drop() noexcept {
  if (!knows_scans_) return nullptr;
  for (runtime::parcel** link = owner_.messages().first(); *link != nullptr;
       link = &(*link)->next) {
    const auto& lying = static_cast<const message&>(**link);
    if (lying.is_counted() && !mailbox_scan::shows(scan_, lying.content)) return link;
  }
  return nullptr;
}

void limited_mailbox::drop(message* unwanted) noexcept {
  const std::unique_ptr<message> dropped(unwanted);
  runtime::interleaver::choice_point();
  owner_.slot().messages.leave();
  owner_.slot().lost.fetch_add(1);
  is_dead_letter(dead_letter_kind::mailbox_full, pid(), owner_.id(), dropped->content);
  report_losses();
  const auto call = calls_.extract(unwanted);
  if (!call) return;
  if (const auto watcher = owner_.relations().forget_watcher(call.mapped())) {
    emit<down_signal>(*watcher, owner_.id(), call.mapped(), exit_reason(term("mailbox_full")));
  }
}

// A message that was sent before there was a rule does not count, and stays.
bool limited_mailbox::is_too_old(const message& request) noexcept {
  if (!request.is_counted()) return false;
  const runtime::time_point now = owner_.now();
  const runtime::nanoseconds waited = now - request.came();
  const bool overloaded = overload_.sheds(waited, now, limit_.shed);
  return overloaded || waited >= limit_.max_age;
}

void limited_mailbox::overflows() noexcept {
  if (owner_.exiting()) return;
  owner_.node().submit({.level = severity::error,
                        .label = "actor/mailbox_overflow",
                        .text = "has " + std::to_string(limit_.messages) +
                                " messages in its mailbox and gets one more, so it ends",
                        .from = owner_.id(),
                        .name = owner_.name(),
                        .fields = {{"limit", std::to_string(limit_.messages)}}});
  owner_.end_at_next_wait(
      exit_reason(term(tuple("mailbox_overflow", static_cast<std::int64_t>(limit_.messages)))));
}

void limited_mailbox::has_shrunk(const message& taken) noexcept {
  if (!taken.is_counted()) return;
  --counted_;
  calls_.erase(&taken);
  runtime::interleaver::choice_point();
  const std::uint32_t messages = owner_.slot().messages.leave();
  if (!senders_.empty() && messages <= few(limit_)) senders_.clear();
  report_losses();
}

// Reports each time that twice as many messages are lost as in the last report.
void limited_mailbox::report_losses() noexcept {
  const std::uint32_t lost = owner_.slot().lost.load(std::memory_order_relaxed);
  if (lost == 0 || lost / 2 < reported_) return;
  reported_ = lost;
  const std::string policy(to_string(limit_.policy));
  owner_.node().submit({.level = severity::warning,
                        .label = "actor/mailbox_full",
                        .text = "mailbox full (" + std::to_string(limit_.messages) + " messages, " +
                                policy + "): " + std::to_string(lost) +
                                (lost == 1 ? " message" : " messages") + " lost so far",
                        .from = owner_.id(),
                        .name = owner_.name(),
                        .fields = {{"limit", std::to_string(limit_.messages)},
                                   {"overflow", policy},
                                   {"lost", std::to_string(lost)}}});
}

void limited_mailbox::wants_room(waiting_sender sender) noexcept {
  runtime::interleaver::choice_point();
  const bool is_full = owner_.slot().messages.size() > limit_.messages;
  const bool receives = owner_.waits_for(wake_by::message);
  // Both wait for each other then: the owner's call came first.
  const request* call = owner_.requests().newest();
  const bool is_asked = call != nullptr && call->asked() == sender.who();
  if (is_full && !receives && !is_asked) senders_.push_back(std::move(sender));
}

void limited_mailbox::comes_first(message& arrived) noexcept {
  mailbox_scan::see_first(scan_, owner_.messages().insert_first(arrived));
}

mailbox_scan* limited_mailbox::begin_scan(mailbox_scan& begun) noexcept {
  if (scan_ == nullptr) knows_scans_ = true;
  return std::exchange(scan_, &begun);
}

}  // namespace detail

void limit_mailbox(pid actor, mailbox_limit limit) {
  detail::emit<detail::limit_signal>(actor, detail::checked(limit));
  if (detail::process* own = detail::process::current_or_null()) own->has_sent(0);
}

}  // namespace fauxtp
