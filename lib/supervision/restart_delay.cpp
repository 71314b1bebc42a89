// Restarts that wait.
#include "supervision/restart_delay.hpp"

#include <algorithm>

#include "fauxtp/timer.hpp"
#include "supervision/reports.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp::detail {

bool is_sound(const restart_delay& delay) noexcept {
  return delay.min > duration::zero() && delay.max >= delay.min && delay.factor >= 1 &&
         delay.jitter >= 0 && delay.jitter <= 1;
}

bool supervisor_loop::follows_another(const child& ended) const {
  const auto& delay = ended.spec.restart_delay;
  return delay && ended.ends_in_a_row != 0 && now() - ended.last_start <= delay->max;
}

duration supervisor_loop::count_end(child& ended) const {
  const auto& delay = ended.spec.restart_delay;
  if (!delay) return duration::zero();
  if (!follows_another(ended)) ended.ends_in_a_row = 0;
  return wait_by_chance(*delay, ++ended.ends_in_a_row);
}

// Siblings that are restarted with the child stop at once. Until they start again, all of them are
// under restart.
void supervisor_loop::restart_after(duration wait, children::iterator child) {
  children_.ended(child);
  report_delay(*child, wait);
  const std::size_t number = ++delays_;
  const auto put_off = [number, at = deadline_after(wait)](detail::child& each) {
    each.restarting = true;
    each.delay = number;
    each.restart_at = at;
    tell_pool(each, {absence::kind::waits, at});
  };
  const bool alone = spec_.strategy == strategy::one_for_one;
  if (alone) {
    put_off(*child);
  } else {
    const auto first = spec_.strategy == strategy::one_for_all ? children_.begin() : child;
    std::for_each(stop_all(first), children_.end(), put_off);
  }
  send_after(wait, self(), delay_is_over{number, alone ? child->spec.id : ""});
}

// A child that has been terminated meanwhile, or is under another restart, is left alone.
void supervisor_loop::start_delayed(const delay_is_over& over) {
  // A child that restarts alone is found by its id: a search through all children would be slow.
  const bool alone = !over.id.empty();
  auto next = alone ? children_.find(over.id) : children_.begin();
  while (next != children_.end()) {
    const auto child = next;
    next = alone ? children_.end() : std::next(child);
    if (child->delay != over.number) continue;
    if (const auto reason = start(child)) {
      report_start_error(*child, *reason);
      children_.ended(child);
      try_again_later(child, *reason);
      // The strategy may have changed since they stopped together: nobody else would start them.
      if (spec_.strategy == strategy::one_for_one) continue;
      for (auto rest = next; rest != children_.end(); ++rest) {
        if (rest->delay != over.number) continue;
        children_.ended(rest);
        rest->due = true;
      }
      return;
    }
    if (!child->running() && !keeps(*child)) children_.remove(child);
  }
}

}  // namespace fauxtp::detail
