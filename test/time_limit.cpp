// A test that hangs says where, instead of waiting until somebody stops it.
#include "time_limit.hpp"

#include <unistd.h>

#include <boost/test/framework.hpp>
#include <boost/test/tree/observer.hpp>
#include <boost/test/tree/test_unit.hpp>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "actor/process_table.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/process_info.hpp"

namespace fauxtp::testing {
namespace {

using std::chrono::seconds;

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr seconds usual_limit{600};
#else
constexpr seconds usual_limit{120};
#endif

seconds limit_wanted() {
  const char* wanted = std::getenv("FAUXTP_TEST_TIME_LIMIT");
  return wanted == nullptr ? usual_limit : seconds(std::atoi(wanted));
}

/// The actors of all nodes of this program.
std::vector<pid> all_actors() {
  std::vector<pid> all;
  for (std::uint32_t slot = 0;; ++slot) {
    const detail::process_slot* found = detail::process_table::slot_of(pid(slot, 1));
    if (found == nullptr) return all;  // the regions of the table are used one after the other
    const std::uint32_t generation = found->generation.load();
    if (generation % 2 != 0) all.push_back(pid(slot, generation));
  }
}

std::string described(pid actor) {
  using namespace std::chrono_literals;
  const auto seen = info(actor, 50ms);
  if (!seen) return to_string(actor) + ": its worker does not answer";
  std::string text = to_string(actor) + " " + seen->label + ": ";
  text += seen->waits ? "waits for " + std::string(to_string(seen->waits->what))
                      : std::string(to_string(seen->status));
  if (seen->waits && seen->waits->whom) text += " of " + to_string(seen->waits->whom);
  if (seen->waits && seen->waits->where.line() != 0) {
    text += " at " + std::string(seen->waits->where.file_name()) + ":" +
            std::to_string(seen->waits->where.line());
  }
  return text + "; messages in its mailbox: " + std::to_string(seen->messages);
}

/// Says where all actors are, by a node of its own.
void show_actors() {
  constexpr std::size_t most_shown = 50;
  const std::vector<pid> all = all_actors();
  const node here({.workers = 1, .log = [](const report&) {}});
  for (std::size_t i = 0; i < all.size() && i < most_shown; ++i) {
    std::fprintf(stderr, "  %s\n", described(all[i]).c_str());
  }
  if (all.size() > most_shown) std::fprintf(stderr, "  … of %zu actors\n", all.size());
}

[[noreturn]] void end_test_program(const std::string& test, seconds limit) {
  std::fprintf(stderr, "%s has not ended after %lld s (FAUXTP_TEST_TIME_LIMIT); its actors:\n",
               test.c_str(), static_cast<long long>(limit.count()));
  // What is tested may be too broken to be looked at: then the alarm ends the program.
  std::signal(SIGALRM, [](int) { _exit(EXIT_FAILURE); });
  alarm(5);
  show_actors();
  _exit(EXIT_FAILURE);
}

}  // namespace

/// A thread that knows which test case runs, and since when.
class time_limit::watch final : public boost::unit_test::test_observer {
 public:
  explicit watch(seconds limit) : limit_(limit) {
    // Signals that are sent to the program are for the threads of the test.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    boost::unit_test::framework::register_observer(*this);
  }
  ~watch() override { boost::unit_test::framework::deregister_observer(*this); }

  void test_unit_start(const boost::unit_test::test_unit& unit) override { now_runs(unit, true); }
  void test_unit_finish(const boost::unit_test::test_unit& unit, unsigned long) override {
    now_runs(unit, false);
  }

 private:
  using clock = std::chrono::steady_clock;

  void now_runs(const boost::unit_test::test_unit& unit, bool runs) {
    if (unit.p_type != boost::unit_test::TUT_CASE) return;
    const std::lock_guard lock(guard_);
    test_ = runs ? unit.full_name() : std::string();
    until_ = runs ? clock::now() + limit_ : clock::time_point::max();
    changed_.notify_one();
  }

  void run(const std::stop_token& stop) {
    std::unique_lock lock(guard_);
    while (!stop.stop_requested()) {
      if (clock::now() >= until_) end_test_program(test_, limit_);
      const auto until = until_;
      changed_.wait_until(lock, stop, until, [&] { return until_ != until; });
    }
  }

  const seconds limit_;
  std::mutex guard_;  // of the members below
  std::string test_;
  clock::time_point until_ = clock::time_point::max();
  std::condition_variable_any changed_;
  std::jthread thread_;
};

time_limit::time_limit() {
  const seconds limit = limit_wanted();
  if (limit > seconds(0)) watch_ = std::make_unique<watch>(limit);
}

time_limit::~time_limit() = default;

}  // namespace fauxtp::testing
