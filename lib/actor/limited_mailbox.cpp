// Mailboxes that have a limit: which messages are let in, which senders wait, and what is dropped.
#include "actor/limited_mailbox.hpp"

#include "actor/mailbox.hpp"
#include "actor/local_node.hpp"
#include "actor/process.hpp"
#include "actor/request.hpp"
#include "fauxtp/receive.hpp"

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

struct limit_signal final : signal {
  limit_signal(pid to, mailbox_limit limit) : signal(to), limit(limit) {}
  void act(process& receiver) noexcept override { receiver.limit_mailbox(limit); }
  mailbox_limit limit;
};

struct room_wanted final : signal {
  room_wanted(pid to, pid sender, ref request) : signal(to), sender(sender, request) {}
  void act(process& receiver) noexcept override { receiver.wants_room(std::move(sender)); }
  waiting_sender sender;
};

/// A message that is to be answered and, before it, the request to watch its receiver.
struct counted_call final : signal {
  counted_call(pid to, pid watcher, ref monitor, std::unique_ptr<message> sent)
      : signal(to), watcher(watcher), monitor(monitor), sent(std::move(sent)) {}
  void act(process& receiver) noexcept override {
    receiver.watched_by(monitor, watcher);
    receiver.accept_call(*sent.release(), monitor);
  }
  void bounce() noexcept override { monitor_signal(to, watcher, monitor).bounce(); }
  pid watcher;
  ref monitor;
  std::unique_ptr<message> sent;
};

bool turns_away(overflow policy) noexcept {
  return policy == overflow::reject || policy == overflow::drop_newest;
}

bool is_running_actor(process_slot& slot) noexcept {
  return lives_here(slot) && &slot.owner() == process::current_or_null();
}

/// Counts a message that is sent to the actor. Nothing is returned if the mailbox is full.
std::optional<std::uint32_t> enter(process_slot& slot, pid to, overflow policy) noexcept {
  const std::uint32_t limit = slot.limit.load();
  // Only the actor itself makes room for what it sends to itself, so `reject` lets it in.
  const bool exempt = policy == overflow::reject && is_running_actor(slot);
  const bool bounded = limit != 0 && turns_away(policy) && !exempt;
  auto crowd = crowd::enter(slot, to, bounded ? limit : std::numeric_limits<std::uint32_t>::max());
  if (!crowd) slot.lost.fetch_add(1);
  return crowd;
}

std::unique_ptr<message> counted(const process_slot& slot, pid to, term&& content) {
  std::unique_ptr<message> made(lives_here(slot) ? new message(to, std::move(content))
                                                 : new (message::travels{})
                                                       message(to, std::move(content)));
  made->count();
  return made;
}

bool is_crowded(const process_slot& slot, overflow policy, std::uint32_t crowd) noexcept {
  const std::uint32_t limit = slot.limit.load();
  return policy == overflow::block && limit != 0 && crowd > limit;
}

/// With this many messages, or fewer, all senders that wait may go on.
std::size_t few(const mailbox_limit& limit) noexcept { return limit.messages - limit.messages / 4; }

}  // namespace

std::optional<std::uint32_t> crowd::enter(process_slot& slot, pid actor,
                                          std::uint32_t most) noexcept {
  std::uint64_t seen = slot.crowd.load();
  for (;;) {
    if (generation(seen) != actor.generation()) return 0;
    if (size(seen) >= most) return std::nullopt;
    if (slot.crowd.compare_exchange_weak(seen, seen + 1)) return size(seen) + 1;
  }
}

std::uint32_t crowd::change(process_slot& slot, std::int32_t by) noexcept {
  const auto step = static_cast<std::uint64_t>(std::int64_t{by});
  return size(slot.crowd.fetch_add(step) + step);
}

waiting_sender::~waiting_sender() {
  if (sender_) emit<reply_signal>(sender_, request_, term());
}

// The sender's side.

std::size_t send_within_limit(process_slot& slot, pid to, term&& content) {
  auto sent = counted(slot, to, std::move(content));
  const overflow policy = slot.when_full.load();
  const auto crowd = enter(slot, to, policy);
  if (!crowd) {
    if (policy == overflow::reject) throw mailbox_full(to, slot.limit.load());
    return 0;
  }
  std::size_t queue = 0;
  if (lives_here(slot)) {
    slot.owner().accept(*sent.release());
    queue = slot.owner().messages().size();
  } else {
    dispatch(slot, std::move(sent));
  }
  if (is_crowded(slot, policy, *crowd)) wait_for_room(to);
  return queue;
}

bool ask_within_limit(process_slot& slot, pid to, pid watcher, ref monitor, term&& content) {
  auto sent = counted(slot, to, std::move(content));
  const overflow policy = slot.when_full.load();
  const auto crowd = enter(slot, to, policy);
  if (!crowd) {
    emit<down_signal>(watcher, to, monitor, exit_reason(term("mailbox_full")));
    return false;
  }
  if (lives_here(slot)) {
    slot.owner().watched_by(monitor, watcher);
    slot.owner().accept_call(*sent.release(), monitor);
  } else {
    dispatch(slot, std::make_unique<counted_call>(to, watcher, monitor, std::move(sent)));
  }
  return is_crowded(slot, policy, *crowd);
}

void wait_for_room(pid crowded) {
  process* own = process::current_or_null();
  if (own == nullptr || own->id() == crowded) return;
  if (own->exiting()) return own->end_where_possible();
  request room(crowded, request::room_t{});
  const wait_edge waits(crowded, room.id(), true);
  if (waits.cycle()) return;
  emit<room_wanted>(crowded, own->id(), room.id());
  own->wait_for_room(room);
}

