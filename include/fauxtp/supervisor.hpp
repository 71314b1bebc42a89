#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fauxtp/call.hpp"
#include "fauxtp/child_spec.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/start.hpp"

namespace fauxtp {

/// Which children are started again when one of them is.
enum class strategy : unsigned char {
  one_for_one,  ///< that one
  one_for_all,  ///< all: the others are stopped first
  rest_for_one  ///< that one and those that were started after it
};

/// Whether the end of significant children, other than by a restart, ends the supervisor.
enum class auto_shutdown : unsigned char { never, any_significant, all_significant };

std::string_view to_string(strategy how) noexcept;
std::string_view to_string(auto_shutdown when) noexcept;

/// A supervisor as data. Restarts are counted for all children together: more than `intensity` of
/// them within `period`, and the supervisor gives up: it stops its children and ends with
/// `shutdown` (I1). Defaults are the seed's: one_for_one, 3 in 5 s.
struct supervisor_spec {
  strategy how = strategy::one_for_one;
  std::size_t intensity = 3;
  /// Its ends included. OTP counts whole seconds, so that its period is up to one longer (I3).
  duration period = std::chrono::seconds(5);
  auto_shutdown when_done = auto_shutdown::never;
  std::vector<child_spec> children{};  ///< started in this order, stopped in reverse
  std::optional<registry> names{};     ///< for the children's names; default: the node's registry
};

/// Makes the spec when the supervisor starts, in the supervisor, as OTP's init callback does: for
/// what is to be computed anew at each restart. It may say init_ignore(), and what it throws is why
/// the supervisor has not started.
using supervisor_init = std::function<supervisor_spec()>;

/// How to start a supervisor as a child of another one (`type = child_type::supervisor`).
start_function child_start(supervisor_spec spec);
start_function child_start(supervisor_init init);

/// A child as which_children tells of it.
struct child_info {
  std::string id;
  pid actor;                ///< empty if it does not run
  bool restarting = false;  ///< a restart is to be tried again, or put off
  child_type type = child_type::worker;
  std::string what{};        ///< what it runs, as its start function calls it: the actor's class
  std::size_t restarts = 0;  ///< how often it has been started again, on request too
  std::string name{};        ///< that it is registered by while it runs
  std::optional<exit_reason> last_end{};  ///< how it ended, or did not start, last by itself
  std::optional<duration> restart_in{};   ///< of a restart that is put off
};

/// Which children which_children is to tell of; called in the supervisor.
using child_filter = std::function<bool(const child_spec&)>;

/// What a supervisor does about ends, and how near it is to giving up.
struct supervisor_status {
  strategy how = strategy::one_for_one;
  std::size_t restarts = 0;  ///< within the last `period`
  std::size_t intensity = 0;
  duration period{};
  std::size_t children = 0;  ///< whether they run or not
};

struct child_counts {
  std::size_t specs = 0;    ///< children, whether they run or not
  std::size_t active = 0;   ///< that run
  std::size_t workers = 0;  ///< specs of workers
  std::size_t supervisors = 0;

  friend bool operator==(const child_counts&, const child_counts&) = default;
};

enum class supervisor_error : unsigned char {
  already_started,  ///< start_child: a child with this id runs
  already_present,  ///< start_child: there is one that does not run
  running,          ///< restart_child, delete_child: it runs
  restarting,       ///< restart_child, delete_child: it is being restarted
  not_found,
  start_failed,        ///< see reason
  invalid_spec,        ///< see reason
  simple_one_for_one,  ///< a dynamic supervisor has no children with ids
  max_children         ///< a dynamic supervisor has as many as it may
};
std::string_view to_string(supervisor_error error) noexcept;

/// The answer to a change of children.
struct child_reply {
  std::optional<supervisor_error> error{};
  pid actor{};                         ///< the child; empty if its init said ignore
  exit_reason reason{};                ///< of start_failed and invalid_spec
  std::shared_ptr<const term> info{};  ///< what the start function had to say, if anything

