// What is done to an application.
#include "simulation/fault_injector.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "actor/post.hpp"
#include "actor/signals.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/reload.hpp"
#include "fauxtp/send.hpp"
#include "simulation/time_text.hpp"
#include "simulation/tree_actors.hpp"

namespace fauxtp::simulation {
namespace {

using namespace std::chrono_literals;
using moment = detail::mishap::moment;

constexpr double most_steps_bits = 14;
constexpr double most_steps_in_reload_bits = 9;
constexpr runtime::nanoseconds longest_time = 3s;
constexpr runtime::nanoseconds longest_jump = 24h;

struct mishap_signal final : detail::signal {
  mishap_signal(pid to, detail::mishap planned) : signal(to), planned(std::move(planned)) {}
  void act(detail::process& receiver) noexcept override { receiver.plan(std::move(planned)); }
  detail::mishap planned;
};

std::string named(const process_info& actor) { return actor.label + " " + to_string(actor.actor); }

/// The deed knows what its caller has; the application may end before it has happened.
struct withdrawal {
  ~withdrawal() { of->withdraw(); }
  std::shared_ptr<simulation::fault> of;
};

/// Operations on the disk are counted as long as this lives.
class operation_count {
 public:
  explicit operation_count(testing::disk& on) : on_(on) {}
  ~operation_count() { on_.ask(nullptr); }
  operation_count(const operation_count&) = delete;
  operation_count& operator=(const operation_count&) = delete;

