// Names for actors, and how they end with their actor.
#include "fauxtp/registry.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/registry_state.hpp"
#include "actor/request.hpp"
#include "actor/signals.hpp"

namespace fauxtp {
namespace detail {
namespace {

using known_registries = std::set<std::weak_ptr<registry_state>, std::owner_less<>>;

// Which registries have, or had, a name for an actor. The table is split by pid, so that actors
// that end rarely wait for each other.
struct owners {
  std::mutex guard;
  std::unordered_map<pid, known_registries> registries;
};

owners& owners_of(pid actor) {
  static auto* all = new std::array<owners, 64>;
  return (*all)[actor.slot() % all->size()];
}

}  // namespace

bool registry_state::add(std::string_view name, pid actor) {
  std::vector<waiter> waiting;
  if (!give(name, actor, waiting)) return false;
  for (const waiter& each : waiting) each.tell(name, actor);
  return true;
}

bool registry_state::give(std::string_view name, pid actor, std::vector<waiter>& waiting) {
  process_slot* slot = process_table::find(actor);
  if (slot == nullptr) return false;
  // Here the flag is set first, and whether the actor is alive is read afterwards; an actor that
  // ends is dead first, and reads the flag afterwards. So at least one of the two sees the other.
  slot->named.store(true);
  {
    owners& owners = owners_of(actor);
    const std::lock_guard lock(owners.guard);
    if (slot->generation.load() != actor.generation()) return false;
    owners.registries[actor].insert(weak_from_this());
  }
  const std::lock_guard lock(guard_);
  const auto holder = by_name_.find(name);
  if (holder != by_name_.end() && is_alive(holder->second)) return false;
  if (by_actor_.contains(actor)) return false;
  if (holder != by_name_.end()) {
    by_actor_.erase(holder->second);
    by_name_.erase(holder);
  }
  // The actor may have ended since, and may have found no name to take away.
  if (slot->generation.load() != actor.generation()) return false;
  by_name_.emplace(name, actor);
  by_actor_.emplace(actor, name);
  if (const auto found = waiters_.find(name); found != waiters_.end()) {
    waiting = std::move(waiters_.extract(found).mapped());
  }
  return true;
}

void registry_state::waiter::tell(std::string_view name, pid found) const {
  if (by_message) {
    post_message(actor, term(name_up{request, std::string(name), found}));
  } else {
    emit<reply_signal>(actor, request, term(found));
  }
}

pid registry_state::find_or_await(std::string_view name, const waiter& who) {
  const std::lock_guard lock(guard_);
  const auto found = by_name_.find(name);
  if (found != by_name_.end() && is_alive(found->second)) return found->second;
  std::vector<waiter>& waiting = waiters_[std::string(name)];
  std::erase_if(waiting, [](const waiter& each) { return !is_alive(each.actor); });
  waiting.push_back(who);
  return {};
}

void registry_state::await_no_more(std::string_view name, ref request) noexcept {
  const std::lock_guard lock(guard_);
  const auto found = waiters_.find(name);
  if (found == waiters_.end()) return;
  std::erase_if(found->second, [&](const waiter& each) { return each.request == request; });
  if (found->second.empty()) waiters_.erase(found);
}

bool registry_state::remove(std::string_view name) {
  const std::lock_guard lock(guard_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return false;
  by_actor_.erase(found->second);
  by_name_.erase(found);
  return true;
}

pid registry_state::find(std::string_view name) const {
  const std::lock_guard lock(guard_);
  const auto found = by_name_.find(name);
  return found == by_name_.end() || !is_alive(found->second) ? pid() : found->second;
}

std::string registry_state::name_of(pid actor) const {
  const std::lock_guard lock(guard_);
  const auto found = by_actor_.find(actor);
  return found == by_actor_.end() ? std::string() : found->second;
}

std::vector<std::string> registry_state::names() const {
  const std::lock_guard lock(guard_);
  std::vector<std::string> all;
  for (const auto& [name, actor] : by_name_) {
    if (is_alive(actor)) all.push_back(name);
  }
  std::ranges::sort(all);
  return all;
}

void registry_state::forget(pid actor) {
  const std::lock_guard lock(guard_);
  const auto found = by_actor_.find(actor);
  if (found == by_actor_.end()) return;
  by_name_.erase(found->second);
  by_actor_.erase(found);
}

void forget_names(pid actor) noexcept {
  known_registries found;
  {
    owners& owners = owners_of(actor);
    const std::lock_guard lock(owners.guard);
    auto entry = owners.registries.extract(actor);
    if (!entry.empty()) found = std::move(entry.mapped());
  }
  for (const auto& each : found) {
    if (const auto state = each.lock()) state->forget(actor);
  }
}

}  // namespace detail

registry::registry() : state_(std::make_shared<detail::registry_state>()) {}

bool registry::register_name(std::string_view name, pid actor) { return state_->add(name, actor); }
bool registry::unregister_name(std::string_view name) { return state_->remove(name); }
pid registry::whereis(std::string_view name) const { return state_->find(name); }
std::string registry::name_of(pid actor) const { return state_->name_of(actor); }
std::vector<std::string> registry::registered() const { return state_->names(); }

namespace {
registry& own_names() { return detail::process::current().node().names(); }
}  // namespace

bool register_name(std::string_view name, pid actor) {
  return own_names().register_name(name, actor);
}
bool unregister_name(std::string_view name) { return own_names().unregister_name(name); }
pid whereis(std::string_view name) { return own_names().whereis(name); }
std::vector<std::string> registered() { return own_names().registered(); }

pid wait_for_name(std::string_view name, duration wait, const std::source_location& where) {
  detail::process& own = detail::process::current();
  detail::registry_state& names = *own_names().state_;
  detail::request answer;
  const pid there = names.find_or_await(name, {own.id(), answer.id(), false});
  if (there) return there;
  struct no_more {
    detail::registry_state& names;
    std::string_view name;
    ref request;
    ~no_more() { names.await_no_more(name, request); }
  } const at_the_end{names, name, answer.id()};
  own.waits_at(where);
  if (!answer.wait(own.call_deadline_after(wait))) return {};
  return answer.answer()->as<pid>();
}

ref when_up(std::string_view name) {
  const ref request = make_ref();
  const pid there = own_names().state_->find_or_await(name, {self(), request, true});
  if (there) detail::post_message(self(), term(name_up{request, std::string(name), there}));
  return request;
}

}  // namespace fauxtp
