// Tasks of one actor, whose ends come past its mailbox.
#include "fauxtp/detail/task_set.hpp"

#include <list>
#include <stdexcept>
#include <string>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/request.hpp"
#include "actor/signals.hpp"
#include "fauxtp/deadline.hpp"

namespace fauxtp::detail {
namespace {

/// What a task answers if it has no value.
struct no_value {
  exit_reason why;
};

/// Tells the owner of a task's end, by the one answer to a request that nobody had to send. It is
/// called when the task has ended, so what the function held is gone when the owner hears of it.
class end_notice {
 public:
  end_notice(pid owner, ref request, std::shared_ptr<std::optional<term>> value,
             std::function<void(pid, const exit_reason&)> first)
      : owner_(owner), request_(request), value_(std::move(value)), first_(std::move(first)) {}

  void operator()(pid task, const exit_reason& reason) const {
    const telling last{*this, reason};
    if (first_) first_(task, reason);
  }

 private:
  /// It tells whatever the user's own on_exit throws: the owner waits for it.
  struct telling {
    const end_notice& notice;
    const exit_reason& reason;
    ~telling() {
      const bool good = reason == exit_reason::normal && notice.value_->has_value();
      emit<reply_signal>(notice.owner_, notice.request_,
                         good ? std::move(**notice.value_) : term(no_value{reason}));
    }
  };

  pid owner_;
  ref request_;
  std::shared_ptr<std::optional<term>> value_;
  std::function<void(pid, const exit_reason&)> first_;
};

}  // namespace

struct task_set::state {
  struct entry;
  using entries = std::list<entry>;

  /// A task, and how long it may take.
  struct entry final : request::observer, runtime::timer {
    entry(state& set, std::size_t number) : set(set), number(number) { asked.observe(this); }
    ~entry() override { set.own.home().timers().cancel(*this); }
    entry(const entry&) = delete;
    entry& operator=(const entry&) = delete;

    void settled(request&) noexcept override { set.has_ended(*this); }
    void expired() noexcept override {
      late = true;
      kill();
    }
    void kill() noexcept { emit<exit_sent>(actor, set.own.id(), exit_reason::kill, false); }

    state& set;
    std::size_t number;
    entries::iterator place{};
    request asked{pid(), request::kept_t{}};
    pid actor{};
    bool late = false;
    std::optional<exit_reason> failure{};
  };

  /// The time of all tasks together. If all of them have ended when it is up, they were in time.
  struct limit final : runtime::timer {
    explicit limit(state& set) : set(set) {}
    void expired() noexcept override {
      if (!set.running.empty()) set.fail(exit_reason::timeout);
    }
    state& set;
    time_point until = time_point::max();
  };

  state() : own(process::current()), owner(own.id()) {}

  void has_ended(entry& one) noexcept {
    own.home().timers().cancel(one);
    if (const auto* failed = one.asked.answer()->get_if<no_value>()) {
      one.failure = one.late ? exit_reason::timeout : failed->why;
    } else {
      one.late = false;  // it was done in the same moment
    }
    ended.splice(ended.end(), running, one.place);
    if (as_one && one.failure) fail(*one.failure);
  }
  void fail(exit_reason why) noexcept {
    if (failure) return;
    failure = std::move(why);
    kill_all();
  }
  void kill_all() noexcept {
    for (entry& each : running) each.kill();
  }

  // A task may wait for room in its owner's mailbox: all senders go on, as with a receive.
  void wait_for_end() {
    if (!own.is_limited()) {
      own.wait(wake_by::answer, time_point::max());
    } else {
      own.limited().let_senders_go();
      own.wait(wake_by::answer | wake_by::message, time_point::max());
    }
  }

  process& own;
  const pid owner;
  entries running, ended;
  bool as_one = false;
  std::optional<exit_reason> failure;
  limit all{*this};
};

task_set::task_set() : state_(std::make_unique<state>()) {}

// The owner may be on its way to its own end, so this wait is not interrupted.
task_set::~task_set() {
  state& set = *state_;
  set.own.home().timers().cancel(set.all);
  set.kill_all();
  while (!set.running.empty()) set.own.park_for(wake_by::answer);
}

void task_set::check_owner() const {
  if (process::current().id() == state_->owner) return;
  throw std::logic_error("fauxtp: a group of tasks is used only by the actor that has made it, " +
                         to_string(state_->owner));
}

pid task_set::start(std::size_t number, std::function<term()> function,
                    const spawn_options& options, time_point until) {
  check_owner();
  state& set = *state_;
  set.running.emplace_back(set, number);
  const auto place = std::prev(set.running.end());
  place->place = place;
  try {
    const auto value = std::make_shared<std::optional<term>>();
    spawn_options chosen = options;
    chosen.on_exit = end_notice(set.owner, place->asked.id(), value, options.on_exit);
    auto work = [function = std::move(function), value, deadline = deadline()] {
      process::current().keeps_deadline_of(deadline);
      *value = function();
    };
    place->actor =
        launch_body(make_body(std::move(work)), relation::child, std::move(chosen), {}, false)
            .actor;
  } catch (...) {
    set.running.erase(place);
    throw;
  }
  if (until != time_point::max()) set.own.home().timers().arm(*place, until);
  return place->actor;
}

std::size_t task_set::running() const {
  check_owner();
  state_->own.home().deliver_parcels();
  return state_->running.size();
}

bool task_set::has_ended() const noexcept { return !state_->ended.empty(); }

bool task_set::wait(const std::source_location& where) {
  check_owner();
  state& set = *state_;
  set.own.home().deliver_parcels();
  set.own.waits_at(where);
  while (set.ended.empty()) {
    if (set.running.empty()) return false;
    set.wait_for_end();
  }
  return true;
}

task_end task_set::take() {
  state::entry& first = state_->ended.front();
  task_end taken{first.number, {}, std::move(first.failure), first.late};
  if (!taken.failure) taken.value = std::move(*first.asked.answer());
  state_->ended.pop_front();
  return taken;
}

void task_set::fails_as_one() noexcept { state_->as_one = true; }

void task_set::end_at(time_point until) {
  state_->all.until = until;
  if (until != time_point::max()) state_->own.home().timers().arm(state_->all, until);
}

void task_set::check_time() {
  if (state_->own.now() >= state_->all.until) state_->fail(exit_reason::timeout);
}

const exit_reason* task_set::failure() const noexcept {
  return state_->failure ? &*state_->failure : nullptr;
}

}  // namespace fauxtp::detail
