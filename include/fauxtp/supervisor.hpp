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
#include "fauxtp/pool_spec.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/start.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Which children are started again when one of them is started again.
enum class strategy : unsigned char {
  one_for_one,  ///< only that child
  one_for_all,  ///< all children: the others are stopped first
  rest_for_one  ///< that child and the children that were started after it
};

/// Whether the end of significant children, unless it leads to a restart, ends the supervisor.
enum class auto_shutdown : unsigned char { never, any_significant, all_significant };

/// Which restarts count against the intensity: each one, as in OTP; or, of a child that has a
/// restart_delay, only the first one after it has run for longer than the longest delay. Then a
/// child that waits for something outside, such as a database, is restarted until that is back,
/// ever more seldom, and does not make its supervisor give up.
enum class intensity_counts : unsigned char { each, first };

std::string_view to_string(strategy how) noexcept;
std::string_view to_string(intensity_counts what) noexcept;
std::string_view to_string(auto_shutdown when) noexcept;

/// A supervisor as data. The restarts of all children are counted together: after more than
/// `intensity` restarts within `period` the supervisor gives up, which means that it stops its
/// children and ends with `shutdown` (I1). Defaults are the seed's: one_for_one, 3 in 5 s.
struct supervisor_spec {
  fauxtp::strategy strategy = fauxtp::strategy::one_for_one;
  std::size_t intensity = 3;
  /// The period includes both its ends. OTP counts whole seconds, so its period is up to one second
  /// longer (I3).
  duration period = std::chrono::seconds(5);
  fauxtp::intensity_counts intensity_counts = fauxtp::intensity_counts::each;
  fauxtp::auto_shutdown auto_shutdown = fauxtp::auto_shutdown::never;
  std::vector<child_spec> children{};  ///< started in this order, stopped in reverse
  std::optional<registry> names{};     ///< for the children's names; default: the node's registry
  /// The pools that are there as long as this supervisor, before its first child starts. Their
  /// members are children of it, or of supervisors below it: whoever restarts, calls to the pool
  /// wait, as its spec says. Their names are in the node's registry.
  std::vector<pool_spec> pools{};
};

/// Makes the spec when the supervisor starts, and runs in the supervisor, as OTP's init callback
/// does: for specs that are to be computed anew at each restart. It may call init_ignore(); what it
/// throws is the reason why the supervisor has not started.
using supervisor_init = std::function<supervisor_spec()>;

/// How to start a supervisor as a child of another one (`type = child_type::supervisor`).
start_function child_start(supervisor_spec spec);
start_function child_start(supervisor_init init);

/// A child as which_children describes it.
struct child_info {
  std::string id;
  pid actor;                ///< empty if the child does not run
  bool restarting = false;  ///< a restart is to be tried again, or is put off
  child_type type = child_type::worker;
  std::string what{};        ///< what it runs, as its start function calls it: the actor's class
  std::size_t restarts = 0;  ///< how often it has been started again, on request too
  std::string name{};        ///< its registered name while it runs
  std::optional<exit_reason> last_end{};  ///< the reason of its last end, or failed start, that was
                                          ///< not asked for
  std::optional<duration> restart_in{};   ///< when a restart that is put off will be made
};

/// Chooses the children that which_children lists; called in the supervisor.
using child_filter = std::function<bool(const child_spec&)>;

/// How a supervisor reacts to the ends of its children, and how near it is to giving up.
struct supervisor_status {
  fauxtp::strategy strategy = fauxtp::strategy::one_for_one;
  std::size_t restarts = 0;  ///< within the last `period`
  std::size_t intensity = 0;
  duration period{};
  std::size_t children = 0;  ///< whether they run or not
};

struct child_counts {
  std::size_t specs = 0;    ///< children, whether they run or not
  std::size_t active = 0;   ///< children that run
  std::size_t workers = 0;  ///< specs of workers
  std::size_t supervisors = 0;

  friend bool operator==(const child_counts&, const child_counts&) = default;
};

