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
#include "runtime/interleaver.hpp"

namespace fauxtp {
namespace detail {
namespace {

using known_registries = std::set<std::weak_ptr<registry_state>, std::owner_less<>>;

// Which registries have, or had, a name for an actor. The table is split by pid, so that actors
// that end rarely wait for each other.
struct owners {
  runtime::interleaved_mutex guard;
  std::unordered_map<pid, known_registries> registries;
};

owners& owners_of(pid actor) {
  static auto* all = new std::array<owners, 64>;
  return (*all)[actor.slot() % all->size()];
}

// Called without a lock.
process_slot* found_slot(pid actor) noexcept {
  runtime::interleaver::choice_point();
  return process_table::find(actor);
}

}  // namespace

bool registry_state::add(std::string_view name, pid actor) {
  std::vector<waiter> waiting;
  if (!give(name, actor, waiting)) return false;
  for (const waiter& each : waiting) each.tell(name, actor);
  return true;
}

bool registry_state::expects_end_of(process_slot& slot, pid actor) {
  // Here the flag is set first, and whether the actor is alive is read afterwards; an actor that
  // ends is dead first, and reads the flag afterwards. So at least one of the two sees the other.
  slot.named.store(true);
  owners& owners = owners_of(actor);
  const std::lock_guard lock(owners.guard);
  if (slot.generation.load() != actor.generation()) return false;
  owners.registries[actor].insert(weak_from_this());
  return true;
}

bool registry_state::give(std::string_view name, pid actor, std::vector<waiter>& waiting) {
  process_slot* slot = found_slot(actor);
  if (slot == nullptr || !expects_end_of(*slot, actor)) return false;
  const std::lock_guard lock(guard_);
  const auto found = by_name_.find(name);
  if (found != by_name_.end() && (found->second.pool || lives(found->second.actor))) {
    return false;
  }
  if (by_actor_.contains(actor)) return false;
  if (found != by_name_.end()) {
    by_actor_.erase(found->second.actor);
    by_name_.erase(found);
  }
  // The actor may have ended since, and may have found no name to take away.
  if (slot->generation.load() != actor.generation()) return false;
  by_name_.emplace(name, holder{actor});
  by_actor_.emplace(actor, name);
  if (const auto waits = waiters_.find(name); waits != waiters_.end()) {
    waiting = std::move(waiters_.extract(waits).mapped());
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
  if (found != by_name_.end() && lives(found->second.actor)) return found->second.actor;
  std::vector<waiter>& waiting = waiters_[std::string(name)];
  std::erase_if(waiting, [](const waiter& each) { return !lives(each.actor); });
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
  if (found == by_name_.end() || !found->second.actor) return false;
  take_away(found);
  return true;
}

pid registry_state::find(std::string_view name) const {
  const std::lock_guard lock(guard_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return {};
  const pid actor = found->second.actor;
  return lives(actor) ? actor : pid();
}

registry_state::holder registry_state::look_up(std::string_view name) const {
  const std::lock_guard lock(guard_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return {};
  if (lives(found->second.actor)) return {found->second.actor};
  return {{}, found->second.pool};
}

std::shared_ptr<pool_state> registry_state::pool_named(std::string_view name) const {
  const std::lock_guard lock(guard_);
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second.pool;
}

// A pool may have the same name, see keep_pool.
void registry_state::take_away(by_text<holder>::iterator from) {
  by_actor_.erase(from->second.actor);
  if (from->second.pool) {
    from->second.actor = {};
  } else {
    by_name_.erase(from);
  }
}

std::string registry_state::name_of(pid actor) const {
  const std::lock_guard lock(guard_);
  const auto found = by_actor_.find(actor);
  return found == by_actor_.end() ? std::string() : found->second;
}

std::vector<std::string> registry_state::names() const {
  const std::lock_guard lock(guard_);
  std::vector<std::string> all;
  for (const auto& [name, has_it] : by_name_) {
    if (lives(has_it.actor)) all.push_back(name);
  }
  std::ranges::sort(all);
  return all;
}

std::vector<std::string> registry_state::names_of_the_dead() const {
  std::vector<std::string> all;
  for (const auto& [name, has_it] : by_name_) {
    if (has_it.actor && !lives(has_it.actor)) all.push_back(name);
  }
  return all;
}

void registry_state::forget(pid actor) {
  std::vector<std::string> pools;
  {
    const std::lock_guard lock(guard_);
    leave(actor);
    if (const auto found = by_actor_.find(actor); found != by_actor_.end()) {
      take_away(by_name_.find(found->second));
    }
    if (const auto found = pools_of_.find(actor); found != pools_of_.end()) pools = found->second;
  }
  for (const std::string& each : pools) drop_pool(each, actor);
}

// Pools.

namespace {

void let_look_again(pool_state& pool) {
  for (const auto& each : pool.take_waiters()) {
    emit<reply_signal>(each.actor, each.request, term());
  }
}

}  // namespace

pid registry_state::receiver(std::string_view name) const {
  const holder has_it = look_up(name);
  if (!has_it.pool) return has_it.actor;
  return has_it.pool->route() == routing::by_key ? pid() : has_it.pool->choose({}, {}).actor;
}

std::vector<std::shared_ptr<pool_state>> registry_state::pools() const {
  const std::lock_guard lock(guard_);
  std::vector<std::shared_ptr<pool_state>> all;
  for (const auto& [name, has_it] : by_name_) {
    if (has_it.pool) all.push_back(has_it.pool);
  }
  return all;
}

bool registry_state::keep_pool(const pool_spec& spec, pid owner, beside_actor beside) {
  const std::shared_ptr<pool_state> pool = take_pool(spec.name, owner, beside);
  if (pool == nullptr) return false;
  pool->becomes(spec);
  let_look_again(*pool);
  return true;
}

// Who has kept the pool since its last owner ended sends to the same one again.
std::shared_ptr<pool_state> registry_state::take_pool(std::string_view name, pid owner,
                                                      beside_actor beside) {
  process_slot* slot = found_slot(owner);
  if (slot == nullptr || !expects_end_of(*slot, owner)) return nullptr;
  const std::lock_guard lock(guard_);
  const auto found = by_name_.find(name);
  if (found != by_name_.end() && found->second.pool) {
    const auto own = pools_of_.find(owner);
    const bool is_own = own != pools_of_.end() && std::ranges::count(own->second, name) != 0;
    return is_own ? found->second.pool : nullptr;
  }
  const pid actor = found == by_name_.end() ? pid() : found->second.actor;
  if (beside == beside_actor::no && lives(actor)) return nullptr;
  std::shared_ptr<pool_state> pool;
  if (const auto left = left_.find(name); left != left_.end()) {
    pool = left->second.lock();
    left_.erase(left);
  }
  if (pool == nullptr) pool = std::make_shared<pool_state>(std::string(name));
  pools_of_[owner].emplace_back(name);
  by_name_.insert_or_assign(std::string(name), holder{actor, pool});
  return pool;
}

void registry_state::drop_pool(std::string_view name, pid owner) {
  std::shared_ptr<pool_state> pool;
  {
    const std::lock_guard lock(guard_);
    const auto own = pools_of_.find(owner);
    if (own == pools_of_.end() || std::erase(own->second, name) == 0) return;
    if (own->second.empty()) pools_of_.erase(own);
    const auto found = by_name_.find(name);
    pool = std::exchange(found->second.pool, nullptr);
    if (!found->second.actor) by_name_.erase(found);
    std::erase_if(left_, [](const auto& each) { return each.second.expired(); });
    left_.insert_or_assign(std::string(name), pool);
  }
  pool->goes_away();
  let_look_again(*pool);
}

bool registry_state::join_pool(std::string_view name, std::size_t number, pid actor) {
  process_slot* slot = found_slot(actor);
  if (slot == nullptr || !expects_end_of(*slot, actor)) return false;
  std::shared_ptr<pool_state> pool;
  {
    const std::lock_guard lock(guard_);
    const auto found = by_name_.find(name);
    if (found == by_name_.end() || !found->second.pool) return false;
    // The actor may have ended since, and may have found no pool to leave.
    if (slot->generation.load() != actor.generation()) return false;
    pool = found->second.pool;
    if (!members_.try_emplace(actor, place_in_pool{pool, number}).second) return false;
    pool->joins(number, actor);
  }
  let_look_again(*pool);
  return true;
}

void registry_state::leave_pool(pid actor) {
  const std::lock_guard lock(guard_);
  leave(actor);
}

void registry_state::leave(pid actor) {
  const auto found = members_.find(actor);
  if (found == members_.end()) return;
  found->second.pool->leaves(found->second.number, actor);
  members_.erase(found);
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

namespace detail {

registry_state& state_of(const registry& names) noexcept { return *names.state_; }
registry_state& own_names() { return state_of(process::current().node().names()); }

}  // namespace detail

bool register_name(std::string_view name, pid actor) {
  return detail::own_names().add(name, actor);
}
bool unregister_name(std::string_view name) { return detail::own_names().remove(name); }
pid whereis(std::string_view name) { return detail::own_names().find(name); }
std::vector<std::string> registered() { return detail::own_names().names(); }

pid wait_for_name(std::string_view name, duration wait, const std::source_location& where) {
  detail::process& own = detail::process::current();
  detail::registry_state& names = detail::own_names();
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
  const pid there = detail::own_names().find_or_await(name, {self(), request, true});
  if (there) detail::post_message(self(), term(name_up{request, std::string(name), there}));
  return request;
}

}  // namespace fauxtp