// The receiver's side.

limited_mailbox& process::limited() {
  if (seldom().limited == nullptr) {
    seldom().limited = std::make_unique<limited_mailbox>();
    is_limited_ = true;
  }
  return *seldom_->limited;
}

// Messages that lie there already do not count. A message that was counted counts until it is
// taken, even if there is no limit any more.
void process::limit_mailbox(mailbox_limit limit) noexcept {
  if (limit.messages == 0 && !is_limited_) return;
  const bool has_begun = !is_limited_;
  limited_mailbox& own = limited();
  if (has_begun) own.knows_scans = false;
  own.limit = limit;
  slot().when_full.store(limit.policy);
  slot().limit.store(as_limit(limit.messages));
  own.senders.clear();
}

void process::accept_call(message& arrived, ref request) noexcept {
  limited().calls.emplace(&arrived, request);
  accept(arrived);
}

void process::accept_within_limit(message& arrived) noexcept {
  if (!has_room_for(arrived)) return;
  const bool counts = arrived.is_counted();
  arrived.comes(home_.recently());
  if (counts) arrived.count();
  take_in(arrived);
}

bool process::has_room_for(message& arrived) noexcept {
  if (!arrived.is_counted()) return true;
  limited_mailbox& own = limited();
  const bool full = own.limit.messages != 0 && own.counted >= own.limit.messages;
  if (full && own.limit.policy == overflow::exit) overflows();
  if (full && own.limit.policy == overflow::drop_oldest) {
    runtime::parcel** const oldest = oldest_to_drop();
    if (oldest == nullptr) return drop(&arrived), false;
    mailbox_scan::step_back(own.scan, oldest);
    drop(mailbox_.take(oldest));
    --own.counted;
  }
  ++own.counted;
  return true;
}

/// The link at which the oldest message hangs that may be dropped; none if all are being looked at.
runtime::parcel** process::oldest_to_drop() noexcept {
  const limited_mailbox& own = limited();
  if (!own.knows_scans) return nullptr;
  for (runtime::parcel** link = mailbox_.first(); *link != nullptr; link = &(*link)->next) {
    const auto& lying = static_cast<const message&>(**link);
    if (lying.is_counted() && !mailbox_scan::shows(own.scan, lying.content)) return link;
  }
  return nullptr;
}

void process::drop(message* unwanted) noexcept {
  const std::unique_ptr<message> dropped(unwanted);
  limited_mailbox& own = limited();
  crowd::change(slot(), -1);
  slot().lost.fetch_add(1);
  report_losses();
  const auto call = own.calls.extract(unwanted);
  if (!call) return;
  if (const auto watcher = watchers_.extract(call.mapped())) {
    emit<down_signal>(*watcher, id_, call.mapped(), exit_reason(term("mailbox_full")));
  }
}

void process::overflows() noexcept {
  if (exiting()) return;
  const std::size_t limit = limited().limit.messages;
  node_.submit({.level = severity::error,
                .label = "actor/mailbox_overflow",
                .text = "has " + std::to_string(limit) +
                        " messages in its mailbox and gets one more, so it ends",
                .from = id_,
                .name = name(),
                .fields = {{"limit", std::to_string(limit)}}});
  exit_ = std::make_unique<exit_reason>(
      term(tuple("mailbox_overflow", static_cast<std::int64_t>(limit))));
  if (interruptible_) woken_by(wake_by::nothing);
}

void process::has_shrunk(const message& taken) noexcept {
  if (!taken.is_counted()) return;
  limited_mailbox& own = limited();
  --own.counted;
  own.calls.erase(&taken);
  const std::uint32_t crowd = crowd::change(slot(), -1);
  if (!own.senders.empty() && crowd <= few(own.limit)) own.senders.clear();
  report_losses();
}

// Reports each time that twice as many messages are lost as in the last report.
void process::report_losses() noexcept {
  limited_mailbox& own = limited();
  const std::uint32_t lost = slot().lost.load(std::memory_order_relaxed);
  if (lost == 0 || lost / 2 < own.reported) return;
  own.reported = lost;
  const std::string policy(to_string(own.limit.policy));
  node_.submit({.level = severity::warning,
                .label = "actor/mailbox_full",
                .text = "mailbox full (" + std::to_string(own.limit.messages) + " messages, " +
                        policy + "): " + std::to_string(lost) +
                        (lost == 1 ? " message" : " messages") + " lost so far",
                .from = id_,
                .name = name(),
                .fields = {{"limit", std::to_string(own.limit.messages)},
                           {"overflow", policy},
                           {"lost", std::to_string(lost)}}});
}

void process::wants_room(waiting_sender sender) noexcept {
  if (!is_limited_) return;
  limited_mailbox& own = limited();
  const bool is_full = crowd::size(slot().crowd.load()) > own.limit.messages;
  const bool receives = parked_ && includes(awaited_, wake_by::message);
  // Both wait for each other then: this actor's call came first.
  const bool is_asked = requests_ != nullptr && requests_->asked() == sender.who();
  if (is_full && !receives && !is_asked) own.senders.push_back(std::move(sender));
}

void process::let_senders_go() noexcept { limited().senders.clear(); }

// Where the actor cannot obey an order to end, it stops waiting all the same: the message was sent.
void process::wait_for_room(const request& room) {
  while (!room.settled() && !exiting()) {
    await(wake_by::answer);
    home_.park();
  }
  end_where_possible();
}

}  // namespace detail

void limit_mailbox(pid actor, mailbox_limit limit) {
  detail::emit<detail::limit_signal>(actor, limit);
  if (detail::process* own = detail::process::current_or_null()) own->has_sent(0);
}

}  // namespace fauxtp
