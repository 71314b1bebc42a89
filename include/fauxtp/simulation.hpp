#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fauxtp/address.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/duration.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Something that has happened in a run.
struct simulation_event {
  enum class kind : unsigned char {
    report,   ///< a line of the log
    sent,     ///< `actor` sends `text` to `to`
    arrived,  ///< `text` has come into the mailbox of `actor`
    fault,
    finding
  };
  kind what;
  duration at;         ///< since the start of the run
  std::uint64_t step;  ///< see simulation_options::stop_at
  std::string text;
  std::string actor{};  ///< "shop/store <0.65.1>"
  std::string to{};     ///< for `sent`
  /// For `sent`: return addresses, innermost first.
  std::vector<const void*> stack{};
};

/// "+3.000302 s  #96  shop/till <0.66.1> sends to shop/store <0.65.1>: call 7".
std::string to_string(const simulation_event& event);

/// What is done to the application.
enum class fault_kind : unsigned char {
  kill,    ///< an actor is killed
  exit,    ///< an actor gets an exit signal with the reason "fault"
  error,   ///< an actor throws when it has taken a message; half of them throw in terminate(), too
  slow,    ///< an actor takes up to three seconds for a message
  start,   ///< an actor is killed, and does not start at the first attempt
  stall,   ///< a worker thread does nothing for up to three seconds
  clock,   ///< the clock of people jumps by up to a day, forwards or backwards
  reload,  ///< the tree becomes that of another file; it has to be planned, as planned_fault::next
  disk_full,   ///< what needs room on the disk fails with ENOSPC, or is written in part
  disk_error,  ///< an operation on the disk fails with EIO
  disk_slow,   ///< operations on the disk take up to half a second each
  bit_flip,    ///< a bit of a file is another one; it has to be planned
  cut,         ///< a connection is lost, or all to an address: both sides find it reset
  partition,   ///< what is sent to an address and from there, or anywhere, comes afterwards only
  half_open,   ///< a connection falls silent, or all to an address, and nobody is told
  delay,    ///< what is sent to an address and from there, or anywhere, takes up to half a second
  partial,  ///< reads and writes of connections do a part of what they could
  power     ///< the power is lost, and the run ends, see simulate(); it has to be planned
};
std::string_view to_string(fault_kind kind) noexcept;

/// A fault that is planned. What it leaves open the seed decides.
struct planned_fault {
  fault_kind kind = fault_kind::kill;
  /// The actor's path, or the path of the supervisor above it and "/"; empty: any actor of the
  /// tree. For kill, exit, error, slow and start.
  std::string child{};
  /// Not in every run: 0.25 is one in four.
  double probability = 1;
  /// So long after the calm before it. Default: after some steps, which come where much happens.
  std::optional<duration> after{};
  /// When the threads have taken so many steps (simulation_event::step) since the calm, in place of
  /// `after`. 0: the seed decides.
  std::uint64_t at_step = 0;
  /// It strikes in the middle of the reload before it, in place of a calm after that: its steps are
  /// counted from the beginning of the reload, or from the fault before it that strikes there, too.
  /// Whom it strikes is decided then. If the reload is over by then, it strikes at its end. For
  /// kill, exit, error, slow, start and stall. In a file: "during": "reload".
  bool during_reload = false;
  /// For kill, exit, error and slow: when the actor has taken so many messages from then on. 0: at
  /// once; error and slow: at the next one.
  std::size_t at_message = 0;
  /// For start: how many attempts fail. For disk_error: how many operations, one after the other.
  std::size_t attempts = 1;
  /// For slow and stall: how long. Default: up to three seconds. For disk_full, disk_slow,
  /// partition, delay and partial: after that all is well again, and the calm begins. Default: up
  /// to ten seconds.
  std::optional<duration> time{};
  /// For reload: what the application becomes; it must be ok(). In a file: "file", relative to it.
  std::shared_ptr<application> next{};
  /// For faults of the disk: only files whose name or path this pattern fits, as in a shell:
  /// "journal.*", "/var/lib/shop/*". Empty: all.
  std::string files{};
  /// For disk_error: the first operation that fails, counted from then on. Default: one of the
  /// first 64. If so many do not come until the calm is over, none fails.
  /// For power: before which operation on the disk it is lost, counted from then on; if so many do
  /// not come until the calm is over, then. 0: at once.
  std::size_t at_operation = 0;
  /// For disk_slow: how long an operation takes at most. For delay: how long the way is. Default:
  /// up to half a second.
  std::optional<duration> each{};
  /// For faults of the network: where, as those who connect name it; port 0 stands for all ports of
  /// the host. Default: one, or all of them. In a file: "127.0.0.1:80", "unix:/run/x.sock".
  std::optional<io::address> address{};
};

