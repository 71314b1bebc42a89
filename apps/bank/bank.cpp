// Accounts that outlive crashes and losses of power, and tellers that try again: what a simulation
// is for. See the README of the simulation room for what it finds when one line is wrong.
#include <fauxtp/durable_server.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/simulation.hpp>
#include <map>
#include <string>

namespace bank {

using namespace fauxtp;
using namespace std::chrono_literals;

constexpr int accounts = 4;
constexpr std::int64_t begins_with = 100;  // each account

struct transferred {
  std::string id;
  std::string job;
  int from = 0, to = 0;
  std::int64_t amount = 0;
};

struct book {
  std::map<int, std::int64_t> moved;       // by account, since the beginning
  std::map<std::string, std::string> ids;  // of all transfers, with their jobs

  void apply(const transferred& event) {
    moved[event.from] -= event.amount;
    moved[event.to] += event.amount;
    ids[event.id] = event.job;
  }
};

/// Moves money. The same id again is the same transfer.
struct transfer {
  using reply = bool;
  transferred wanted;
};
struct total {
  using reply = std::int64_t;
};
/// The jobs of all transfers.
struct jobs {
  using reply = std::vector<std::string>;
};

struct ledger_options {
  std::string folder = "bank";
};

class ledger
    : public durable_server<ledger, book, events<transferred>, calls<transfer, total, jobs>> {
 public:
  explicit ledger(const ledger_options& args) : durable_server({.folder = args.folder}) {}

  bool handle_call(const transfer& request, from) {
    // [sometimes]
    if (state().ids.contains(request.wanted.id)) {
      FAUXTP_SOMETIMES("a transfer comes again");
      return true;
    }
    // [/sometimes]
    record(request.wanted);
    return true;
  }
  std::int64_t handle_call(total, from) {
    std::int64_t sum = accounts * begins_with;
    for (const auto& [account, moved] : state().moved) sum += moved;
    return sum;
  }
  std::vector<std::string> handle_call(jobs, from) {
    std::vector<std::string> all;
    for (const auto& [id, job] : state().ids) all.push_back(job);
    return all;
  }
};

struct teller_options {
  int transfers = 100;
  duration pause = 1s;  // between two
  /// Wrong: the ledger cannot know that it has the transfer, if only the answer was lost.
  bool new_id_for_each_attempt = false;
};

/// Makes its transfers one after the other, each until it is acknowledged. Started again after a
/// crash, it makes them all again: the ledger knows those that it has.
void teller(teller_options args) {
  for (int number = 0; number < args.transfers; ++number) {
    const std::string job = std::to_string(instance()) + "-" + std::to_string(number);
    int attempt = 0;
    retry({.attempts = 100, .min = 10ms, .max = 1s}, [&] {
      transferred wanted{.id = job,
                         .job = job,
                         .from = number % accounts,
                         .to = (number + 1) % accounts,
                         .amount = 1 + number % 7};
      if (args.new_id_for_each_attempt) wanted.id += "/" + std::to_string(++attempt);
      call("ledger", transfer{wanted}, 2s);
    });
    sleep(args.pause);
  }
}

// [invariant]
FAUXTP_INVARIANT("no money is lost, and none is made") {
  return call("ledger", total{}) == accounts * begins_with;
}
// [/invariant]

FAUXTP_INVARIANT("no transfer is made twice") {
  std::map<std::string, int> times;
  for (const std::string& job : call("ledger", jobs{})) {
    if (++times[job] > 1) return false;
  }
  return true;
}
}  // namespace bank

FAUXTP_MODULE(bank) {
  types.add<bank::ledger>("ledger");
  types.add("teller", bank::teller);
}
