// A queue that gives jobs to workers. If the worker of a job crashes, the job is given out again;
// after the third time it is put aside.
#include <algorithm>
#include <deque>
#include <fauxtp/fauxtp.hpp>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace task_queue {

/// A job: how many primes are there from `first` to `last`?
struct job {
  int first = 0;
  int last = 0;
  int attempts = 0;
};
/// A worker asks for a job; the reply comes when there is one.
struct take {
  using reply = job;
};
struct done {
  fauxtp::pid worker;
  int primes;
};
struct summary {
  int jobs = 0;
  int primes = 0;
  std::vector<job> dead_letters;
};
/// The reply comes when no job is left.
struct finish {
  using reply = summary;
};

class queue
    : public fauxtp::gen_server<queue, fauxtp::calls<take, finish>, fauxtp::casts<job, done>> {
 public:
  void handle_cast(job work) {
    waiting_.push_back(work);
    proceed();
  }

  // `no_reply` lets the caller wait; `worker` is kept for the later reply.
  fauxtp::no_reply_t handle_call(take, fauxtp::from worker) {
    idle_.push_back(worker);
    proceed();
    return fauxtp::no_reply;
  }

  fauxtp::no_reply_t handle_call(finish, fauxtp::from client) {
    finishing_.push_back(client);
    proceed();
    return fauxtp::no_reply;
  }

  void handle_cast(done result) {
    const auto run = running_.find(result.worker);
    if (run == running_.end()) return;
    fauxtp::demonitor(run->second.monitor, /*flush=*/true);
    running_.erase(run);
    ++result_.jobs;
    result_.primes += result.primes;
    proceed();
  }

  /// A worker has ended that was not done: `done` takes the monitor away.
  void handle_info(fauxtp::term message) {
    const auto* end = message.get_if<fauxtp::down>();
    if (end == nullptr) return;
    const job work = running_.at(end->actor).work;
    running_.erase(end->actor);
    // The job is given out again at once, so that a job that crashes each worker is found out
    // early.
    if (work.attempts < most_attempts) {
      waiting_.push_front(work);
    } else {
      result_.dead_letters.push_back(work);
    }
    proceed();
  }

 private:
  static constexpr int most_attempts = 3;
  struct run {
    job work;
    fauxtp::ref monitor;
  };

  void proceed() {
    while (!waiting_.empty() && !idle_.empty()) {
      job work = waiting_.front();
      const fauxtp::from worker = idle_.front();
      waiting_.pop_front();
      idle_.pop_front();
      ++work.attempts;
      running_[worker.client] = {work, fauxtp::monitor(worker.client)};
      fauxtp::reply(worker, work);
    }
    if (!waiting_.empty() || !running_.empty()) return;
    for (const fauxtp::from& client : finishing_) fauxtp::reply(client, result_);
    finishing_.clear();
  }

  std::deque<job> waiting_;
  std::deque<fauxtp::from> idle_;
  std::map<fauxtp::pid, run> running_;
  std::vector<fauxtp::from> finishing_;
  summary result_;
};

int count_primes(int first, int last) {
  if (first > last) throw std::invalid_argument("a range that ends before it begins");
  int primes = 0;
  for (int number = std::max(first, 2); number <= last; ++number) {
    bool divisible = false;
    for (int i = 2; i <= number / i && !divisible; ++i) divisible = number % i == 0;
    primes += !divisible;
  }
  return primes;
}

/// A worker knows nothing of crashes: if count_primes throws, the worker ends, and that is all.
void worker() {
  for (;;) {
    const job work = fauxtp::call("queue", take{}, fauxtp::infinity);
    // A long computation would hold up all actors on this thread, so it runs on a thread of its
    // own.
    const int primes = fauxtp::blocking([&] { return count_primes(work.first, work.last); });
    fauxtp::cast("queue", done{fauxtp::self(), primes});
  }
}

struct client_options {
  std::vector<std::pair<int, int>> ranges;
};

void client(client_options args) {
  for (const auto& [first, last] : args.ranges) fauxtp::cast("queue", job{first, last});
  const summary result = fauxtp::call("queue", finish{}, fauxtp::infinity);

  const auto say = [](const std::string& line) { fauxtp::log(fauxtp::severity::info, line); };
  say(std::to_string(result.primes) + " primes in " + std::to_string(result.jobs) + " ranges");
  for (const job& dead : result.dead_letters) {
    say("given up after " + std::to_string(dead.attempts) +
        " attempts: " + std::to_string(dead.first) + " to " + std::to_string(dead.last));
  }
}

}  // namespace task_queue

FAUXTP_MODULE(task_queue) {
  types.add<task_queue::queue>("queue");
  types.add("worker", task_queue::worker);
  types.add("client", task_queue::client);
}
