// Who runs next, by a seed.
#include "interleaving/turn_taker.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string_view>
#include <utility>

namespace fauxtp::interleaving {
namespace {

thread_local turn_taker::player* this_player = nullptr;

constexpr runtime::nanoseconds shortest_step{500};
constexpr std::uint64_t step_varies_by = 1024;  // ns
constexpr std::uint64_t one_of = 64;            // steps at which a priority changes
constexpr std::uint64_t longest_turn = 1000;    // steps

/// A step of any thread: those that take turns ask their own turn taker, which may be another one
/// for each node.
class step_of_a_player final : public runtime::interleaver {
 public:
  void before_shared_step(std::source_location where) noexcept override {
    if (this_player != nullptr) this_player->turns.step(where);
  }
};

constinit std::atomic<int> turn_takers{0};

}  // namespace

runtime::wall_time simulated_clock::wall() const noexcept {
  return runtime::wall_time(now().time_since_epoch() + runtime::nanoseconds(ahead_.load()));
}

turn_taker::turn_taker(std::uint64_t seed, schedule kind) : dice_(seed), schedule_(kind) {
  const bool drawn = dice_() % 3 == 0;
  by_priority_ = kind == schedule::priorities || (kind == schedule::mixed && drawn);
  switch_mask_ = (std::uint64_t{1} << dice_() % 7) - 1;
  static step_of_a_player all;
  ++turn_takers;
  runtime::interleaver::active = &all;
}

turn_taker::~turn_taker() {
  if (--turn_takers == 0) runtime::interleaver::active = nullptr;
}

turn_taker::player& turn_taker::add() {
  const std::lock_guard lock(guard_);
  all_.push_back(std::make_unique<player>(*this, all_.size(), dice_() | lowest_));
  return *all_.back();
}

void turn_taker::step(std::source_location where) noexcept {
  std::unique_lock lock(guard_);
  time_passes();
  if (steps_ == stop_at_) [[unlikely]]
    std::raise(SIGTRAP);
  if (steps_ == awaited_step_ && then_ != nullptr) {
    const auto awaited = std::exchange(then_, nullptr);
    lock.unlock();
    awaited();
    lock.lock();
  }
  if (time_.now() >= busy_until_) [[unlikely]]
    tell_of_busy_time(lock);
  bool& is_used = meetings_[{where.file_name(), where.line()}];
  if (switches_here()) pass_on(lock, this_player, &is_used);
}

void turn_taker::after_steps(std::uint64_t steps, std::function<void()> function) {
  const std::lock_guard lock(guard_);
  awaited_step_ = steps_ + steps + 1;
  then_ = std::move(function);
}

void turn_taker::when_busy_for(runtime::nanoseconds every, busy_watch watch) {
  const std::lock_guard lock(guard_);
  at_busy_time_ = std::move(watch);
  busy_since_ = time_.now();
  busy_for_ = every;
  busy_until_ = at_busy_time_ ? busy_since_ + every : runtime::time_point::max();
}

void turn_taker::tell_of_busy_time(std::unique_lock<short_lock>& lock) noexcept {
  busy_until_ += busy_for_;
  const auto passed = time_.now() - busy_since_;
  lock.unlock();
  at_busy_time_(passed);
  lock.lock();
}

void turn_taker::enter(player& own) noexcept {
  this_player = &own;
  std::unique_lock lock(guard_);
  own.thread = gettid();
  if (running_ == nullptr) {  // the first one
    running_ = &own;
    return;
  }
  lock.unlock();
  while (!own.has_turn.exchange(false)) own.bell.sleep(runtime::time_point::max());
}

bool turn_taker::is_player() noexcept { return this_player != nullptr; }

std::uint64_t turn_taker::chance() noexcept {
  const std::lock_guard lock(guard_);
  return dice_();
}

void turn_taker::is_left(const char* how) noexcept {
  const std::lock_guard lock(guard_);
  if (outside_.empty()) outside_ = how;
}

bool turn_taker::is_of_a_player(pid_t thread) noexcept {
  const std::lock_guard lock(guard_);
  return std::ranges::any_of(all_, [&](const auto& each) { return each->thread == thread; });
}

void turn_taker::leave() noexcept {
  std::unique_lock lock(guard_);
  this_player->now = player::state::gone;
  this_player->thread = 0;
  this_player = nullptr;
  pass_on(lock, nullptr);
}

void turn_taker::sleep(runtime::time_point deadline, const void* object) noexcept {
  std::unique_lock lock(guard_);
  if (!std::exchange(this_player->woken, false)) this_player->now = player::state::asleep;
  this_player->until = deadline;
  this_player->object = object;
  pass_on(lock, this_player);
}

void turn_taker::wake(player& sleeper) noexcept {
  const std::lock_guard lock(guard_);
  wake_locked(sleeper);
}

void turn_taker::wake_all(const void* object) noexcept {
  const std::lock_guard lock(guard_);
  for (const auto& each : all_) {
    if (each->now == player::state::asleep && each->object == object) wake_locked(*each);
  }
}

void turn_taker::wake_locked(player& sleeper) noexcept {
  if (sleeper.now == player::state::gone) return;
  if (sleeper.now == player::state::ready) sleeper.woken = true;
  sleeper.now = player::state::ready;
  if (running_ != nullptr) return;
  running_ = &sleeper;  // all have slept, and a thread that is not known has woken one
  sleeper.has_turn = true;
  sleeper.bell.ring();
}

void turn_taker::pass_on(std::unique_lock<short_lock>& lock, player* own,
                         bool* is_passed) noexcept {
  player* const next = choose();
  running_ = next;
  if (next != nullptr) {
    next->now = player::state::ready;
    note(next->index);
  }
  if (next == own && own != nullptr) return;
  if (is_passed != nullptr) *is_passed = true;
  turn_ = 0;
  lock.unlock();  // first: on one processor, who is woken runs at once, and wants the lock
  if (next != nullptr) {
    next->has_turn = true;
    next->bell.ring();
  }
  if (own == nullptr) return;
  while (!own->has_turn.exchange(false)) own->bell.sleep(runtime::time_point::max());
}

// Null if all sleep without a deadline.
turn_taker::player* turn_taker::choose() noexcept {
  for (;;) {
    find_ready();
    if (!ready_.empty()) return chosen_among_ready();
    auto next = runtime::time_point::max();
    for (const auto& each : all_) {
      if (each->now != player::state::gone) next = std::min(next, each->until);
    }
    if (next == runtime::time_point::max()) return nullptr;
    time_.set(next);
    busy_since_ = next;
    if (at_busy_time_) busy_until_ = next + busy_for_;
  }
}

void turn_taker::find_ready() noexcept {
  ready_.clear();
  for (const auto& each : all_) {
    if (each->now == player::state::gone) continue;
    if (each->now == player::state::ready || each->until <= time_.now()) {
      ready_.push_back(each.get());
    }
  }
}

turn_taker::player* turn_taker::chosen_among_ready() noexcept {
  if (schedule_ == schedule::exact) return chosen_exactly();
  if (!by_priority_) return ready_[dice_() % ready_.size()];
  return *std::ranges::max_element(ready_, {}, [](const player* each) { return each->priority; });
}

// Where nothing is said, each thread comes in its turn, so that none waits for ever.
turn_taker::player* turn_taker::chosen_exactly() noexcept {
  const auto wanted = switches_.find(steps_);
  if (wanted == switches_.end()) {
    const auto after = std::ranges::find_if(ready_, [this](const player* each) {
      return running_ != nullptr && each->index > running_->index;
    });
    return after == ready_.end() ? ready_.front() : *after;
  }
  std::erase(ready_, running_);
  return ready_.empty() ? running_ : ready_[wanted->second % ready_.size()];
}

// A thread may wait for others without sleeping: after a while they go on in any case.
bool turn_taker::switches_here() noexcept {
  if (schedule_ == schedule::exact) return switches_exactly_here();
  const bool is_too_long = ++turn_ > longest_turn;
  const bool wants = wants_switch();
  if (is_too_long && by_priority_) loses_rank();
  return is_too_long || (wants && steps_ >= first_switch_ && steps_ <= last_switch_);
}

bool turn_taker::switches_exactly_here() noexcept {
  find_ready();
  std::erase(ready_, running_);
  if (!ready_.empty()) choices_.emplace_back(steps_, ready_.size());
  if (switches_.contains(steps_)) return true;
  if (++turn_ <= longest_turn || ready_.empty()) return false;
  switches_.emplace(steps_, 0);  // it may wait for the others without sleeping
  return true;
}

// Few switches at the right places find more than many at all places: so a run has its own number
// of them. By priority, the thread that runs loses its rank now and then.
bool turn_taker::wants_switch() noexcept {
  if (!by_priority_) return (dice_() & switch_mask_) == 0;
  if (dice_() % (one_of * (switch_mask_ + 1)) == 0) loses_rank();
  return true;
}

void turn_taker::loses_rank() noexcept {
  this_player->priority = std::exchange(lowest_, lowest_ - 1);
}

void turn_taker::time_passes() noexcept {
  ++steps_;
  time_.set(time_.now() + shortest_step + runtime::nanoseconds(dice_() % step_varies_by));
}

std::map<std::string, bool> turn_taker::meetings() const {
  std::map<std::string, bool> all;  // one line may have several addresses of its text
  for (const auto& [place, is_used] : meetings_) {
    const std::string_view file(place.first);
    const std::size_t room = file.rfind("lib/");
    const std::string name(file.substr(room == file.npos ? 0 : room));
    all[name + ":" + std::to_string(place.second)] |= is_used;
  }
  return all;
}

void turn_taker::note(std::uint64_t what) noexcept {
  const auto now = static_cast<std::uint64_t>(time_.now().time_since_epoch().count());
  for (const std::uint64_t each : {what, now}) {
    trace_ = (trace_ ^ each) * 0x9E3779B97F4A7C15;
    trace_ ^= trace_ >> 29;
  }
}

}  // namespace fauxtp::interleaving
