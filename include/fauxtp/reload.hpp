#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fauxtp/application.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// A difference between two trees.
struct tree_change {
  enum class kind {
    add,
    remove,
    restart,  ///< it is stopped, and started as the new file declares it
    change,   ///< it goes on, under other rules
    move,     ///< it goes on at another place among its siblings
    set,      ///< a key of the whole application, which takes effect at once
    cannot    ///< only a new start of the application can bring it
  };
  kind what;
  std::string path;  ///< of the child: "workers/pricer-1"; or of the key: "logging.level"
  std::string why;   ///< "args.start", "rest_for_one, after store", "intensity 3 -> 5"
};
std::string_view to_string(tree_change::kind what) noexcept;

/// How a change of the tree went.
struct reload_result {
  bool ok = true;
  std::string failed;    ///< the child that did not start
  exit_reason reason{};  ///< why
  /// Children that could not be put back as they were. If it is empty, the tree is as it was
  /// before.
  std::vector<std::string> lost{};
};

/// What turns the running tree of one application into that of another.
///
/// ```cpp file=test/examples/reload.cpp region=reload
/// using application_ptr = std::shared_ptr<const application>;
///
/// /// The application that runs from now on.
/// application_ptr brought_to(const application_ptr& running, pid root, const std::string& file) {
///   const auto next = std::make_shared<const application>(application::load(file, {MODULE_DIR}));
///   if (!next->ok()) {
///     std::fputs(next->messages().c_str(), stderr);
///     return running;
///   }
///   const reload_plan plan(running, next);
///   for (const tree_change& each : plan.changes()) {
///     std::printf("%s %s\n", std::string(to_string(each.what)).c_str(), each.path.c_str());
///   }
///   return plan.apply(root).ok ? next : running;
/// }
/// ```
///
/// A child is the same in both trees if it has the same path: its ids from the root down. If its
/// `actor`, `args`, `name`, `stack_size`, `scheduler` or the build of its module differs, it is
/// restarted, and with it the siblings that the strategy of its supervisor would restart if the
/// child ended by itself: all of them for one_for_all, those behind it for rest_for_one. All other
/// changes are made while the child runs, and a child that is the same in both trees goes on
/// untouched. A child that an operator has stopped by hand stays stopped, unless it is to be
/// restarted. A new template of a simple_one_for_one supervisor is for children that start from
/// then on.
///
/// apply() first gives every supervisor its new rules, then stops the children that go, the last
/// started first, and then starts the children that come, first to last. It is one change: a
/// supervisor that has a part in it answers requests, but does not act on the ends of its children
/// until that part is done, so no crash comes between. Siblings that a failing or waiting restart
/// has kept stopped come back, unless that restart goes on. A supervisor that ends meanwhile comes
/// back as the new tree has it. If a start fails, all that was done is undone, and the result says
/// so. Call apply() in an actor that is not part of the tree; it takes as long as the children take
/// to stop and to start. Only one may run at a time for a tree. If the tree itself ends meanwhile,
/// apply() throws call_error; if its caller ends, the children that have been stopped start by the
/// new rules.
///
/// OTP has release upgrades for this (`appup`, `relup`), which are written by hand; here the change
/// follows from two files.
class reload_plan {
 public:
  /// Both must be ok().
  reload_plan(std::shared_ptr<const application> running, std::shared_ptr<const application> next);
  ~reload_plan();
  reload_plan(reload_plan&&) noexcept;
  reload_plan& operator=(reload_plan&&) noexcept;

  /// In the order of the new tree; what is removed comes last. Empty if there is nothing to do.
  const std::vector<tree_change>& changes() const noexcept;

  /// `root`: the running tree's root supervisor.
  reload_result apply(pid root) const;

 private:
  struct data;
  std::unique_ptr<data> data_;
};

}  // namespace fauxtp
#pragma GCC visibility pop
