// A key-value store in shards. Money moves between accounts without a lock; a shard that crashes
// loses only its own keys.
#include <fauxtp/fauxtp.hpp>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace store {

using namespace std::chrono_literals;

struct entry {
  int value = 0;
  int version = 0;  ///< how often the key was written
};

struct get {
  using reply = std::optional<entry>;
  std::string key;
};
struct put {
  using reply = int;  // the new version
  std::string key;
  int value;
};
/// Writes only if no client has written since `version` was read. The reply says whether it has
/// written.
struct compare_and_swap {
  using reply = bool;
  std::string key;
  int version;
  int value;
};
struct erase {
  using reply = bool;  // was it there?
  std::string key;
};
struct break_down {};

class shard : public fauxtp::gen_server<shard, fauxtp::calls<get, put, compare_and_swap, erase>,
                                        fauxtp::casts<break_down>> {
 public:
  std::optional<entry> handle_call(get request, fauxtp::from) {
    const auto found = entries_.find(request.key);
    if (found == entries_.end()) return std::nullopt;
    return found->second;
  }
  int handle_call(put request, fauxtp::from) { return write(entries_[request.key], request.value); }
  bool handle_call(compare_and_swap request, fauxtp::from) {
    const auto found = entries_.find(request.key);
    if (found == entries_.end() || found->second.version != request.version) return false;
    write(found->second, request.value);
    return true;
  }
  bool handle_call(erase request, fauxtp::from) { return entries_.erase(request.key) > 0; }

  void handle_cast(break_down) { throw std::runtime_error("somebody broke this shard"); }

 private:
  static int write(entry& to, int value) {
    to.value = value;
    return ++to.version;
  }

  std::map<std::string, entry> entries_;
};

/// The store as its clients see it: sends each request to the shard that has the key.
class client {
 public:
  explicit client(int shards) : shards_(shards) {}

  std::string shard_of(const std::string& key) const {
    const int sum = std::accumulate(key.begin(), key.end(), 0);
    return "shard_" + std::to_string(sum % shards_);
  }
  template <class Request>
  auto call(Request request) const {
    return fauxtp::call(shard_of(request.key), std::move(request));
  }

 private:
  int shards_;
};

const std::vector<std::string> accounts = {"ann", "bob", "cleo", "dan", "eve", "finn"};

/// Reads, computes, and writes if no other client has written meanwhile; otherwise tries once more.
void change(const client& bank, const std::string& account, int amount) {
  for (;;) {
    const entry now = bank.call(get{account}).value();
    if (bank.call(compare_and_swap{account, now.version, now.value + amount})) return;
  }
}

void transfer(const client& bank, int seed, int transfers) {
  const int count = static_cast<int>(accounts.size());
  for (int i = seed; i < seed + transfers; ++i) {
    const int amount = 1 + i % 6;
    change(bank, accounts[i % count], -amount);
    change(bank, accounts[(i * 3 + seed) % count], amount);
  }
}

void say(const std::string& line) { fauxtp::log(fauxtp::severity::info, line); }

/// Every write raises a version by one, so the versions show whether a write was lost.
std::string balance(const client& bank) {
  int found = 0, writes = 0, coins = 0;
  for (const std::string& account : accounts) {
    if (const std::optional<entry> now = bank.call(get{account})) {
      ++found;
      writes += now->version;
      coins += now->value;
    }
  }
  return std::to_string(found) + " accounts, " + std::to_string(writes) + " writes, " +
         std::to_string(coins) + " coins";
}

struct bank_options {
  int shards;  // must be given: there is no initializer
};

void bank(bank_options args) {
  const client bank(args.shards);
  for (const std::string& account : accounts) bank.call(put{account, 100});
  say("opened: " + balance(bank));

  std::vector<fauxtp::task<void>> clients;
  for (int seed = 0; seed < 8; ++seed) {
    clients.push_back(fauxtp::spawn_task([bank, seed] { transfer(bank, seed, 100); }));
  }
  for (auto& each : clients) each.join();
  say("8 clients have made 100 transfers each: " + balance(bank));

  const std::string shard = bank.shard_of("ann");
  fauxtp::monitor(shard);
  fauxtp::cast(shard, break_down{});
  fauxtp::receive<fauxtp::down>();
  // The supervisor starts a new shard under the same name.
  fauxtp::wait_for_name(shard, 1s);
  say(shard + " is back, without its accounts: " + balance(bank));

  int closed = 0;
  for (const std::string& account : accounts) closed += bank.call(erase{account});
  say("closed the other " + std::to_string(closed) + ": " + balance(bank));
}

}  // namespace store

FAUXTP_MODULE(store) {
  types.add<store::shard>("shard");
  types.add("bank", store::bank);
}
