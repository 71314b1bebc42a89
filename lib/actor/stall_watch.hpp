#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "fauxtp/log.hpp"
#include "runtime/worker_pool.hpp"

namespace fauxtp::detail {

/// Reports an actor that keeps its worker from all others for too long. It has a thread of its own,
/// which sends a parcel to each worker that is not idle, and looks whether the parcel has arrived:
/// this costs actors nothing.
class stall_watch {
 public:
  /// Watches `count` workers, beginning with number `first`. `tell` is called on the watch's own
  /// thread.
  stall_watch(runtime::worker_pool& pool, std::size_t first, std::size_t count,
              std::chrono::nanoseconds after, std::function<void(report)> tell);
  ~stall_watch();

 private:
  using clock = std::chrono::steady_clock;
  struct parcel;
  /// What is known of a worker.
  struct ward {
    runtime::worker* worker;
    parcel* sent = nullptr;  // the parcel that was sent, until it is seen to have arrived
    clock::time_point sent_at{};
    std::chrono::nanoseconds told_at{};  // how long the stall had lasted when it was reported last
  };

  void watch();
  void look_at(ward& each);
  void report_stall(ward& each, std::chrono::nanoseconds stalled);

  std::chrono::nanoseconds after_;
  std::function<void(report)> tell_;
  std::vector<ward> wards_;
  std::mutex guard_;
  std::condition_variable ended_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace fauxtp::detail