/// The faults of a file, in the order in which they come:
///
/// ```json file=test/examples/faults.json
/// {
///   "faults": [
///     { "fault": "error", "child": "bank/ledger", "at_message": 3 },
///     { "fault": "stall", "after": "5s", "time": "2s", "probability": 0.5 }
///   ]
/// }
/// ```
///
/// Its keys are those of planned_fault. Modules of applications that are named there are looked for
/// as application::load does.
struct fault_plan {
  std::vector<planned_fault> faults{};
  std::string messages{};  ///< what is wrong with the file; empty: nothing

  static fault_plan load(const std::filesystem::path& file,
                         const std::vector<std::filesystem::path>& module_folders = {},
                         bool colour = false);
};

/// How it is decided, where threads meet, which one goes on.
enum class schedule_kind : unsigned char {
  mixed,       ///< a third of the seeds by priorities, the others uniform
  uniform,     ///< each as likely as the others, with a probability of a switch that the seed draws
  priorities,  ///< the one with the highest priority; the seed changes them now and then
  exact  ///< the one that runs goes on until it sleeps, except at simulation_options::switches
};

/// How a run of a simulation is made.
struct simulation_options {
  /// All that is left to chance follows from it: the same seed gives the same run.
  std::uint64_t seed = 1;
  /// Worker threads, of which one runs at a time.
  std::size_t workers = 2;
  /// How many faults there are, one after the other.
  std::size_t faults = 3;
  /// Which ones, each as likely as the others; a kind that is named twice is twice as likely. By
  /// default `start` is none of them: it takes two restarts, and the intensity may allow one. Nor
  /// are faults of the disk and of the network: an application may rightly end for want of a disk,
  /// or of those whom it has to reach.
  /// A child that has `"x-simulate": ["kill", "slow"]` in the file is struck by these only, one
  /// that has `"x-simulate": false` by none. The same holds for what is below it, unless that says
  /// something else.
  std::vector<fault_kind> kinds{fault_kind::kill,  fault_kind::kill,  fault_kind::kill,
                                fault_kind::exit,  fault_kind::error, fault_kind::slow,
                                fault_kind::stall, fault_kind::clock};
  /// If there are any, these faults come instead, in this order.
  std::vector<planned_fault> plan{};
  /// The faults before this one have been made by another run, which has lost its power.
  std::size_t first_fault = 1;
  /// How long the application is left alone before the first fault and after each one. Then it must
  /// be up, and its invariants must hold.
  duration calm = std::chrono::seconds(60);
  /// The faults with these numbers (the first one is 1) are left out. So it is found out which ones
  /// matter.
  std::set<std::size_t> without{};
  /// How it is decided which thread goes on.
  schedule_kind schedule = schedule_kind::mixed;
  /// A thread that does not sleep goes on, except between these steps: there the seed decides. So
  /// it is found out where it matters who goes on.
  std::uint64_t first_switch = 0;
  std::uint64_t last_switch = std::numeric_limits<std::uint64_t>::max();
  /// For schedule_kind::exact: at which steps another thread goes on, and which one of those that
  /// could (0 is the first).
  std::map<std::uint64_t, std::size_t> switches{};
  /// A call may time out although nothing was done to the application.
  bool allows_timeouts = false;
  /// The application may be busy for a second and more without a moment in which all of it waits.
  bool allows_livelocks = false;
  /// The story has all messages, too.
  bool messages = false;
  /// Called for each event, when it happens.
  std::function<void(const simulation_event&)> tell{};
  /// Raises SIGTRAP before this step (result::steps counts them): a debugger stops there. 0: never.
  std::uint64_t stop_at = 0;
  /// What the disk holds at the start, by the names of files.
  std::map<std::string, std::string> disk{};
  /// The run ends with a loss of power; what the disk has kept then is for another run to start on.
  bool loses_power = false;
};