 private:
  testing::disk& on_;
};

std::runtime_error simulated_error() { return std::runtime_error("a fault of the simulation"); }

}  // namespace

fault_injector::fault_injector(const application& struck, const simulation_options& options,
                               simulated_world& world, detail::local_node& node, story& told,
                               std::function<void()> power_is_lost)
    : running_(&struck),
      options_(options),
      world_(world),
      node_(node),
      story_(told),
      power_is_lost_(std::move(power_is_lost)) {
  strikes_in_reload_ = std::ranges::any_of(options.plan, &planned_fault::during_reload);
  learn_supervisors();
  node.watch_births([this](detail::process& born) { at_birth(born); });
}

void fault_injector::learn_supervisors() {
  supervisors_.clear();
  for (const application* each : {running_, next_}) {
    if (each == nullptr) continue;
    for (const application::time_bound& bound : each->bounds()) supervisors_.insert(bound.path);
  }
}

std::size_t fault_injector::wanted() const noexcept {
  if (!options_.plan.empty()) return options_.plan.size();
  return options_.kinds.empty() ? 0 : options_.faults;
}

std::size_t fault_injector::at_once_with(std::size_t number) const noexcept {
  std::size_t all = 1;
  while (number - 1 + all < options_.plan.size() && options_.plan[number - 1 + all].during_reload) {
    ++all;
  }
  return all;
}

// A fault that is left out takes as much of the dice as one that happens.
void fault_injector::make(std::size_t number) {
  number_ = number;
  const planned_fault fault = options_.plan.empty() ? drawn() : options_.plan[number - 1];
  const double luck = std::uniform_real_distribution(0.0, 1.0)(dice_);
  is_left_out_ = options_.without.contains(number) || luck >= fault.probability ||
                 (fault.during_reload && reload_is_left_out_);
  if (fault.during_reload) wait_in_reload(fault);
  switch (fault.kind) {
    case fault_kind::kill:
      return end_somebody(fault, exit_reason::kill, "kill ");
    case fault_kind::exit:
      return end_somebody(fault, exit_reason(term("fault")), "exit signal for ");
    case fault_kind::error:
      return crash_somebody(fault);
    case fault_kind::slow:
      return slow_somebody(fault);
    case fault_kind::start:
      return fail_starts(fault);
    case fault_kind::stall:
      return stall_a_worker(fault);
    case fault_kind::clock:
      return set_the_clock(fault);
    case fault_kind::reload:
      return reload(fault);
    case fault_kind::disk_full:
    case fault_kind::disk_error:
    case fault_kind::disk_slow:
    case fault_kind::bit_flip:
      return trouble(disk_, world_, fault);
    case fault_kind::cut:
    case fault_kind::partition:
    case fault_kind::half_open:
    case fault_kind::delay:
    case fault_kind::partial:
      return trouble(net_, world_.net(), fault);
    case fault_kind::power:
      return lose_power(fault);
  }
}

planned_fault fault_injector::drawn() {
  return {.kind = options_.kinds[dice_() % options_.kinds.size()]};
}

// Does it after some steps, of which there are many where much happens; few and many are equally
// likely. If nothing happens, does it when the calm is over.
void fault_injector::strike(const planned_fault& fault, std::function<void()> deed,
                            runtime::worker* there) {
  runtime::worker& where = there == nullptr ? *runtime::worker::current() : *there;
  const double bits = std::uniform_real_distribution(0.0, most_steps_bits)(dice_);
  if (is_left_out_) deed = [] {};
  const auto coming = std::make_shared<simulation::fault>(++strikes_, std::move(deed), self());
  const withdrawal at_end{coming};
  if (fault.during_reload) {
    coming->happens_on(where);
    return wait_for(coming, where, infinity);
  }
  if (!fault.after) {
    const auto steps =
        fault.at_step != 0 ? fault.at_step : static_cast<std::uint64_t>(std::exp2(bits));
    world_.turns().after_steps(steps, [coming, &where] { coming->happens_on(where); });
  }
  wait_for(coming, where, fault.after.value_or(options_.calm));
}

// If it has not happened by then, it does.
void fault_injector::wait_for(const std::shared_ptr<simulation::fault>& coming,
                              runtime::worker& where, duration longest) {
  const auto number = static_cast<std::int64_t>(coming->number());
  bool has_happened = false;
  const auto wait = [&](duration most, const auto& otherwise) {
    receive(on(tuple("fault_happened", number), [&] { has_happened = true; }),
            on([](exit_signal&& ended) { throw root_has_ended{std::move(ended.reason)}; }),
            after(most, otherwise));
  };
  wait(longest, [&] { coming->happens_on(where); });
  if (!has_happened) wait(infinity, [] {});
}

void fault_injector::strike_at_message(const planned_fault& fault, pid actor,
                                       std::function<void()> deed) {
  const std::size_t nth = std::max<std::size_t>(fault.at_message, 1);
  strike(fault,
         [this, actor, nth, deed = std::move(deed)] { plan(actor, moment::message, nth, deed); });
}

void fault_injector::lose_power() {
  is_left_out_ = false;
  strike({}, [this] {
    story_.tell(simulation_event::kind::fault, "the power is lost");
    power_is_lost_();
  });
}

void fault_injector::lose_power(const planned_fault& fault) {
  const auto lose = [this](const std::string& when) {
    tell("the power is lost" + when);
    power_is_lost_();
  };
  if (fault.at_operation == 0) return strike(fault, [lose] { lose(""); });

  const auto when = std::make_shared<std::string>();  // told, if so many operations come
  runtime::worker& here = *runtime::worker::current();
  const auto coming = std::make_shared<simulation::fault>(
      ++strikes_, [when, lose] { lose(*when); }, self());
  const auto count = [&here, when, coming,
                      left = fault.at_operation](const testing::disk_operation& next) mutable {
    if (left == 0 || --left > 0) return 0;
    *when = ", and the disk does not " + std::string(next.what) + " " + next.file.string();
    coming->happens_now(here);
    return 0;
  };
  const withdrawal at_end{coming};
  const operation_count counted(world_.files());
  strike(fault, [&] { world_.files().ask(count); });
  if (!is_left_out_) wait_for(coming, here, options_.calm);
}

std::optional<process_info> fault_injector::victim(const planned_fault& fault) {
  const std::string& wanted = fault.child;
  const bool needs_worker = fault.kind == fault_kind::error || fault.kind == fault_kind::slow;
  std::vector<process_info> all = fault.during_reload ? living() : tree_actors(*running_, root_);
  std::erase_if(all, [&](const process_info& each) {
    const bool is_it = wanted.empty() || each.label == wanted ||
                       (wanted.ends_with('/') && each.label.starts_with(wanted));
    return !is_it || each.actor == root_ || (needs_worker && supervisors_.contains(each.label)) ||
           !running_->may_be_struck(each.label, to_string(fault.kind)) ||
           (next_ != nullptr && !next_->may_be_struck(each.label, to_string(fault.kind)));
  });
  if (!all.empty()) return all[dice_() % all.size()];
  if (!wanted.empty() && !is_left_out_)
    tell("nobody for " + std::string(to_string(fault.kind)) + " at " + wanted);
  return std::nullopt;
}

// To ask them all, as tree_actors does, takes so many steps that a reload may be over.
std::vector<process_info> fault_injector::living() {
  std::erase_if(born_, [](const auto& each) { return !is_alive(each.first); });
  std::vector<process_info> all;
  for (const auto& [actor, label] : born_) {
    if (!label.starts_with(running_->name() + "/")) continue;
    all.emplace_back().actor = actor;
    all.back().label = label;
  }
  std::ranges::sort(all, {},
                    [](const process_info& each) { return std::pair(each.label, each.actor); });
  return all;
}

void fault_injector::end_somebody(const planned_fault& fault, const exit_reason& reason,
                                  const char* how) {
  const auto hit = victim(fault);
  if (!hit) return;
  const auto deed = [this, number = number_, actor = hit->actor, own = self(), reason,
                     text = how + named(*hit)] {
    tell(number, text);
    detail::emit<detail::exit_sent>(actor, own, reason, false);
  };
  fault.at_message == 0 ? strike(fault, deed) : strike_at_message(fault, hit->actor, deed);
}

void fault_injector::crash_somebody(const planned_fault& fault) {
  const auto hit = victim(fault);
  if (!hit) return;
  const bool again = dice_() % 2 == 0;
  strike(fault, [this, number = number_, actor = hit->actor, text = named(*hit), again,
                 nth = std::max<std::size_t>(fault.at_message, 1)] {
    plan(actor, moment::message, nth, [this, number, text] {
      tell(number, "error in " + text);
      throw simulated_error();
    });
    if (!again) return;
    plan(actor, moment::end, 1, [this, number, text] {
      tell(number, "error in terminate() of " + text);
      throw simulated_error();
    });
  });
}

void fault_injector::slow_somebody(const planned_fault& fault) {
  const auto hit = victim(fault);
  if (!hit) return;
  const auto time = time_of(fault);
  const auto wait = [this, number = number_, time, text = named(*hit)] {
    tell(number, text + " takes " + time_text(time) + " for a message");
    sleep(time);
  };
  strike_at_message(fault, hit->actor, wait);
}

void fault_injector::fail_starts(const planned_fault& fault) {
  const auto hit = victim(fault);
  if (!hit) return;
  strike(fault, [this, hit = *hit, own = self(), attempts = fault.attempts] {
    tell("kill " + named(hit) + ", which does not start at the first " +
         (attempts == 1 ? "attempt" : std::to_string(attempts) + " attempts"));
    fails_to_start_ = hit.label;
    attempts_left_ = attempts;
    detail::emit<detail::exit_sent>(hit.actor, own, exit_reason::kill, false);
  });
}

void fault_injector::plan(pid whom, moment when, std::size_t nth, std::function<void()> happens) {
  const auto unless_withdrawn = [this, planned = withdrawn_, happens = std::move(happens)] {
    if (planned == withdrawn_) happens();
  };
  detail::emit<mishap_signal>(whom, detail::mishap{when, nth, unless_withdrawn});
}

void fault_injector::withdraw() noexcept {
  disk_.reset();
  net_.reset();
  ++withdrawn_;
  attempts_left_ = 0;
}

void fault_injector::at_birth(detail::process& born) {
  if (strikes_in_reload_) born_.emplace(born.id(), born.name());
  if (attempts_left_ == 0 || born.name() != fails_to_start_) return;
  --attempts_left_;
  born.plan({.when = moment::start, .happens = [] { throw simulated_error(); }});
}

void fault_injector::stall_a_worker(const planned_fault& fault) {
  const std::size_t index = 1 + dice_() % options_.workers;
  const auto time = time_of(fault);
  const auto stall = [this, index, time] {
    tell("worker " + std::to_string(index) + " stalls for " + time_text(time));
    world_.turns().sleep(world_.now() + time);
  };
  strike(fault, stall, &node_.pool().at(index));
}

void fault_injector::set_the_clock(const planned_fault& fault) {
  const auto by = runtime::nanoseconds(dice_() % (2 * longest_jump.count())) - longest_jump;
  strike(fault, [this, by] {
    tell("the clock of people jumps by " + time_text(by));
    world_.turns().time().shift_wall(by);
  });
}

template <class Trouble, class Place>
void fault_injector::trouble(std::unique_ptr<Trouble>& one, Place& where,
                             const planned_fault& fault) {
  one = std::make_unique<Trouble>(fault, where, dice_,
                                  [this](const std::string& what) { tell(what); });
  strike(fault, [&one] { one->begin(); });
  if (one->time() == runtime::nanoseconds::zero()) return;  // it ends with the calm
  wait(one->time());
  one.reset();
}

void fault_injector::wait(runtime::nanoseconds time) {
  if (const auto ended = receive<exit_signal>(duration(time))) throw root_has_ended{ended->reason};
}

// Not within the strike: it waits for the tree.
void fault_injector::reload(const planned_fault& fault) {
  const std::size_t number = number_;
  strike(fault, [this] { tell("reload"); });
  if (is_left_out_) return leave_out_in_reload(number);
  next_ = fault.next.get();
  learn_supervisors();
  const std::optional<monitored> others = strike_in_reload(number);
  fault.next->keep_runtime_of(*running_);
  // Neither of the two is owned: they outlive the run.
  using of_another = std::shared_ptr<const application>;
  const reload_plan plan(of_another(of_another(), running_),
                         of_another(of_another(), fault.next.get()));
  try {
    const reload_result result = plan.apply(root_);
    if (result.ok) {
      running_ = fault.next.get();
      reload_ = number;
    }
    tell(number, result.ok ? "the reload is done"
                           : "the reload has failed: " + result.failed + " did not start");
  } catch (const call_error&) {  // the tree has ended: its exit signal comes
  }
  if (others) wait_for_those_in_reload(*others);
  next_ = nullptr;
  learn_supervisors();
}

void fault_injector::wait_for_those_in_reload(const monitored& others) {
  if (is_alive(others.actor)) send(others.actor, tuple("reload_is_over"));
  receive(on(where([&](const down& ended) { return ended.monitor == others.monitor; }),
             [](const down&) {}));
}

/// They take as much of the dice as those that strike.
void fault_injector::leave_out_in_reload(std::size_t number) {
  reload_is_over_ = reload_is_left_out_ = true;
  for (std::size_t i = 1; i < at_once_with(number); ++i) make(number + i);
  reload_is_left_out_ = false;
}

std::optional<monitored> fault_injector::strike_in_reload(std::size_t number) {
  const std::size_t all = at_once_with(number);
  if (all == 1) return std::nullopt;
  const auto strike_all = [this, number, all] {
    reload_is_over_ = false;
    for (std::size_t i = 1; i < all; ++i) make(number + i);
  };
  return spawn_monitor({.label = story::own_label, .observer = true}, strike_all);
}

void fault_injector::wait_in_reload(const planned_fault& fault) {
  const double bits = std::uniform_real_distribution(0.0, most_steps_in_reload_bits)(dice_);
  if (reload_is_over_) return;
  const std::uint64_t steps =
      fault.at_step != 0 ? fault.at_step : static_cast<std::uint64_t>(std::exp2(bits));
  runtime::worker& here = *runtime::worker::current();
  const auto awaited = std::make_shared<simulation::fault>(
      ++strikes_, [] {}, self());
  world_.turns().after_steps(steps, [awaited, &here] { awaited->happens_on(here); });
  const auto number = static_cast<std::int64_t>(awaited->number());
  receive(on(tuple("fault_happened", number), [] {}),
          on(tuple("reload_is_over"), [this] { reload_is_over_ = true; }));
  world_.turns().after_steps(0, nullptr);
}

runtime::nanoseconds fault_injector::time_of(const planned_fault& fault) {
  const runtime::nanoseconds chance(dice_() % longest_time.count());
  return fault.time ? runtime::nanoseconds(*fault.time) : chance;
}

}  // namespace fauxtp::simulation
