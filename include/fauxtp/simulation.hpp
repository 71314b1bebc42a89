#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fauxtp/application.hpp"
#include "fauxtp/duration.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Something that has happened in a run.
struct simulation_event {
  enum class kind : unsigned char { report, message, fault, finding };
  kind what;
  std::string text;  ///< the time since the start, the step, and what it was
};

/// What is done to the application.
enum class fault_kind : unsigned char {
  kill,   ///< an actor of the tree is killed
  exit,   ///< an actor of the tree gets an exit signal with the reason "fault"
  stall,  ///< a worker thread does nothing for up to three seconds
  clock   ///< the clock of people jumps by up to a day, forwards or backwards
};

/// How a run of a simulation is made.
struct simulation_options {
  /// All that is left to chance follows from it: the same seed gives the same run.
  std::uint64_t seed = 1;
  /// Worker threads, of which one runs at a time.
  std::size_t workers = 2;
  /// How many faults there are, one after the other.
  std::size_t faults = 3;
  /// Which ones, each as likely as the others; a kind that is named twice is twice as likely.
  std::vector<fault_kind> kinds{fault_kind::kill, fault_kind::kill,  fault_kind::kill,
                                fault_kind::exit, fault_kind::stall, fault_kind::clock};
  /// How long the application is left alone before the first fault and after each one. Then it must
  /// be up, and its invariants must hold.
  duration calm = std::chrono::seconds(60);
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
  std::map<std::string, std::string> disk{};  ///< after a loss of power
  std::map<std::string, bool> sometimes{};    ///< all FAUXTP_SOMETIMES, and whether it came by
  std::string outside{};                      ///< what did not follow from the seed; empty: all did
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
/// What counts as a failure: it does not start; an actor crashes before the first fault; a child
/// is not up again when the calm after a fault is over; the root supervisor gives up; an invariant
/// does not hold; it does not stop in the time that `fauxtp check` tells; an actor is left after
/// its end. (It may end by itself; that is none.)
///
/// Throws std::invalid_argument if there is no worker, or no calm. The calling thread must have no
/// node (std::logic_error), and one simulation runs at a time in a
/// process. What modules keep in variables stays for the next run: `fauxtp simulate` makes a
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
