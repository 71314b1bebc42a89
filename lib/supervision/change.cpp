// How a supervisor becomes another one while its children run.
#include <set>
#include <vector>

#include "supervision/supervisor_loop.hpp"

namespace fauxtp::detail {

void supervisor_loop::change_limits(const supervisor_spec& spec) {
  spec_.how = spec.how;
  spec_.intensity = spec.intensity;
  spec_.period = spec.period;
  spec_.when_done = spec.when_done;
  intensity_->change(spec.intensity, spec.period);
}

// Of what it was started with only the limit of its mailbox can change while it runs.
void supervisor_loop::give_spec(child& changed, child_spec spec) {
  if (changed.running() && changed.spec.mailbox != spec.mailbox) {
    limit_mailbox(changed.actor, spec.mailbox);
  }
  changed.spec = std::move(spec);
}

std::optional<exit_reason> supervisor_loop::change(supervisor_spec spec) {
  if (auto mistake = supervisor::check(spec)) return mistake;
  change_limits(spec);

  std::vector<children::iterator> before;
  for (auto each = children_.begin(); each != children_.end(); ++each) before.push_back(each);

  std::set<const child*> wanted;
  auto place = children_.end();
  for (child_spec& each : spec.children) {
    complete(each);
    auto child = children_.find(each.id);
    if (child == children_.end()) {
      child = children_.add({.spec = std::move(each)});
    } else {
      give_spec(*child, std::move(each));
    }
    children_.move_behind(place, child);
    wanted.insert(&*child);
    place = child;
  }

  // Who is not wanted stays as long as it runs, behind the one that was before it.
  place = children_.end();
  for (const auto child : before) {
    if (!wanted.contains(&*child)) {
      if (!child->running() && !child->restarting) {
        children_.remove(child);
        continue;
      }
      children_.move_behind(place, child);
    }
    place = child;
  }
  for (auto each = children_.begin(); each != children_.end();) {
    const auto child = each++;
    if (keeps(*child)) continue;
    if (!child->running() && !child->restarting) {
      children_.remove(child);  // as if it had ended
    } else if (child->running()) {
      child->spec.start.forget();
    }
  }
  return std::nullopt;
}

}  // namespace fauxtp::detail
