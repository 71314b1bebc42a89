#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>

#include "actor/registry_state.hpp"
#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/sys.hpp"
#include "supervision/change.hpp"
#include "supervision/children.hpp"
#include "supervision/intensity.hpp"
#include "supervision/reports.hpp"
#include "supervision/restart_history.hpp"

namespace fauxtp::detail {

/// Fills in the defaults that depend on the type of the child.
void complete(child_spec& spec);
/// OTP's term for what is wrong with the spec. The spec must be complete.
std::optional<exit_reason> mistake_in(const child_spec& spec, auto_shutdown when_done);
/// S5: whether a child that was told to stop, and ended with this reason, has done as it was told.
bool stopped_as_asked(const child_spec& spec, const exit_reason& reason);

/// Whether children that have a drain time get it before they are stopped.
enum class drain_first : bool { no, yes };

/// What a start function returns besides the pid.
using start_info = std::shared_ptr<const term>;

// Requests to a supervisor. The last two structs, try_again_restart and delay_is_over, it sends to
// itself.
struct which_children_request {
  child_filter wanted;
};
struct find_child_request {
  std::string id;
};
/// The children whose health is not known: those that are being restarted, and supervisors.
struct unsettled_request {};
struct count_children_request {};
struct status_request {};
struct start_child_request {
  child_spec spec;
};
struct terminate_child_request {
  std::string id;
};
struct restart_child_request {
  std::string id;
};
struct terminate_and_restart_request {
  std::string id;
};
struct delete_child_request {
  std::string id;
};
struct get_childspec_request {
  std::string id;
};
// Requests to a dynamic supervisor.
struct start_with_request {
  term extra;
};
struct terminate_actor_request {
  pid actor;
};
struct get_childspec_of_request {
  pid actor;
};
struct change_request {
  supervisor_spec spec;
};
struct change_dynamic_request {
  dynamic_supervisor_spec spec;
};
// The steps of a change, see change.hpp.
struct begin_change_request {
  supervisor_spec spec;
  std::set<std::string> starts;
};
struct stop_in_change_request {
  std::string id;
  bool kept;
};
struct start_in_change_request {
  std::string id;
  on_failure failure;
};
struct end_change_request {};
struct try_again_restart {
  std::string id;
  std::string why;
};
struct delay_is_over {
  std::size_t number;
  std::string id;  // of the one child that starts again; empty: there may be several
};

/// The actor of a supervisor. Its source files, from what happens to what is done about it:
/// supervisor_loop.cpp takes the messages, restart.cpp decides, restart_delay.cpp puts restarts
/// off, start_stop.cpp starts and stops children, pools.cpp looks after their pools; change.cpp
/// gives a running supervisor another spec.
class supervisor_loop : public actor {
 public:
  explicit supervisor_loop(supervisor_init init);

 protected:
  virtual void answer(const from& client, term& request);
  /// Whether the child stays in children_ when it has ended for good.
  virtual bool keeps(const child& ended) const;
  /// Stops all children, on the way to the supervisor's own end.
  virtual void stop_children();

  // The dynamic supervisor needs these, too.
  std::vector<child_info> which_children(const child_filter& wanted) const;
  std::optional<child_info> find_child(const std::string& id);
  std::vector<child_info> unsettled() const;
  child_counts count_children() const;
  supervisor_status status() const;
  /// The spec must be complete and without mistake, and its id must be new.
  child_reply add_child(child_spec spec);
  void stop(children::iterator child, drain_first drain = drain_first::no);
  void change_limits(const supervisor_spec& spec);
  static void give_spec(child& changed, child_spec spec);
  /// Whether this supervisor is to end on purpose, so that its children have time to drain.
  drain_first drains_ = drain_first::no;
  /// Shows those who look that this supervisor waits for a child, or for several, to drain.
  void begin_drain(const std::string& of);
  void end_drain() { in_drain_ = {}; }
  children children_;

