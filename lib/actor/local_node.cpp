// A node: its workers, the actors on them, and the end of all of them.
#include "actor/local_node.hpp"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "actor/delayed_message.hpp"
#include "actor/last_report.hpp"
#include "actor/post.hpp"
#include "actor/process_look.hpp"
#include "actor/request.hpp"
#include "actor/signals.hpp"
#include "actor/standard_error.hpp"
#include "fauxtp/detail/nearest_word.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/machine.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/shown_text.hpp"
#include "interleaving/interleaved_world.hpp"
#include "runtime/forked_child.hpp"
#include "runtime/interleaver.hpp"
#include "runtime/process_end.hpp"
#include "runtime/thread_name.hpp"

namespace fauxtp {
namespace detail {
namespace {

node_options completed(node_options options) {
  if (options.workers == 0) options.workers = processors();
  if (!options.log) {
    options.log = [](const report& report) {
      std::string text = std::string(to_string(report.level)) + " " + report.name + " " +
                         report.label + (report.label.empty() ? "" : ": ") + report.text + "\n";
      const bool is_last = report.label == last_report::label;
      if (is_last) {
        for (const void* each : report.stack) text += "    " + runtime::place_of(each) + "\n";
      }
      standard_error::say(std::move(text));
      if (is_last) standard_error::flush();
    };
  }
  return options;
}

void shorten(std::string& text) {
  if (text.size() > longest_text) text = shortened(std::move(text), longest_text);
}

}  // namespace

/// Makes sure that leaving the node ends: kills all actors after half of the time, and ends the
/// process after all of it. It has a thread of its own, because a worker that an actor hogs keeps
/// no time.
class local_node::deadline {
 public:
  explicit deadline(local_node& node) {
    try {
      thread_ = std::thread([this, &node] { watch(node); });
    } catch (const std::system_error&) {  // no thread is left: leaving may then take any time
    }
  }
  ~deadline() {
    {
      const std::lock_guard lock(guard_);
      met_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void watch(local_node& node) {
    runtime::name_thread("fauxtp/end");
    const duration limit = node.options().shutdown_timeout;
    if (limit == infinity) return;
    std::unique_lock lock(guard_);
    const auto is_met = [this] { return met_; };
    const auto now = std::chrono::steady_clock::now();
    if (changed_.wait_until(lock, runtime::deadline_after(now, limit / 2), is_met)) return;
    node.kill_all();
    if (changed_.wait_until(lock, runtime::deadline_after(now, limit), is_met)) return;
    std::string names;
    for (std::size_t i = 0; i < node.pool().size(); ++i) {
      const runtime::worker& each = node.pool().at(i);
      const bool idle = each.idle_epoch() % 2 != 0;
      const auto runs = glimpse(each, node);
      if (!idle && runs) names += " " + runs->label;
    }
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
    standard_error::say("fauxtp: the node did not end within " + std::to_string(ms) +
                        " ms: " + std::to_string(node.alive() - 1) +
                        " actors have not ended. (One that never waits cannot be ended.)" +
                        " Now running:" + names + "\n");
    standard_error::flush();
    std::abort();
  }

  std::mutex guard_;
  std::condition_variable changed_;
  bool met_ = false;
  std::thread thread_;
};

struct local_node::execution final : runtime::parcel {
  explicit execution(worker_own& own) : own(own) {}
  void deliver() noexcept override {
    for (process* each = own.last_begun; each != nullptr; each = each->previous) {
      each->receive_exit({}, exit_reason::kill, false);
    }
    delete this;
  }
  worker_own& own;
};

runtime::world world_for(const node_options& options) {
  runtime::world made =
      options.manual_clock ? runtime::still_world(options.seed) : runtime::real_world(options.seed);
  if (options.network != nullptr) made.net = options.network;
  if (options.disk != nullptr) made.files = options.disk;
  if (options.interleaving == 0) return made;
  return interleaving::interleaved(
      std::move(made), std::make_shared<interleaving::turn_taker>(options.interleaving));
}

local_node::local_node(node_options options, runtime::world world)
    : options_(completed(std::move(options))),
      world_(std::move(world)),
      manual_(dynamic_cast<runtime::manual_clock*>(world_.time.get())) {
  last_report::prepare();
  if (runtime::worker::current() != nullptr) {
    throw std::logic_error("fauxtp: this thread has a node already, or is one of its workers");
  }
  const std::size_t first = options_.caller_works ? 0 : 1;  // worker 0 is the calling thread
  std::size_t threads = options_.workers - (1 - first);
  groups_.emplace_back(first, options_.workers);
  for (const scheduler& each : options_.schedulers) {
    groups_.emplace_back(threads + 1, std::max<std::size_t>(each.threads, 1));
    threads += groups_.back().size;
  }
  if (world_.repeats_numbers) process_table::begin_anew();
  own_ = std::vector<worker_own>(threads + 1);
  pool_ = std::make_unique<runtime::worker_pool>(threads, world_, options_.blocking_threads);
  pool_->belongs_to(this);
  runtime::worker& here = pool_->at(0);
  caller_.reset(new (here) process(*this, here, nullptr, spawn_options{.label = "main"}));
  caller_id_ = caller_->id();
  caller_->begin_on(here.running());
  here.adopt(caller_.get());
  if (options_.stall_after != infinity) watch_for_stalls();
  last_report::begins(*this);
}

void local_node::watch_for_stalls() {
  try {
    stall_watch_ = std::make_unique<stall_watch>(*this, groups_[0].first, options_.workers);
  } catch (const std::system_error& refused) {
    leave();
    throw std::system_error(refused.code(),
                            "fauxtp: a node wants a thread that looks for stalls, and the system "
                            "gives it none");
  } catch (...) {
    leave();
    throw;
  }
}

local_node::~local_node() {
  last_report::ends(*this);
  {
    const deadline bound(*this);
    stop_roots();
    kill_all();
    while (alive() > 1) caller_->wait(wake_by::nothing, runtime::time_point::max());
  }
  leave();
}

void local_node::leave() noexcept {
  stall_watch_.reset();
  caller_->end(exit_reason::normal);
  pool_->at(0).adopt(nullptr);
  caller_.reset();
  pool_.reset();
  standard_error::flush();  // the code that runs next may end the process
}

// An actor that traps exits may use the time to stop what depends on it; the order within a tree is
// the business of the tree's supervisor.
void local_node::stop_roots() noexcept {
  stopping_ = true;
  for (auto root = roots_.rbegin(); root != roots_.rend(); ++root) {
    emit<exit_sent>(*root, pid(), exit_reason::shutdown, false);
  }
  while (roots_alive_ > 0) caller_->wait(wake_by::nothing, runtime::time_point::max());
}

void local_node::kill_all() noexcept {
  killing_ = true;  // for actors that are on their way to a worker
  for (std::size_t i = 0; i < pool_->size(); ++i) {
    auto* sent = new execution(own_[i]);
    if (!pool_->at(i).post(sent)) delete sent;
  }
}

runtime::worker& local_node::place(const process& maker, const spawn_options& options,
                                   bool started) {
  if (!options.scheduler.empty()) return pool_->at(group_of(options.scheduler).next());
  placement wanted = options.place;
  if (wanted == placement::calling_thread) return pool_->at(0);
  if (wanted == placement::automatic) {
    wanted = started || options_.spread_spawns ? placement::spread : placement::here;
  }
  // An actor that lives on the calling thread without being that thread's own was put there.
  const bool works_here = maker.home().index() >= groups_[0].first || &maker != caller_.get();
  if (wanted == placement::here && works_here) return maker.home();
  return pool_->at(groups_[0].next());
}

local_node::worker_group& local_node::group_of(const std::string& scheduler) {
  const std::vector<fauxtp::scheduler>& all = options_.schedulers;
  const auto found = std::ranges::find(all, scheduler, &fauxtp::scheduler::name);
  if (found != all.end()) return groups_[static_cast<std::size_t>(found - all.begin()) + 1];
  std::vector<std::string_view> names;
  for (const fauxtp::scheduler& each : all) names.push_back(each.name);
  const std::string meant(nearest_word(scheduler, names));
  throw std::invalid_argument("fauxtp: the node has no scheduler \"" + scheduler + "\"" +
                              (meant.empty() ? "" : "; did you mean \"" + meant + "\"?"));
}

void local_node::launch(std::unique_ptr<process> made, process& maker) {
  struct begin final : runtime::parcel {
    explicit begin(std::unique_ptr<process> made) : begun(std::move(made)) {}
    void deliver() noexcept override {
      begun.release()->begin();
      delete this;
    }
    std::unique_ptr<process> begun;
  };
  if (&maker == caller_.get()) add_root(*made);
  ++alive_;
  if (at_birth_) at_birth_(*made);
  if (&made->home() == runtime::worker::current()) {
    made.release()->begin();
    return;
  }
  runtime::worker& home = made->home();
  auto sent = std::make_unique<begin>(std::move(made));
  if (home.post(sent.get())) static_cast<void>(sent.release());
}

std::vector<process*> local_node::processes() const {
  std::vector<process*> all;
  for (const worker_own& each : own_) {
    for (process* one = each.last_begun; one != nullptr; one = one->previous) all.push_back(one);
  }
  return all;
}

void local_node::add_root(process& root) {
  root.becomes_root();
  ++roots_alive_;
  if (roots_.size() == roots_.capacity()) {
    std::erase_if(roots_, [](pid ended) { return !is_alive(ended); });
    roots_.reserve(2 * roots_.size() + 16);
  }
  roots_.push_back(root.id());
}

void local_node::enlist(process& begun) noexcept {
  process*& last = own_of(begun.home()).last_begun;
  begun.previous = last;
  if (last != nullptr) last->following = &begun;
  last = &begun;
  if (killing_) begun.receive_exit({}, exit_reason::kill, false);
}

void local_node::discharge(process& ended) noexcept {
  process*& last = own_of(ended.home()).last_begun;
  if (ended.previous != nullptr) ended.previous->following = ended.following;
  (ended.following != nullptr ? ended.following->previous : last) = ended.previous;
  if (own_of(ended.home()).looks != nullptr) [[unlikely]]
    skip_in_looks(ended);
  // Sent by pid: the calling thread may have noticed the end by itself, and its actor may be gone
  // already.
  if (ended.id() == caller_id_) return;
  const bool last_root = ended.is_root() && --roots_alive_ == 0;
  const bool last_one = --alive_ == 1;
  if (!last_root && !last_one) return;
  runtime::interleaver::choice_point();
  if (stopping_) emit<wake_signal>(caller_id_);
}

void local_node::submit(report report) noexcept {
  if (report.level < options_.log_level) return;
  if (runtime::is_forked_child()) return standard_error::say(report.text + "\n");
  try {
    shorten(report.text);
    for (auto& [name, value] : report.fields) shorten(value);
    options_.log(report);
  } catch (...) {
    standard_error::say("fauxtp: the log threw; a report is lost\n");
  }
}

runtime::worker* local_node::worker_of(pid actor) noexcept {
  runtime::interleaver::choice_point();
  const process_slot* slot = process_table::find(actor);
  const runtime::inbox* box = slot == nullptr ? nullptr : slot->home.load();
  for (std::size_t i = 0; i < pool_->size(); ++i) {
    if (&pool_->at(i).box() == box) return &pool_->at(i);
  }
  return nullptr;
}

void send_errand(runtime::worker& worker, const request& done, std::function<void()> function) {
  struct errand final : runtime::parcel {
    errand(std::function<void()> function, pid asker, ref request)
        : function(std::move(function)), asker(asker), request(request) {}
    void deliver() noexcept override {
      function();
      emit<reply_signal>(asker, request, term());
      delete this;
    }
    std::function<void()> function;
    pid asker;
    ref request;
  };
  auto sent = std::make_unique<errand>(std::move(function), self(), done.id());
  if (worker.post(sent.get())) static_cast<void>(sent.release());
}

void on_worker(runtime::worker& worker, std::function<void()> function) {
  request done;
  send_errand(worker, done, std::move(function));
  done.wait(runtime::time_point::max());
}

}  // namespace detail

// A node that is a static object outlives what its thread owns, Boost's scheduler among it. So the
// thread leaves the node when it ends. This happens before Boost's scheduler ends, because the
// scheduler was there before thread_end: what a thread owns ends in the opposite order.
struct node::thread_end {
  ~thread_end() {
    if (left != nullptr) left->core_.reset();
  }
  node* left = nullptr;

  static thread_end& of_this_thread() {
    static thread_local thread_end here;
    return here;
  }
};

node::node(node_options options)
    : core_(std::make_unique<detail::local_node>(options, detail::world_for(options))) {
  thread_end::of_this_thread().left = this;
}
node::~node() {
  if (core_ == nullptr) return;
  thread_end::of_this_thread().left = nullptr;
}
std::size_t node::actors() const noexcept {
  runtime::interleaver::choice_point();
  return core_ == nullptr ? 0 : core_->alive();
}
std::size_t node::workers() const noexcept {
  return core_ == nullptr ? 0 : core_->options().workers;
}

}  // namespace fauxtp
