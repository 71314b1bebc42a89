// Turns one running tree into another.
#include "fauxtp/reload.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <ranges>

#include "application/live_tree.hpp"
#include "application/tree_builder.hpp"

namespace fauxtp {
namespace {

using detail::application_data;

/// The specs of an application's supervisors, by their paths.
class specs {
 public:
  explicit specs(const application_data& of) : modules_(of.modules) { add(of.root(), ""); }

  /// Gives the supervisor of that path its rules.
  std::optional<exit_reason> change(pid supervisor, const std::string& path) const {
    const supervisor_entry& entry = *supervisors_.at(path);
    return entry.is_dynamic ? dynamic_supervisor::change(supervisor, build_dynamic(entry, modules_))
                            : supervisor::change(supervisor, build_supervisor(entry, modules_));
  }
  child_spec of(const child_place& place) const {
    for (const planned_child& each : planned_children(*supervisors_.at(place.supervisor))) {
      if (each.id == place.id) return build_child(each, modules_);
    }
    throw std::logic_error("fauxtp: there is no child " + place.path());
  }

 private:
  void add(const supervisor_entry& supervisor, const std::string& path) {
    supervisors_.emplace(path, &supervisor);
    for (const child_entry& each : supervisor.children) {
      if (const auto* inner = std::get_if<supervisor_entry>(&each.spec)) {
        add(*inner, child_place{path, inner->id}.path());
      }
    }
  }

  const module_set& modules_;
  std::map<std::string, const supervisor_entry*> supervisors_;
};

/// One way through the change; the way back is another one.
class passage {
 public:
  passage(live_tree& tree, const specs& target) : tree_(tree), target_(target) {}

  struct failure {
    std::string path;
    exit_reason reason;
  };

  std::optional<failure> give_rules(const std::vector<std::string>& supervisors) {
    for (const std::string& path : supervisors) {
      if (auto mistake = give_rules(path)) return failure{path, std::move(*mistake)};
    }
    return std::nullopt;
  }

  void stop(const changing_child& child) {
    const child_place& place = child.place;
    tree_.with(place.supervisor, [&](pid supervisor) {
      supervisor::terminate_child(supervisor, place.id);
      if (!child.restarts) supervisor::delete_child(supervisor, place.id);
    });
  }

  std::optional<failure> start(const child_place& place) {
    std::optional<failure> failed;
    tree_.with(place.supervisor, [&](pid supervisor) {
      child_reply reply = supervisor::restart_child(supervisor, place.id);
      if (reply.error == supervisor_error::not_found) {  // a temporary one
        reply = supervisor::start_child(supervisor, target_.of(place));
        give_rules(place.supervisor);  // for its place in the order
      }
      // One that runs already has been started by a supervisor that fell, and knew the new rules.
      const bool started = reply.ok() || reply.error == supervisor_error::running ||
                           reply.error == supervisor_error::restarting ||
                           reply.error == supervisor_error::already_started;
      if (!started) failed = failure{place.path(), std::move(reply.reason)};
    });
    return failed;
  }

 private:
  std::optional<exit_reason> give_rules(const std::string& path) {
    std::optional<exit_reason> mistake;
    tree_.with(path, [&](pid supervisor) { mistake = target_.change(supervisor, path); });
    return mistake;
  }

  live_tree& tree_;
  const specs& target_;
};

}  // namespace

struct reload_plan::data {
  std::shared_ptr<const application> running, next;
  differences found;

  reload_result apply(pid root) const;
  std::optional<passage::failure> go(passage& there, std::size_t& started) const;
  std::vector<std::string> go_back(passage& there, passage& back, std::size_t started) const;
};

std::optional<passage::failure> reload_plan::data::go(passage& there, std::size_t& started) const {
  if (auto failed = there.give_rules(found.kept)) return failed;
  for (const changing_child& each : std::views::reverse(found.stopped)) there.stop(each);
  for (const changing_child& each : found.started) {
    if (auto failed = there.start(each.place)) return failed;
    ++started;
  }
  return std::nullopt;
}

std::vector<std::string> reload_plan::data::go_back(passage& there, passage& back,
                                                    std::size_t started) const {
  back.give_rules(found.kept);
  for (const changing_child& each :
       found.started | std::views::take(started) | std::views::reverse) {
    there.stop(each);
  }
  std::vector<std::string> lost;
  for (const changing_child& each : found.stopped) {
    if (back.start(each.place)) lost.push_back(each.place.path());
  }
  return lost;
}

reload_result reload_plan::data::apply(pid root) const {
  live_tree tree(root);
  const specs old_specs(*running->data_), new_specs(*next->data_);
  passage there(tree, new_specs), back(tree, old_specs);
  std::size_t started = 0;
  auto failed = go(there, started);
  if (!failed) return {};
  return {.ok = false,
          .failed = std::move(failed->path),
          .reason = std::move(failed->reason),
          .lost = go_back(there, back, started)};
}

reload_plan::reload_plan(std::shared_ptr<const application> running,
                         std::shared_ptr<const application> next)
    : data_(std::make_unique<data>()) {
  data_->found = differences_of(*running->data_, *next->data_);
  data_->running = std::move(running);
  data_->next = std::move(next);
}
reload_plan::~reload_plan() = default;
reload_plan::reload_plan(reload_plan&&) noexcept = default;
reload_plan& reload_plan::operator=(reload_plan&&) noexcept = default;

const std::vector<tree_change>& reload_plan::changes() const noexcept { return data_->found.shown; }

reload_result reload_plan::apply(pid root) const { return data_->apply(root); }

}  // namespace fauxtp
