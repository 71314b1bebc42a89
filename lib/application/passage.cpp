// Stops and starts the children in which two trees differ.
#include "application/passage.hpp"

#include <algorithm>
#include <ranges>

#include "actor/running.hpp"
#include "application/tree_builder.hpp"
#include "fauxtp/app_env.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"

namespace fauxtp {
namespace {

using detail::child_state;
using detail::on_failure;

std::string above(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

}  // namespace

tree_specs::tree_specs(const detail::application_data& of) : data_(of) { add(of.root(), ""); }

void tree_specs::add(const supervisor_entry& supervisor, const std::string& path) {
  supervisors_.emplace(path, &supervisor);
  for (const child_entry& each : supervisor.children) {
    if (const auto* inner = std::get_if<supervisor_entry>(&each.spec)) {
      add(*inner, child_place{path, inner->id}.path());
    }
  }
}

supervisor_spec tree_specs::spec(const std::string& path) const {
  return build_supervisor(*supervisors_.at(path), data_.modules);
}

dynamic_supervisor_spec tree_specs::dynamic_spec(const std::string& path) const {
  return build_dynamic(*supervisors_.at(path), data_.modules);
}

passage::passage(pid root, const differences& found, const tree_specs& before,
                 const tree_specs& after)
    : root_(root), found_(found), before_(before), after_(after), pids_{{"", root}} {}

std::optional<passage::failure> passage::go() {
  for (const changing_child& each : found_.stopped) expect(each.place, false);
  for (const changing_child& each : found_.started) expect(each.place, true);
  were_.assign(found_.stopped.size(), child_state::stopped);
  if (found_.env) detail::change_env(after_.env());
  if (auto failed = begin(after_)) return failed;
  for (std::size_t i = found_.stopped.size(); i-- > 0;) {
    were_[i] = stop(found_.stopped[i].place, found_.stopped[i].restarts);
  }
  for (const changing_child& each : found_.started) {
    const child_reply reply = start(each.place, on_failure::leave_it);
    const bool ran = reply.error == supervisor_error::running;
    if (!ran || !each.revives) started_.push_back(&each);
    if (!ran && !reply.ok()) return failure{each.place.path(), reply.reason};
    done(each.place);
  }
  for (const reconfigured_child& each : found_.reconfigured) reconfigure(each);
  if (found_.env) {
    for (const pid each : detail::watchers_of_env()) send(each, app_env_changed());
  }
  return std::nullopt;
}

// If it ends before the message comes, its restart has the new arguments: its supervisor has the
// new specs.
void passage::reconfigure(const reconfigured_child& which) {
  with(which.place.supervisor, [&](pid supervisor) {
    const auto found = supervisor::find_child(supervisor, which.place.id);
    if (found && found->actor) send(found->actor, which.form->change_to(*which.args));
  });
}

std::vector<std::string> passage::go_back() {
  works_.clear();
  if (found_.env) detail::change_env(before_.env());
  for (const changing_child* each : started_) expect(each->place, false);
  for (std::size_t i = 0; i < found_.stopped.size(); ++i) {
    if (were_[i] != child_state::stopped) expect(found_.stopped[i].place, true);
  }
  begin(before_);
  for (const changing_child* each : started_ | std::views::reverse) {
    stop(each->place, each->restarts);
  }
  std::vector<std::string> lost;
  for (std::size_t i = 0; i < found_.stopped.size(); ++i) {
    if (were_[i] == child_state::stopped) continue;
    const child_place& place = found_.stopped[i].place;
    const bool ran = were_[i] == child_state::runs;
    const child_reply reply = start(place, ran ? on_failure::leave_it : on_failure::restart_it);
    if (!reply.ok() && reply.error != supervisor_error::running) lost.push_back(place.path());
    done(place);
  }
  return lost;
}

void passage::give_up() noexcept {
  try {
    while (!in_change_.empty()) end(*in_change_.begin());
  } catch (...) {  // the root has ended, and all with it
  }
}

void passage::expect(const child_place& place, bool starts) {
  if (starts) works_[place.supervisor].starts.insert(place.id);
  for (std::string path = place.supervisor;; path = above(path)) {
    ++works_[path].left;
    if (path.empty()) return;
  }
}

std::optional<passage::failure> passage::begin(const tree_specs& target) {
  for (const std::string& path : found_.kept) {
    std::optional<exit_reason> mistake;
    with(path, [&](pid supervisor) {
      if (target.is_dynamic(path)) {
        mistake = dynamic_supervisor::change(supervisor, target.dynamic_spec(path));
        return;
      }
      in_change_.insert(path);
      mistake = detail::begin_change(supervisor, target.spec(path), works_[path].starts);
    });
    if (mistake) return failure{path, std::move(*mistake)};
    if (works_[path].left == 0) end(path);
  }
  return std::nullopt;
}

child_state passage::stop(const child_place& place, bool kept) {
  child_state was = child_state::stopped;
  with(place.supervisor,
       [&](pid supervisor) { was = detail::stop_in_change(supervisor, place.id, kept); });
  done(place);
  return was;
}

child_reply passage::start(const child_place& place, on_failure failed) {
  child_reply reply;
  with(place.supervisor,
       [&](pid supervisor) { reply = detail::start_in_change(supervisor, place.id, failed); });
  return reply;
}

void passage::done(const child_place& place) {
  for (std::string path = place.supervisor;; path = above(path)) {
    if (--works_[path].left == 0) end(path);
    if (path.empty()) return;
  }
}

void passage::end(const std::string& path) {
  if (in_change_.erase(path) == 0) return;
  with(path, [](pid supervisor) { detail::end_change(supervisor); });
}

template <class Ask>
bool passage::with(const std::string& path, Ask ask) {
  const pid supervisor = find(path);
  if (!supervisor) return false;
  try {
    ask(supervisor);
    return true;
  } catch (const call_error& error) {
    const bool has_ended = error.cause() == exit_reason::noproc || !is_alive(supervisor);
    if (supervisor == root_ || !has_ended) throw;
    pids_[path] = pid();
    return false;
  }
}

pid passage::find(const std::string& path) {
  if (const auto found = pids_.find(path); found != pids_.end()) return found->second;
  const std::string parent = above(path);
  with(parent, [&](pid supervisor) {
    for (const child_info& each : supervisor::which_children(supervisor)) {
      if (each.type == child_type::supervisor) {
        pids_[child_place{parent, each.id}.path()] = each.actor;
      }
    }
  });
  return pids_[path];
}

}  // namespace fauxtp
