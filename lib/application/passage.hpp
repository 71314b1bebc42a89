// Turns a running tree of one application into that of another.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "application/differences.hpp"
#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/supervisor.hpp"
#include "supervision/change.hpp"

namespace fauxtp {

/// The specs of an application's supervisors, by their paths.
class tree_specs {
 public:
  explicit tree_specs(const detail::application_data& of);

  bool is_dynamic(const std::string& path) const { return supervisors_.at(path)->is_dynamic; }
  supervisor_spec spec(const std::string& path) const;
  dynamic_supervisor_spec dynamic_spec(const std::string& path) const;
  const std::shared_ptr<const term>& env() const { return data_.loaded.spec->env; }

 private:
  void add(const supervisor_entry& supervisor, const std::string& path);

  const detail::application_data& data_;
  std::map<std::string, const supervisor_entry*> supervisors_;
};

/// Turns a running tree into another one, and back if that fails. Each supervisor that has
/// something to stop or to start, itself or below it, is in one change (detail::begin_change) from
/// the first step until its last one, so that nothing else happens to its children meanwhile. If a
/// supervisor ends meanwhile, the supervisor above it, which has the new rules already, starts it
/// again by these rules: that start does what was still left to do there.
class passage {
 public:
  passage(pid root, const differences& found, const tree_specs& before, const tree_specs& after);

  struct failure {
    std::string path;
    exit_reason reason;
  };
  /// Returns nothing if all went well. Throws call_error if the root has ended.
  std::optional<failure> go();
  /// Returns the children that are not as they were.
  std::vector<std::string> go_back();
  /// Ends all changes, and leaves the tree as it is now.
  void give_up() noexcept;

 private:
  /// How much is left to do in a supervisor and below it, and the ids of the children that it is to
  /// start.
  struct work {
    std::size_t left = 0;
    std::set<std::string> starts;
  };
  void expect(const child_place& place, bool starts);
  std::optional<failure> begin(const tree_specs& target);
  detail::child_state stop(const child_place& place, bool kept);
  child_reply start(const child_place& place, detail::on_failure failed);
  void reconfigure(const reconfigured_child& which);
  void done(const child_place& place);
  void end(const std::string& path);

  /// Calls `ask` with the supervisor of that path; false if it does not run.
  template <class Ask>
  bool with(const std::string& path, Ask ask);
  pid find(const std::string& path);

  const pid root_;
  const differences& found_;
  const tree_specs& before_;
  const tree_specs& after_;
  std::map<std::string, pid> pids_;  // an empty pid: it has ended
  std::map<std::string, work> works_;
  std::set<std::string> in_change_;
  std::vector<detail::child_state> were_;  // of found_.stopped
  std::vector<const changing_child*> started_;
};

}  // namespace fauxtp