/// What a run has shown.
struct simulation_result {
  std::string failure{};                  ///< what was found; empty: nothing
  std::vector<simulation_event> story{};  ///< what happened
  std::uint64_t trace = 0;                ///< the same number means: the same run; pids may differ
  std::uint64_t steps = 0;                ///< choices between threads
  duration simulated{};                   ///< how much time has passed in it
  std::size_t faults = 0;                 ///< that were made
  bool lost_power = false;                ///< that is how it has ended
  std::map<std::string, std::string> disk{};  ///< after a loss of power
  /// The number of the reload whose application ran at the end; 0: the one that has started.
  std::size_t reload = 0;
  std::map<std::string, bool> sometimes{};  ///< all FAUXTP_SOMETIMES, and whether it came by
  /// The lines of fauxtp's code at which threads can be switched and that came by
  /// ("lib/actor/post.cpp:12"), and whether another thread went on there.
  std::map<std::string, bool> meetings{};
  /// For schedule_kind::exact: the steps at which other threads could have gone on, and how many.
  std::vector<std::pair<std::uint64_t, std::size_t>> choices{};
  std::string outside{};  ///< what did not follow from the seed; empty: all did
};

/// Runs an application once in a world where one thread runs at a time, chance follows from a seed,
/// time jumps to the next timer, and network and disk are in memory; makes faults in it, and looks
/// whether it comes up again, keeps its invariants, and stops in time. Nothing in the application
/// is changed for this: its modules are those that run in production.
///
/// ```cpp file=test/examples/simulation.cpp region=simulate
/// const auto counting = application::load(CONFIG_DIR "/counter.json", {MODULE_DIR});
/// for (std::uint64_t seed = 1; seed <= 20; ++seed) {
///   const simulation_result run = simulate(counting, {.seed = seed});
///   BOOST_TEST(run.failure == "");
/// }
/// ```
///
/// What counts as a failure:
/// - It does not start.
/// - Before the first fault an actor crashes.
/// - Before the first fault a call times out: a `call`, a receive_response, or a wait for a member
///   of a pool. (Not if simulation_options::allows_timeouts.)
/// - A livelock: for a second of the application's time somebody could always go on. (Not if
///   allows_livelocks. It takes a million choices between threads.)
/// - A child is not up again when the calm after a fault is over, or has lost its supervisor, or
///   the root supervisor gives up.
/// - An invariant does not hold.
/// - Children are not started from the first to the last, when their supervisor begins and when it
///   starts several of them again, or not stopped from the last to the first.
/// - When the calm is over, an actor that has ended has not been told of to one that monitors it or
///   waits for its answer, or still has its name. (That is a fault of fauxtp.)
/// - There are more actors outside of the tree after each of four faults.
/// - It does not stop in the time that `fauxtp check` tells, or an actor is left after its end. (It
///   may end by itself; that is none.)
///
/// Throws std::invalid_argument if there is no worker, no calm, a reload that has no application, a
/// fault during a reload that does not come after one, or a fault that has to be planned and is
/// not. The calling thread must have no node (std::logic_error), and one simulation runs at a time
/// in a process. What modules keep in variables stays for the next run: `fauxtp simulate` makes a
/// process for each seed.
///
/// Not for applications that wait for descriptors of the machine (programs, sockets of a library):
/// such a wait fails with ENOTSUP. Threads of modules are outside of the simulation, and make runs
/// with the same seed differ. So do, in a program of your own, clocks and chance that are not the
/// node's: `fauxtp simulate` answers for them, too. OTP has nothing like it; for Erlang there is
/// Concuerror, which tries out all orders of a small program.
///
/// A loss of power takes two runs, and the second one starts on what the disk has kept:
///
/// ```cpp file=test/examples/simulation.cpp region=power
/// const simulation_result before = simulate(bank, {.seed = seed, .loses_power = true});
/// const simulation_result after = simulate(bank, {.seed = seed, .disk = before.disk});
/// ```
///
/// So does one that is planned. If the first run has `lost_power`, the second one begins with the
/// fault after that (`first_fault`), and with the application of the last `reload`:
///
/// ```cpp file=test/examples/simulation.cpp region=planned_power
/// const std::vector<planned_fault> plan{{.kind = fault_kind::power, .at_operation = 40},
///                                       {.kind = fault_kind::kill}};
/// simulation_result run = simulate(bank, {.seed = seed, .plan = plan});
/// if (run.lost_power) {
///   run = simulate(
///       bank,
///       {.seed = seed, .plan = plan, .first_fault = 1 + run.faults, .disk = std::move(run.disk)});
/// }
/// ```
simulation_result simulate(const application& simulated, const simulation_options& options = {});

