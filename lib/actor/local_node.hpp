#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actor/dead_letter_office.hpp"
#include "actor/delayed_message.hpp"
#include "actor/environment.hpp"
#include "actor/missed_answer.hpp"
#include "actor/orphans.hpp"
#include "actor/process.hpp"
#include "actor/readiness.hpp"
#include "actor/stall_watch.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/registry.hpp"
#include "runtime/interleaver.hpp"
#include "runtime/worker_pool.hpp"
#include "runtime/world.hpp"

namespace fauxtp::detail {

/// What a node consists of: the workers, the list of the actors that live on each, and the names.
class local_node {
 public:
  local_node(node_options options, runtime::world world);
  ~local_node();
  local_node(const local_node&) = delete;
  local_node& operator=(const local_node&) = delete;
  /// Whose worker that is.
  static local_node& of(runtime::worker& worker) noexcept {
    return *static_cast<local_node*>(worker.pool().owner());
  }

  const node_options& options() const noexcept { return options_; }
  runtime::worker_pool& pool() noexcept { return *pool_; }
  runtime::clock& time() noexcept { return *world_.time; }
  runtime::network& net() noexcept { return *world_.net; }
  runtime::disk& files() noexcept { return *world_.files; }
  runtime::manual_clock* manual_time() noexcept { return manual_; }
  registry& names() noexcept { return names_; }
  detail::readiness& readiness() noexcept { return readiness_; }
  environment& env() noexcept { return env_; }
  detail::orphans& orphans() noexcept { return orphans_; }
  dead_letter_office& dead_letters() noexcept { return dead_letters_; }
  std::size_t alive() const noexcept { return alive_.load(); }

  /// The worker for a new actor.
  runtime::worker& place(const process& maker, const spawn_options& wanted, bool started);
  /// Lets the process begin on its worker. It counts as alive at once.
  void launch(std::unique_ptr<process> made, process& maker);
  /// The function is called for each process before it begins. It is for simulations: it must not
  /// wait.
  void watch_births(std::function<void(process&)> watch) { at_birth_ = std::move(watch); }
  /// All actors that have begun and have not ended. It is for simulations: no other thread of the
  /// node may run meanwhile.
  std::vector<process*> processes() const;
  /// The function is called when a call has got no answer in time, by the actor that waited. It is
  /// for simulations: it must not wait.
  void watch_missed_answers(std::function<void(const missed_answer&)> watch) {
    at_missed_answer_ = std::move(watch);
  }
  /// Empty if nobody watches.
  const std::function<void(const missed_answer&)>& at_missed_answer() const noexcept {
    return at_missed_answer_;
  }

  // Called by processes that have begun, and that have ended.
  void enlist(process& begun) noexcept;
  void discharge(process& ended) noexcept;

  void submit(report report) noexcept;

  /// The worker on which an actor lives; null if it has ended or belongs to another node. Any
  /// thread.
  runtime::worker* worker_of(pid actor) noexcept;
  /// The messages that send_after has armed on that worker.
  delayed_messages& delayed(const runtime::worker& worker) noexcept {
    return own_of(worker).delayed;
  }
  process_list look_at_all(const wanted_actors& which);

 private:
  class look;
  struct worker_own {
    process* last_begun = nullptr;
    look* looks = nullptr;  // looks that are on their way along that list
    delayed_messages delayed;
  };
  /// Some of the pool's workers, which take new actors in turn.
  struct worker_group {
    worker_group(std::size_t first, std::size_t size) : first(first), size(size) {}
    std::size_t next() noexcept {
      runtime::interleaver::choice_point();
      return first + turn.fetch_add(1) % size;
    }
    const std::size_t first, size;
    std::atomic<std::size_t> turn{0};
  };
  struct execution;
  class deadline;

  worker_own& own_of(const runtime::worker& worker) noexcept { return own_[worker.index()]; }
  worker_group& group_of(const std::string& scheduler);
  void add_root(process& root);
  void stop_roots() noexcept;
  void kill_all() noexcept;
  /// Makes the calling thread a plain one again.
  void watch_for_stalls();
  void leave() noexcept;
  void skip_in_looks(const process& ended) noexcept;

  node_options options_;
  std::function<void(process&)> at_birth_;
  std::function<void(const missed_answer&)> at_missed_answer_;
  runtime::world world_;
  runtime::manual_clock* manual_ = nullptr;  // the world's, if it is one
  registry names_;
  detail::readiness readiness_;
  environment env_{options_.env};
  detail::orphans orphans_;
  dead_letter_office dead_letters_{*this};
  std::atomic<std::size_t> alive_{1};  // the calling thread's actor
  std::atomic<bool> stopping_{false};
  std::atomic<bool> killing_{false};
  std::atomic<std::size_t> roots_alive_{0};
  std::vector<pid> roots_;           // actors that the calling thread has made; ended ones go later
  std::deque<worker_group> groups_;  // the workers, then each scheduler's, in the order of options_
  std::unique_ptr<runtime::worker_pool> pool_;
  std::unique_ptr<stall_watch> stall_watch_;
  std::vector<worker_own> own_;
  std::unique_ptr<process> caller_;
  pid caller_id_;
};

/// The world that the options ask for.
runtime::world world_for(const node_options& options);

/// Runs a function on another worker's thread; the request is answered when the function has run.
void send_errand(runtime::worker& worker, const request& done, std::function<void()> function);
/// The same, while the running actor waits.
void on_worker(runtime::worker& worker, std::function<void()> function);

}  // namespace fauxtp::detail
