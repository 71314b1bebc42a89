// How a pool chooses the member for a request, and what it knows of its members.
#include "actor/pool_state.hpp"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <stdexcept>

#include "actor/process_table.hpp"
#include "runtime/interleaver.hpp"
#include "runtime/worker.hpp"
#include "term/unicode.hpp"

namespace fauxtp {

std::string_view to_string(routing how) noexcept {
  constexpr std::string_view names[] = {"least_loaded", "round_robin", "by_key"};
  return names[static_cast<std::size_t>(how)];
}
std::string_view to_string(when_all_fail what) noexcept {
  constexpr std::string_view names[] = {"wait", "fail"};
  return names[static_cast<std::size_t>(what)];
}

namespace detail {

pid pool_state::place::up() const noexcept {
  const pid there = actor.load(std::memory_order_acquire);
  // The actor may have ended just now, before it left the pool.
  return process_table::find(there) == nullptr ? pid() : there;
}

namespace {

// So many members are looked at for the one with the fewest open calls. All of a small pool are.
constexpr std::size_t most_looks = 8;
constexpr std::size_t most_shown = 5;

/// Jump consistent hash, by Lamping and Veach: a number below `size`. When the size changes from n
/// to n + 1, one key of n + 1 gets another number.
std::size_t place_of(std::uint64_t key, std::size_t size) noexcept {
  std::int64_t last = 0, next = 0;
  while (next < static_cast<std::int64_t>(size)) {
    last = next;
    key = key * 2862933555777941757ULL + 1;
    const double share = double(std::int64_t{1} << 31) / double((key >> 33) + 1);
    next = static_cast<std::int64_t>(double(last + 1) * share);
  }
  return static_cast<std::size_t>(last);
}

/// A place that differs from one request of a worker to the next, and is cheaper than its dice: the
/// multiples of the golden ratio lie evenly.
std::size_t any_place(std::size_t size) {
  runtime::worker* const here = runtime::worker::current();
  if (here == nullptr) return 0;
  const std::uint64_t scattered = here->next_number() * 0x9e3779b97f4a7c15ULL;
  return static_cast<std::size_t>(((scattered >> 32) * std::uint64_t{size}) >> 32);
}

}  // namespace

std::string shown(const absence& why, runtime::time_point now) {
  switch (why.what) {
    case absence::kind::not_started:
      return "has not started";
    case absence::kind::starts:
      return "starts";
    case absence::kind::fails_to_start:
      return "fails to start";
    case absence::kind::ended:
      return "has ended";
    case absence::kind::waits:
      break;
  }
  const double left = std::max(std::chrono::duration<double>(why.until - now).count(), 0.0);
  char text[48];
  std::snprintf(text, sizeof text, "restarts in %.1f s", left);
  return text;
}

std::span<pool_state::place* const> pool_state::all() const noexcept {
  // The size is written last, so the table has at least so many places.
  const std::size_t count = size();
  return {table_.load(std::memory_order_acquire), count};
}

pool_state::choice pool_state::choose(std::optional<std::uint64_t> key, pid asker) {
  runtime::interleaver::choice_point();
  return chosen(key, asker);
}

pool_state::choice pool_state::chosen(std::optional<std::uint64_t> key, pid asker) {
  const auto places = all();
  std::size_t passed = 0;
  switch (route()) {
    case routing::by_key:
      if (!key) {
        throw std::invalid_argument("fauxtp: the pool " + in_quotes(name_) +
                                    " routes by key, and the request has none: give it a "
                                    "pool_key(), or ask the pool for the member_for(key)");
      }
      return of_key(places, *key);
    case routing::round_robin: {
      const std::uint32_t turn = turn_.fetch_add(1, std::memory_order_relaxed);
      const std::uint32_t size = static_cast<std::uint32_t>(places.size());
      const choice found = look_from(places, turn % size, 1, asker, passed);
      // Their turns are over, too: else the member behind one that is down would get twice as many.
      if (passed != 0) turn_.fetch_add(std::uint32_t(passed), std::memory_order_relaxed);
      return found;
    }
    case routing::least_loaded:
      break;
  }
  return look_from(places, any_place(places.size()), most_looks, asker, passed);
}

pool_state::choice pool_state::of_key(std::span<place* const> places, std::uint64_t key) noexcept {
  place* const found = places[place_of(key, places.size())];
  return {found->up(), found};
}

pool_state::choice pool_state::look_from(std::span<place* const> places, std::size_t first,
                                         std::size_t most, pid asker,
                                         std::size_t& passed) noexcept {
  choice best, own;
  std::uint32_t fewest = 0;
  for (std::size_t i = 0; i < places.size() && most > 0; ++i) {
    const std::size_t number = first + i;
    place& each = *places[number < places.size() ? number : number - places.size()];
    const pid actor = each.up();
    if (!actor) continue;
    if (actor == asker) {
      own = {actor, &each};
      continue;
    }
    const std::uint32_t open = each.open.load(std::memory_order_relaxed);
    if (!best || open < fewest) {
      best = {actor, &each};
      fewest = open;
      passed = i;
    }
    if (open == 0) break;
    --most;
  }
  return best ? best : own;
}

pool_state::choice pool_state::choose_or_await(std::optional<std::uint64_t> key, pid asker,
                                               ref request) {
  runtime::interleaver::choice_point();
  const std::lock_guard lock(guard_);
  const choice found = chosen(key, asker);
  if (!found) waiters_.push_back({asker, request});
  return found;
}

void pool_state::await_no_more(ref request) noexcept {
  runtime::interleaver::choice_point();
  const std::lock_guard lock(guard_);
  std::erase_if(waiters_, [&](const waiter& each) { return each.request == request; });
}

std::vector<pool_state::waiter> pool_state::take_waiters() {
  runtime::interleaver::choice_point();
  const std::lock_guard lock(guard_);
  return std::exchange(waiters_, {});
}

// What the pool knows of its members.

pool_state::place& pool_state::at(std::size_t number) {
  grow(number);
  return places_[number - 1];
}

void pool_state::grow(std::size_t size) {
  if (size <= places_.size()) return;
  const std::size_t before = places_.size();
  places_.resize(size);
  if (tables_.empty() || tables_.back().size() < size) {
    std::vector<place*> larger(std::bit_ceil(size));
    for (std::size_t i = 0; i < before; ++i) larger[i] = &places_[i];
    tables_.push_back(std::move(larger));
  }
  for (std::size_t i = before; i < size; ++i) tables_.back()[i] = &places_[i];
  table_.store(tables_.back().data(), std::memory_order_release);
}

void pool_state::becomes(const pool_spec& spec) {
  runtime::interleaver::choice_point();
  const std::lock_guard lock(guard_);
  grow(spec.size);
  size_.store(spec.size, std::memory_order_release);
  route_.store(spec.route);
  when_all_fail_.store(spec.when_all_fail);
  there_.store(true);
}

void pool_state::joins(std::size_t number, pid actor) {
  const std::lock_guard lock(guard_);
  at(number).actor.store(actor, std::memory_order_release);
}

void pool_state::leaves(std::size_t number, pid actor) {
  const std::lock_guard lock(guard_);
  place& left = at(number);
  if (left.actor.load() != actor) return;  // the next one is there already
  left.actor.store({}, std::memory_order_release);
  left.why = {absence::kind::ended};
}

void pool_state::tells(std::size_t number, absence what) {
  runtime::interleaver::choice_point();
  const std::lock_guard lock(guard_);
  at(number).why = what;
}

std::vector<pool_state::seen_member> pool_state::members() const {
  runtime::interleaver::choice_point();
  const std::lock_guard lock(guard_);
  std::vector<seen_member> seen;
  const std::size_t count = size();
  for (std::size_t i = 0; i < count; ++i) {
    const place& each = places_[i];
    seen.push_back({i + 1, each.up(), each.open.load(std::memory_order_relaxed), each.why});
  }
  return seen;
}

std::string pool_state::why_nobody(std::optional<std::uint64_t> key,
                                   runtime::time_point now) const {
  const std::vector<seen_member> seen = members();
  const auto told = [&](const seen_member& each) {
    return name_ + "-" + std::to_string(each.number) + " " +
           (each.actor ? std::string("is up now") : shown(each.why, now));
  };
  if (route() == routing::by_key && key) {
    return "the member of the pool " + in_quotes(name_) +
           " for this key is down: " + told(seen[place_of(*key, seen.size())]);
  }
  std::string text =
      (seen.size() == 1 ? "the only member" : "all " + std::to_string(seen.size()) + " members") +
      " of the pool " + in_quotes(name_) + (seen.size() == 1 ? " is" : " are") + " down: ";
  for (std::size_t i = 0; i < std::min(seen.size(), most_shown); ++i) {
    text += (i == 0 ? "" : ", ") + told(seen[i]);
  }
  if (seen.size() <= most_shown) return text;
  return text + " and " + std::to_string(seen.size() - most_shown) + " more";
}

}  // namespace detail
}  // namespace fauxtp
