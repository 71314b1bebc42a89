// How much the actors on the workers run: a profiler that looks from outside.
#include "fauxtp/cpu_share.hpp"

#include <algorithm>
#include <thread>
#include <unordered_map>

#include "actor/local_node.hpp"
#include "fauxtp/blocking.hpp"

namespace fauxtp {
namespace {

constexpr std::chrono::milliseconds step{1};

struct watched_worker {
  std::unordered_map<pid, std::size_t> seen;
  std::size_t busy = 0;  // looks at which any actor ran
  runtime::nanoseconds used{};
};

/// The process may be gone: this touches only its slot, which stays for ever.
pid pid_of(const runtime::job& runs) {
  auto* place = const_cast<detail::process*>(static_cast<const detail::process*>(&runs));
  return detail::process_slot::at(place).user();
}

}  // namespace

std::vector<cpu_share> cpu_shares(duration time) {
  runtime::worker_pool& pool = detail::process::current().node().pool();
  std::vector<watched_worker> workers(pool.size());
  std::size_t looks = 0;
  runtime::nanoseconds passed{};
  blocking([&] {
    using clock = std::chrono::steady_clock;
    const auto begin = clock::now();
    for (std::size_t i = 0; i < pool.size(); ++i) workers[i].used = pool.at(i).used_time();
    // Looks that came too late are not made up for: they would all see the same actor.
    while (clock::now() < begin + time) {
      std::this_thread::sleep_for(step);
      ++looks;
      for (std::size_t i = 0; i < pool.size(); ++i) {
        const runtime::job* runs = pool.at(i).glimpse();
        if (runs == nullptr) continue;
        ++workers[i].seen[pid_of(*runs)];
        ++workers[i].busy;
      }
    }
    for (std::size_t i = 0; i < pool.size(); ++i) {
      workers[i].used = pool.at(i).used_time() - workers[i].used;
    }
    passed = clock::now() - begin;
  });
  std::vector<cpu_share> shares;
  for (const watched_worker& worker : workers) {
    if (worker.busy == 0) continue;
    const auto of_looks = static_cast<double>(worker.busy) / static_cast<double>(looks);
    const auto of_time =
        static_cast<double>(worker.used.count()) / static_cast<double>(passed.count());
    for (const auto& [actor, times] : worker.seen) {
      const auto part = static_cast<double>(times) / static_cast<double>(worker.busy);
      shares.push_back({actor, part * std::min(of_looks, of_time)});
    }
  }
  std::ranges::sort(shares, std::ranges::greater(), &cpu_share::share);
  return shares;
}

}  // namespace fauxtp
