#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actor/link_set.hpp"
#include "actor/relation_table.hpp"
#include "actor/supervised_child.hpp"
#include "fauxtp/alias.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::detail {

/// What ties one actor to others: its links, its monitors and those of others, its aliases and its
/// children.
class relations {
 public:
  link_set links;

  // Monitors of this actor.

  /// Asks another actor for its `down`, for the actor `own`, which has these relations.
  ref watch(pid own, pid actor, std::string name, monitor_options options);
  /// Notes this side of a monitor of which the other side knows already.
  void watching(ref monitor, pid actor) { watched_[monitor].actor = actor; }
  void watching(ref monitor, pid actor, std::string name, monitor_options options);
  /// Tells the other side. False if there is no such monitor.
  bool stop_watching(ref monitor);
  /// The other side knows it. False if there is no such monitor.
  bool forget_watched(ref monitor) noexcept { return watched_.erase(monitor); }
  /// The `down` has come. Returns the message that it becomes; nothing if there is no such monitor.
  std::optional<term> take_down(ref monitor, pid ended, exit_reason reason);
  /// The same for a `down` that becomes no message. False if there is no such monitor.
  bool end_of_watched(ref monitor) noexcept;
  std::vector<pid> watched() const;
  /// Visits each monitor of which no `down` has come yet, and the actor that it watches.
  template <class Visit>
  void for_each_watched(Visit visit) const {
    watched_.for_each([&](ref monitor, const watched_actor& each) { visit(monitor, each.actor); });
  }

  // Monitors of others.

  void watched_by(ref monitor, pid watcher) { watchers_[monitor] = watcher; }
  bool is_watched_by(ref monitor) noexcept { return watchers_.find(monitor) != nullptr; }
  /// Returns the actor that had the monitor; nothing if there is no such monitor.
  std::optional<pid> forget_watcher(ref monitor) noexcept { return watchers_.extract(monitor); }
  std::vector<pid> watchers() const;

  // Aliases.

  void open_alias(ref id, alias_mode mode, bool has_priority = false) {
    seldom().aliases[id] = {mode, has_priority};
  }
  /// False if there is no such alias.
  bool close_alias(ref id) { return seldom_ != nullptr && seldom_->aliases.erase(id); }
  /// Whether a message that comes by the alias is to be taken. It may be the last one.
  bool takes_by_alias(ref id);
  bool has_priority(ref id) noexcept;

  // Children, which were made with spawn_child.

  /// Returns the number by which the child must tell of its end.
  std::uint64_t adopt_child(pid child);
  void forget_child(std::uint64_t number) noexcept;
  bool has_children() const noexcept { return seldom_ != nullptr && seldom_->children.size() > 0; }
  /// The first made comes first.
  std::vector<pid> children() const;

  // Children of a supervisor. Each is watched by a monitor.

  /// Nothing if the child has ended: then the monitor is gone.
  void supervises(ref monitor, supervised_child child) {
    if (watched_.find(monitor) != nullptr) seldom().supervised[monitor] = child;
  }
  bool is_supervisor() const noexcept {
    return seldom_ != nullptr && seldom_->supervised.size() > 0;
  }
  /// The first made comes first.
  std::vector<supervised_child> supervised() const;

  /// All links and monitors hear of the end of the actor `own`.
  void tell_of_end(pid own, const exit_reason& reason) noexcept;

 private:
  struct watch_details {
    std::string name;
    term tag;
  };
  struct watched_actor {
    pid actor;
    std::unique_ptr<watch_details> details;  // few monitors have any
  };
  /// What most actors never have.
  struct seldom_used {
    struct open_alias {
      alias_mode mode;
      bool has_priority;
    };
    relation_table<ref, open_alias> aliases;
    relation_table<std::uint64_t, pid> children;  // numbered in the order in which they were made
    std::uint64_t last_child_number = 0;
    relation_table<ref, supervised_child> supervised;
  };
  seldom_used& seldom() {
    if (seldom_ == nullptr) seldom_ = std::make_unique<seldom_used>();
    return *seldom_;
  }
  /// What goes with a monitor that this actor had.
  void forget_monitor(ref ended) noexcept;

  relation_table<ref, pid> watchers_;
  relation_table<ref, watched_actor> watched_;
  std::unique_ptr<seldom_used> seldom_;
};

}  // namespace fauxtp::detail