  bool ok() const noexcept { return !error; }
};

/// Starts children in order, starts them again when they end as their specs say, and stops them in
/// reverse order when it ends itself.
///
/// ```cpp file=test/examples/supervisor.cpp region=supervisor
/// const pid office = supervisor::start_link(
///     {.how = strategy::one_for_one, .intensity = 3, .period = 5s, .children = {front}});
/// const pid before = whereis("clerk");
/// const ref watch = monitor(before);
/// cast("clerk", fall{});
/// receive<down>();
/// const auto all = supervisor::which_children(office);  // answered when it runs again
/// ```
///
/// Starting is synchronous: when start_link returns all children are ready. If one of them fails to
/// start, those before it are stopped in reverse order, and the start has failed with
/// `shutdown: ("failed_to_start_child", id, reason)` (S2). While a supervisor starts or stops a
/// child it answers nobody.
///
/// The functions call the supervisor, with OTP's answers (S9), and throw call_error if there is
/// none. They wait without limit, since a child may take long to start or to stop; those that only
/// look take a limit.
class supervisor {
 public:
  supervisor() = delete;

  static start_result start_link(supervisor_spec spec, start_options options = {});
  static start_result start_link(supervisor_init init, start_options options = {});
  static start_result start(supervisor_spec spec, start_options options = {});
  static start_result start(supervisor_init init, start_options options = {});

  /// Last started first (S8).
  static std::vector<child_info> which_children(const server_ref& supervisor,
                                                duration wait = infinity, child_filter wanted = {});
  /// The one with this id: costs the same however many there are.
  static std::optional<child_info> find_child(const server_ref& supervisor, std::string id,
                                              duration wait = infinity);
  static child_counts count_children(const server_ref& supervisor);
  static supervisor_status get_status(const server_ref& supervisor, duration wait = infinity);

  /// Adds a child and starts it, after all others.
  static child_reply start_child(const server_ref& supervisor, child_spec spec);
  /// Stops a child as its spec says. The spec stays, but for a temporary child's.
  static child_reply terminate_child(const server_ref& supervisor, std::string id);
  /// Starts a child that does not run.
  static child_reply restart_child(const server_ref& supervisor, std::string id);
  /// Both in one request, so that nothing comes between them; one that does not run is only started.
  /// If its restart is put off, it is made now, with those siblings that the strategy names, and is not
  /// counted again; one that has failed is tried again anyhow (restarting). A temporary child goes on: its supervisor has nothing to start it from (invalid_spec, with
  /// `temporary` as the reason). OTP has the two requests only.
  static child_reply terminate_and_restart_child(const server_ref& supervisor, std::string id);
  /// Drops the spec of a child that does not run.
  static child_reply delete_child(const server_ref& supervisor, std::string id);

  /// The spec of a child, with its defaults filled in; nothing if there is no such child.
  static std::optional<child_spec> get_childspec(const server_ref& supervisor, std::string id,
                                                 duration wait = infinity);

  /// Makes the running supervisor one of this spec, and starts and stops nobody: OTP's code_change.
  /// Limits and the strategy are those of the spec from now on, and so are the order of the children
  /// and what becomes of each: one that runs goes on, with the new spec for its next start. Children
  /// that were not there are added and do not run, but for temporary ones (start_child starts them);
  /// those that the spec does not name are dropped, when they have ended. What was counted against
  /// the intensity stays counted. Returns the first mistake, with which nothing has changed.
  static std::optional<exit_reason> change(const server_ref& supervisor, supervisor_spec spec);

  /// The first mistake in it, as OTP names it (S11), or nothing.
  static std::optional<exit_reason> check(const supervisor_spec& spec);
  /// The same for the children alone.
  static std::optional<exit_reason> check_childspecs(
      const std::vector<child_spec>& specs, auto_shutdown when_done = auto_shutdown::never);
};

}  // namespace fauxtp