 private:
  // supervisor_loop.cpp
  void init() override;
  void run() override;
  void terminate(const exit_reason& reason) override;
  activity doing() const override { return in_drain_; }
  term state() const;
  child_reply start_child(child_spec spec);
  child_reply terminate_child(const std::string& id);
  child_reply restart_child(const std::string& id);
  child_reply terminate_and_restart_child(const std::string& id);
  child_reply delete_child(const std::string& id);
  std::optional<child_spec> get_childspec(const std::string& id);

  // pools.cpp
  /// Keeps these pools, and no others. Returns why that cannot be; then nothing has changed.
  std::optional<exit_reason> keep_pools(std::vector<pool_spec> wanted,
                                        registry_state::beside_actor beside);
  /// Tells the child's pool, if it has one, what the child does until it is up.
  static void tell_pool(const child& about, absence what);
  static void join_pool(const child& up);
  static void leave_pool(const child& from);

  // change.cpp
  std::optional<exit_reason> change(supervisor_spec spec);
  bool answer_step(const from& client, term& request);
  void run_in_change();
  std::optional<exit_reason> begin_change(pid client, begin_change_request wanted);
  child_state stop_in_change(const stop_in_change_request& which);
  child_reply start_in_change(const start_in_change_request& which);
  void end_change();
  void adopt(supervisor_spec spec, std::set<std::string>& starts);
  void take_over_restarts(const std::set<const child*>& wanted, std::set<std::string>& starts);
  void start_those_before(children::iterator last);

  // restart.cpp
  /// A child has ended by itself.
  void child_ended(children::iterator ended, const exit_reason& reason);
  restart_count count_restart(const child& whose, std::string why);
  void restart(children::iterator child, const restart_count& count);
  /// Starts the child, and with it the siblings that the strategy names.
  void restart_now(children::iterator child);
  void restart_from(children::iterator first, children::iterator ended);
  void try_again_later(children::iterator child, const exit_reason& failure);
  void start_or_try_again(children::iterator child);
  void try_again(const try_again_restart& again);
  void significant_ended(const std::string& id);

  // restart_delay.cpp
  /// Whether the child has ended again before it ran for longer than its longest restart delay.
  bool follows_another(const child& ended) const;
  /// Counts one more end of the child, and returns how long its restart has to wait now.
  duration count_end(child& ended) const;
  void restart_after(duration wait, children::iterator child);
  void start_delayed(const delay_is_over& over);

  // start_stop.cpp
  /// Returns nothing if the child runs now, or its init said ignore; else the reason why it did not
  /// start. The caller reports the reason, unless an actor that asked for the start gets it as its
  /// answer.
  std::optional<exit_reason> start(children::iterator child, start_info* info = nullptr);
  /// Starts all children from there on, in order. Returns the first that fails, and why.
  struct start_failure {
    children::iterator child;
    exit_reason reason;
  };
  std::optional<start_failure> start_all(children::iterator first);
  /// Stops the children from the last one back to this one, and drops temporary ones. Returns where
  /// the rest now begins.
  children::iterator stop_all(children::iterator first, drain_first drain = drain_first::no);
  exit_reason stop_and_wait(const child& child, drain_first drain);
  /// Returns the reason if the child has ended in its drain time.
  std::optional<exit_reason> drain(const child& child);

  supervisor_init init_;
  supervisor_spec spec_;
  std::string path_;
  system_port system_{[this] { return state(); }};
  std::optional<intensity> intensity_;
  restart_history history_;  // empty if errors are not logged
  std::size_t delays_ = 0;   // how many restarts were put off so far
  activity in_drain_;
  struct change_under_way {
    pid client;
    ref monitor;
    std::set<std::string> starts{};  // all children that the change starts
    std::string last{};              // the one that it started last
  };
  std::optional<change_under_way> change_;
};

}  // namespace fauxtp::detail
