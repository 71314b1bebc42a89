// Links, monitors, aliases and children of one actor.
#include "actor/relations.hpp"

#include <stdexcept>
#include <utility>

#include "actor/post.hpp"
#include "actor/signals.hpp"
#include "fauxtp/spawn.hpp"

namespace fauxtp::detail {

ref relations::watch(pid own, pid actor, std::string name, monitor_options options) {
  const ref monitor = make_ref();
  watching(monitor, actor, std::move(name), std::move(options));
  if (actor == own) {
    watched_.extract(monitor);  // an ended actor hears nothing of it; only its alias remains
  } else {
    emit<monitor_signal>(actor, own, monitor);
  }
  return monitor;
}

void relations::watching(ref monitor, pid actor, std::string name, monitor_options options) {
  if (options.alias == alias_mode::reply) {
    throw std::invalid_argument("fauxtp: monitor: alias_mode::reply is not for a monitor");
  }
  watched_actor& made = watched_[monitor];
  made.actor = actor;
  if (!name.empty() || !options.tag.is_nil()) {
    made.details = std::make_unique<watch_details>(std::move(name), std::move(options.tag));
  }
  if (options.alias) open_alias(monitor, *options.alias);
}

bool relations::stop_watching(ref monitor) {
  const auto watched = watched_.extract(monitor);
  if (!watched) return false;
  emit<demonitor_signal>(watched->actor, monitor);
  forget_monitor(monitor);
  return true;
}

bool relations::end_of_watched(ref monitor) noexcept {
  if (!watched_.erase(monitor)) return false;
  forget_monitor(monitor);
  return true;
}

std::optional<term> relations::take_down(ref monitor, pid ended, exit_reason reason) {
  const auto watched = watched_.extract(monitor);
  if (!watched) return std::nullopt;
  forget_monitor(monitor);
  down end{monitor, ended, std::move(reason)};
  if (watched->details == nullptr) return term(std::move(end));
  end.name = std::move(watched->details->name);
  term& tag = watched->details->tag;
  return tag.is_nil() ? term(std::move(end)) : tuple(std::move(tag), std::move(end));
}

std::vector<pid> relations::watched() const {
  std::vector<pid> all;
  watched_.for_each([&](ref, const watched_actor& each) { all.push_back(each.actor); });
  return all;
}

std::vector<pid> relations::watchers() const {
  std::vector<pid> all;
  watchers_.for_each([&](ref, pid watcher) { all.push_back(watcher); });
  return all;
}

void relations::forget_monitor(ref ended) noexcept {
  if (seldom_ == nullptr) return;
  const auto* found = seldom_->aliases.find(ended);
  if (found != nullptr && found->mode != alias_mode::explicit_unalias) close_alias(ended);
  seldom_->supervised.erase(ended);
}

bool relations::takes_by_alias(ref id) {
  const auto* found = seldom_ == nullptr ? nullptr : seldom_->aliases.find(id);
  if (found == nullptr) return false;
  const alias_mode mode = found->mode;
  if (mode == alias_mode::reply || mode == alias_mode::reply_demonitor) close_alias(id);
  if (mode == alias_mode::reply_demonitor) stop_watching(id);
  return true;
}

bool relations::has_priority(ref id) noexcept {
  const auto* found = seldom_ == nullptr ? nullptr : seldom_->aliases.find(id);
  return found != nullptr && found->has_priority;
}

std::uint64_t relations::adopt_child(pid child) {
  const std::uint64_t number = ++seldom().last_child_number;
  seldom().children[number] = child;
  return number;
}

void relations::forget_child(std::uint64_t number) noexcept {
  if (seldom_ != nullptr) seldom_->children.erase(number);
}

std::vector<pid> relations::children() const {
  std::vector<pid> all;
  if (seldom_ != nullptr) {
    seldom_->children.for_each([&](std::uint64_t, pid child) { all.push_back(child); });
  }
  return all;
}

std::vector<supervised_child> relations::supervised() const {
  std::vector<supervised_child> all;
  if (seldom_ != nullptr) {
    seldom_->supervised.for_each([&](ref, const supervised_child& each) { all.push_back(each); });
  }
  return all;
}

void relations::tell_of_end(pid own, const exit_reason& reason) noexcept {
  for (const pid other : links.active()) emit<exit_sent>(other, own, reason, true);
  watchers_.for_each(
      [&](ref monitor, pid watcher) { emit<down_signal>(watcher, own, monitor, reason); });
  watched_.for_each([&](ref monitor, const watched_actor& watched) {
    emit<demonitor_signal>(watched.actor, monitor);
  });
}

}  // namespace fauxtp::detail