namespace detail {

struct invariant {
  invariant(const char* text, bool (*holds)());
  ~invariant();
  invariant(const invariant&) = delete;
  invariant& operator=(const invariant&) = delete;

  const char* text;
  bool (*holds)();
};

/// A place in the code that some runs are to reach.
class sometimes {
 public:
  explicit sometimes(const char* text);
  ~sometimes();
  sometimes(const sometimes&) = delete;
  sometimes& operator=(const sometimes&) = delete;

  const char* text() const noexcept { return text_; }
  void reach() noexcept { reached_.store(true, std::memory_order_relaxed); }
  bool reached() const noexcept { return reached_.load(std::memory_order_relaxed); }

 private:
  const char* text_;
  std::atomic<bool> reached_{false};
};

/// Known from the start, whether its place is reached or not.
template <class Place>
inline sometimes sometimes_at{Place::text()};

}  // namespace detail
}  // namespace fauxtp
#pragma GCC visibility pop

#define FAUXTP_INVARIANT_NAMED(text, number)                                \
  static bool fauxtp_invariant_##number();                                  \
  static const ::fauxtp::detail::invariant fauxtp_invariant_entry_##number{ \
      text, &fauxtp_invariant_##number};                                    \
  static bool fauxtp_invariant_##number()
#define FAUXTP_INVARIANT_NUMBERED(text, number) FAUXTP_INVARIANT_NAMED(text, number)

/// What always holds when the application is quiet: a function in a module that returns whether it
/// does. A simulation asks it after each calm, in an actor, so it may call the application's
/// actors. An exception counts as "no". In production nobody asks it.
///
/// ```cpp file=apps/bank/bank.cpp region=invariant
/// FAUXTP_INVARIANT("no money is lost, and none is made") {
///   return call("ledger", total{}) == accounts * begins_with;
/// }
/// ```
#define FAUXTP_INVARIANT(text) FAUXTP_INVARIANT_NUMBERED(text, __COUNTER__)

/// A statement: what happens here is rare, and some runs of a simulation are to come by, or else
/// they prove little. `fauxtp simulate` tells in how many they did. It costs one store.
///
/// ```cpp file=apps/bank/bank.cpp region=sometimes
/// if (state().ids.contains(request.wanted.id)) {
///   FAUXTP_SOMETIMES("a transfer comes again");
///   return true;
/// }
/// ```
#define FAUXTP_SOMETIMES(text_of_place)                   \
  do {                                                    \
    struct fauxtp_place {                                 \
      static const char* text() { return text_of_place; } \
    };                                                    \
    ::fauxtp::detail::sometimes_at<fauxtp_place>.reach(); \
  } while (false)
