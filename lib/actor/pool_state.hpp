#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "fauxtp/pid.hpp"
#include "fauxtp/pool_spec.hpp"
#include "runtime/clock.hpp"
#include "runtime/interleaver.hpp"

namespace fauxtp::detail {

/// What a member of a pool does that is not up.
struct absence {
  enum class kind : unsigned char {
    not_started,
    starts,
    fails_to_start,
    waits,
    ended
  } what = kind::not_started;
  runtime::time_point until{};  // waits: when its restart is made
};

/// "restarts in 3.2 s".
std::string shown(const absence& why, runtime::time_point now);

/// The members of a pool, as those see them who send to it. Any thread.
///
/// The pool has places, numbered from 1, and an actor in each that is up. Whoever sends reads the
/// places without a lock; the lock is for those that come, go, and wait.
class pool_state {
 public:
  explicit pool_state(std::string name) : name_(std::move(name)) {}

  struct place {
    std::atomic<pid> actor{};            // empty: it is down
    std::atomic<std::uint32_t> open{0};  // calls
    absence why{};                       // guarded: if it is down

    /// Empty if it is down.
    pid up() const noexcept;
  };
  /// A place, and the actor that was in it when it was chosen.
  struct choice {
    pid actor{};
    place* where = nullptr;
    explicit operator bool() const noexcept { return static_cast<bool>(actor); }
  };

  /// The member for a request of this asker, who gets one of its own only if there is no other. A
  /// key chooses if the pool routes by key, and then there must be one.
  choice choose(std::optional<std::uint64_t> key, pid asker);
  /// The same. If there is none, the request is answered when it is worth another look.
  choice choose_or_await(std::optional<std::uint64_t> key, pid asker, ref request);
  void await_no_more(ref request) noexcept;
  /// Whether the pool counts the calls that are open at each member.
  bool counts_calls() const noexcept { return route() == routing::least_loaded; }

  const std::string& name() const noexcept { return name_; }
  std::size_t size() const noexcept { return size_.load(std::memory_order_acquire); }
  routing route() const noexcept { return route_.load(std::memory_order_relaxed); }
  fauxtp::when_all_fail when_all_fail() const noexcept {
    return when_all_fail_.load(std::memory_order_relaxed);
  }
  /// False once nobody keeps the pool any more.
  bool is_there() const noexcept {
    runtime::interleaver::choice_point();
    return there_.load();
  }

  struct seen_member {
    std::size_t number;
    pid actor;  // empty: it is down
    std::uint32_t open_calls;
    absence why{};
  };
  std::vector<seen_member> members() const;
  /// Why nobody has got the request: `all 4 members of pool "stores" are down: stores-1 starts, …`.
  std::string why_nobody(std::optional<std::uint64_t> key, runtime::time_point now) const;

  // Called by the registry and by supervisors.

  // Those who wait should be told after each of the first three.

  void becomes(const pool_spec& spec);
  void goes_away() noexcept {
    runtime::interleaver::choice_point();
    there_.store(false);
  }
  /// The actor is up, at the place with this number. The registry calls this and the next one under
  /// its own lock.
  void joins(std::size_t number, pid actor);
  void leaves(std::size_t number, pid actor);
  /// What the member with this number does until it is up.
  void tells(std::size_t number, absence what);
  struct waiter {
    pid actor;
    ref request;
  };
  /// Those who wait, and are to look again: their requests must be answered.
  std::vector<waiter> take_waiters();

 private:
  [[gnu::always_inline]] inline choice chosen(std::optional<std::uint64_t> key, pid asker);
  std::span<place* const> all() const noexcept;
  static choice of_key(std::span<place* const> places, std::uint64_t key) noexcept;
  /// Looks at up to `most` members that are up, from that place on, and chooses the one with the
  /// fewest open calls. Returns the number of places that were passed over, too.
  static choice look_from(std::span<place* const> places, std::size_t first, std::size_t most,
                          pid asker, std::size_t& passed) noexcept;
  place& at(std::size_t number);
  void grow(std::size_t size);

  const std::string name_;
  std::atomic<std::size_t> size_{0};
  std::atomic<place* const*> table_{nullptr};  // of at least size_ places
  std::atomic<routing> route_{routing::least_loaded};
  std::atomic<fauxtp::when_all_fail> when_all_fail_{fauxtp::when_all_fail::wait};
  std::atomic<bool> there_{true};
  alignas(64) std::atomic<std::uint32_t> turn_{0};

  mutable std::mutex guard_;
  std::deque<place> places_;
  /// All that there were: somebody may still read one that the pool has outgrown. Each is twice as
  /// large as the one before it.
  std::vector<std::vector<place*>> tables_;
  std::vector<waiter> waiters_;
};

/// A call that is open at a member of a pool, as long as this lives; the pool must live longer.
class open_call {
 public:
  open_call() = default;
  open_call(const pool_state& pool, const pool_state::choice& member) noexcept
      : at_(pool.counts_calls() ? member.where : nullptr) {
    if (at_ == nullptr) return;
    runtime::interleaver::choice_point();
    at_->open.fetch_add(1, std::memory_order_relaxed);
  }
  ~open_call() {
    if (at_ != nullptr) at_->open.fetch_sub(1, std::memory_order_relaxed);
  }
  open_call(open_call&& other) noexcept : at_(std::exchange(other.at_, nullptr)) {}
  open_call& operator=(open_call&&) = delete;

 private:
  pool_state::place* at_ = nullptr;  // null: it is not counted
};

}  // namespace fauxtp::detail