enum class supervisor_error : unsigned char {
  already_started,  ///< start_child: a child with this id runs
  already_present,  ///< start_child: there is a child with this id that does not run
  running,          ///< restart_child, delete_child: the child runs
  restarting,       ///< restart_child, delete_child: the child is being restarted
  not_found,
  start_failed,        ///< see reason
  invalid_spec,        ///< see reason
  simple_one_for_one,  ///< a dynamic supervisor has no children with ids
  max_children         ///< a dynamic supervisor has as many children as it may have
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

/// Starts children in order, starts them again as their specs say when they end, and stops them in
/// reverse order when it ends itself.
///
/// ```cpp file=test/examples/supervisor.cpp region=supervisor
/// const pid office = supervisor::start_link(
///     {.strategy = strategy::one_for_one, .intensity = 3, .period = 5s, .children = {front}});
/// const pid before = whereis("clerk");
/// const ref watch = monitor(before);
/// cast("clerk", fall{});
/// receive<down>();
/// const auto all = supervisor::which_children(office);  // answered when it runs again
/// ```
///
/// Starting is synchronous: when start_link returns, all children are ready. If one of them fails
/// to start, the children before it are stopped in reverse order, and the start has failed with
/// `shutdown: ("failed_to_start_child", id, reason)` (S2). While a supervisor starts or stops a
/// child it answers no requests.
///
/// The functions call the supervisor and return OTP's answers (S9); they throw call_error if there
/// is no such supervisor. They wait without limit, since a child may take long to start or to stop;
/// most functions that only look have a `wait` that limits this.
class supervisor {
 public:
  supervisor() = delete;

  static start_result start_link(supervisor_spec spec, start_options options = {});
  static start_result start_link(supervisor_init init, start_options options = {});
  static start_result start(supervisor_spec spec, start_options options = {});
  static start_result start(supervisor_init init, start_options options = {});

  /// The last started child comes first (S8).
  static std::vector<child_info> which_children(const server_ref& supervisor,
                                                duration wait = infinity, child_filter wanted = {});
  /// The child with this id; this costs the same however many children there are.
  static std::optional<child_info> find_child(const server_ref& supervisor, std::string id,
                                              duration wait = infinity);
  static child_counts count_children(const server_ref& supervisor);
  static supervisor_status get_status(const server_ref& supervisor, duration wait = infinity);

  /// Adds a child, behind all others, and starts it.
  static child_reply start_child(const server_ref& supervisor, child_spec spec);
  /// Stops a child as its spec says. The spec stays, except the spec of a temporary child.
  static child_reply terminate_child(const server_ref& supervisor, std::string id);
  /// Starts a child that does not run.
  static child_reply restart_child(const server_ref& supervisor, std::string id);
  /// Terminates and restarts a child in one request, so that nothing comes between the two; a child
  /// that does not run is only started. If the child's restart is put off, it is made now, with the
  /// siblings that the strategy names, and is not counted again; a child whose restart has failed
  /// is tried again anyhow (the answer is `restarting`). A temporary child is not stopped: its
  /// supervisor has nothing to start it from (invalid_spec, with `temporary` as the reason). OTP
  /// has only the two separate requests.
  static child_reply terminate_and_restart_child(const server_ref& supervisor, std::string id);
  /// Drops the spec of a child that does not run.
  static child_reply delete_child(const server_ref& supervisor, std::string id);

  /// The spec of a child, with its defaults filled in; nothing if there is no such child.
  static std::optional<child_spec> get_childspec(const server_ref& supervisor, std::string id,
                                                 duration wait = infinity);

  /// Gives the running supervisor this spec, and starts and stops no child: OTP's code_change. From
  /// now on the limits and the strategy are those of the spec, and so are the order of the children
  /// and what becomes of each: a child that runs goes on, with the new spec for its next start.
  /// Children that were not there are added and do not run; temporary ones are not added
  /// (start_child starts them). Children that the spec does not name are dropped when they have
  /// ended. Restarts that were counted against the intensity stay counted. Returns the first
  /// mistake, in which case nothing has changed.
  static std::optional<exit_reason> change(const server_ref& supervisor, supervisor_spec spec);

  /// The first mistake in the spec, as OTP names it (S11), or nothing.
  static std::optional<exit_reason> check(const supervisor_spec& spec);
  /// The same for the children alone.
  static std::optional<exit_reason> check_childspecs(
      const std::vector<child_spec>& specs, auto_shutdown when_done = auto_shutdown::never);
};

}  // namespace fauxtp
#pragma GCC visibility pop
