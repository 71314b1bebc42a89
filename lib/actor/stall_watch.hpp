#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "runtime/worker_pool.hpp"

namespace fauxtp::detail {

class local_node;

/// Reports an actor that keeps its worker from all others for too long. It has a thread of its own,
/// which sends a parcel to each worker that is not idle, and looks whether the parcel has arrived:
/// this costs actors nothing.
class stall_watch {
 public:
  /// Watches `count` workers of the node, beginning with number `first`, for stalls that last for
  /// its stall_after. Reports go to the node from the watch's own thread.
  stall_watch(local_node& node, std::size_t first, std::size_t count);
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

  local_node& node_;
  std::chrono::nanoseconds after_;
  std::vector<ward> wards_;
  std::mutex guard_;
  std::condition_variable ended_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace fauxtp::detail
