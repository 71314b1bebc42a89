// The scheduling algorithm of one thread, and its fibers.
#include "runtime/worker.hpp"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <boost/context/stack_traits.hpp>
#include <boost/fiber/algo/round_robin.hpp>
#include <boost/fiber/fiber.hpp>
#include <boost/fiber/scheduler.hpp>
#include <boost/fiber/type.hpp>

#include "runtime/exit_call.hpp"
#include "runtime/forked_child.hpp"
#include "runtime/worker_pool.hpp"

namespace fauxtp::runtime {
namespace {

// After this many switches parcels and timers get their turn, although fibers are ready.
constexpr unsigned dispatcher_period = 61;
// Most timers that expire in a row before other fibers get a turn (T12).
constexpr std::size_t most_timers_in_a_row = 100;
// This many jobs may begin in a row, which is a round, before each fiber that is ready gets a turn.
// In one of every oldest_fresh_period rounds, the last job that begins is the oldest instead of the
// newest.
constexpr std::size_t most_fresh_in_a_row = 64;
constexpr unsigned oldest_fresh_period = 16;
std::atomic<std::uint64_t> workers_made{1};  // 0 is for threads that are not workers

constexpr int spins_before_sleep = 300;

}  // namespace

/// What Boost takes as a stack allocator: it has one stack, which was taken already.
class stack_source {
 public:
  stack_source(stack_slab& home, boost::context::stack_context taken)
      : home_(&home), taken_(taken) {}
  boost::context::stack_context allocate() const noexcept { return taken_; }
  void deallocate(const boost::context::stack_context& stack) noexcept { home_->give_back(stack); }

 private:
  stack_slab* home_;
  boost::context::stack_context taken_;
};

fiber::~fiber() {
  if (home_ != nullptr) --home_->fibers_;
}

std::span<const std::byte> fiber::stack_from(std::uintptr_t address) const noexcept {
  const auto bottom = reinterpret_cast<std::uintptr_t>(stack_.bottom);
  if (address < bottom || address >= bottom + stack_.size) return {};
  return {reinterpret_cast<const std::byte*>(address), bottom + stack_.size - address};
}

std::size_t fiber::stack_used() const noexcept {
  const auto top = reinterpret_cast<std::uintptr_t>(stack_.bottom) + stack_.size;
  const auto parked_at = reinterpret_cast<std::uintptr_t>(parked_at_);
  return parked_at <= top && top - parked_at <= stack_.size ? top - parked_at : 0;
}

std::size_t fiber::stack_touched() const noexcept {
  constexpr std::size_t page = 4096;
  const auto bottom = reinterpret_cast<std::uintptr_t>(stack_.bottom);
  const auto top = bottom + stack_.size;
  for (std::uintptr_t at = bottom / page * page; at < top; at += page) {
    unsigned char resident = 0;
    if (mincore(reinterpret_cast<void*>(at), page, &resident) == 0 && (resident & 1) != 0) {
      return std::min(top - at, stack_.size);
    }
  }
  return 0;
}

void fiber::operator delete(fiber* ended, std::destroying_delete_t) {
  const bool lies_above_a_stack = ended->home_ != nullptr;
  ended->~fiber();
  if (!lies_above_a_stack) ::operator delete(ended);
}

worker::worker(worker_pool& pool, std::size_t index, const clock& time)
    : pool_(pool),
      index_(index),
      clock_(time),
      inbox_(inbox::acquire()),
      recently_(time.now()),
      last_number_(workers_made.fetch_add(1) << 40) {}

worker::~worker() { inbox::release(inbox_); }

void worker::begin() {
  current_ = this;
  exceptions_ = exception_state::of_this_thread();
  fault_watch_.emplace();
  auto* main = boost::fibers::context::active();
  main_.context_ = main;
  clockid_t used_time = no_clock;
  if (pthread_getcpuclockid(pthread_self(), &used_time) == 0) used_time_ = used_time;
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    void* bottom = nullptr;
    pthread_attr_getstack(&attributes, &bottom, &main_.stack_.size);
    main_.stack_.bottom = bottom;
    main_.stack_size_ = main_.stack_.size;
    pthread_attr_destroy(&attributes);
  }
  thread_id_ = gettid();  // from now on other threads may look at it
  // The scheduler keeps a counted pointer; our own pointer is the second owner.
  intrusive_ptr_add_ref(this);
  main->get_scheduler()->set_algo(ptr_t(this));
}

void worker::end() {
  retire_fibers();
  handing_over_ = true;
  main_.context_->get_scheduler()->set_algo(ptr_t(new boost::fibers::algo::round_robin));
  handing_over_ = false;
  fault_watch_.reset();
  current_ = nullptr;
}

// Fibers of actors stay as long as their worker, so this refers to a fiber that exists.
const fiber& worker::glimpse_fiber() const noexcept {
  auto& here = const_cast<worker&>(*this);
  return *std::atomic_ref(here.running_).load(std::memory_order_acquire);
}

const job* worker::glimpse() const noexcept {
  auto& seen = const_cast<fiber&>(glimpse_fiber());
  return std::atomic_ref(seen.job_).load(std::memory_order_acquire);
}

nanoseconds worker::used_time() const noexcept {
  timespec used{};
  const clockid_t clock = used_time_.load();
  if (clock == no_clock || clock_gettime(clock, &used) != 0) return nanoseconds::zero();
  return std::chrono::seconds(used.tv_sec) + nanoseconds(used.tv_nsec);
}

void worker::is_alone() noexcept {
  struct end final : parcel {
    explicit end(const char* who) : who(who) {}
    void deliver() noexcept override {
      say_as_child(who, "has nobody to wait for: it ends, with code 1");
      _exit(1);
    }
    const char* who;
  };
  // All that is under way belongs to actors that are not in this process.
  inbox_.take();
  fresh_ = fresh_jobs();
  while (!ready_.empty()) ready_.pop();
  inbox_.push(new end(running_->label()));
}

void worker::serve() {
  begin();
  watch_for_exit();
  park();
  end();
}

void worker::finish() {
  struct last_parcel final : parcel {
    explicit last_parcel(worker& worker) : home(worker) {}
    void deliver() noexcept override {
      home.wake(home.main_);
      delete this;
    }
    worker& home;
  };
  inbox_.push(new last_parcel(*this));
}

void worker::retire_fibers() {
  for (size_class& size : sizes_) {
    for (fiber* idle : size.idle) wake(*idle);  // it has no job, so it ends
    size.idle.clear();
  }
  while (fibers_ > 0) yield();
}

fiber& worker::new_fiber(std::size_t stack_size) {
  stack_slab& slab = slab_for(stack_size);
  const boost::context::stack_context stack = slab.take();
  auto* made = ::new (stack_slab::room_for_fiber(stack)) fiber(*this, stack_size);
  made->stack_.bottom = static_cast<char*>(stack.sp) - stack.size;
  made->stack_.size = stack.size;
  ++fibers_;
  making_fiber_ = true;
  boost::fibers::fiber(boost::fibers::launch::post,
                       static_cast<boost::fibers::fiber_properties*>(made), std::allocator_arg,
                       stack_source(slab, stack),
                       [this, made] {
                         exception_state::begins();
                         work_on(*made);
                       })
      .detach();
  making_fiber_ = false;
  return *made;  // from now on it belongs to the context
}

void worker::work_on(fiber& own) noexcept {
  while (job* next = own.job_) {
    next->run(own);
    turn_ = {};
    // The next job that begins on this fiber needs no switch.
    own.takes(++switches_ < dispatcher_period ? next_fresh(own.stack_size_) : nullptr);
    if (own.job_ != nullptr) continue;
    idle_fibers(own.stack_size_).push_back(&own);
    park();
  }
}

stack_slab& worker::slab_for(std::size_t stack_size) {
  idle_fibers(stack_size);
  for (size_class& known : sizes_) {
    if (known.size == stack_size) return *known.slab;
  }
  std::abort();
}

std::vector<fiber*>& worker::idle_fibers(std::size_t stack_size) {
  for (size_class& known : sizes_) {
    if (known.size == stack_size) return known.idle;
  }
  sizes_.push_back(
      {stack_size, std::make_unique<stack_slab>(stack_size / sanitizer::stack_factor), {}});
  return sizes_.back().idle;
}

void worker::deliver_all() noexcept {
  parcel* sent = inbox_.take();
  while (sent != nullptr) {
    parcel* next = sent->next;
    sent->deliver();
    sent = next;
  }
}

fiber& worker::fiber_of(boost::fibers::context& context) {
  if (context.is_context(boost::fibers::type::main_context)) return main_;
  if (auto* known = context.get_properties()) return static_cast<fiber&>(*known);
  // A Boost fiber that the user has made on our thread.
  auto* own = new fiber(&context);
  context.set_properties(own);
  return *own;
}

void worker::awakened(boost::fibers::context* context) noexcept {
  if (context->is_context(boost::fibers::type::dispatcher_context)) {
    dispatcher_.context_ = context;
    dispatcher_ready_ = true;
    return;
  }
  fiber& ready = fiber_of(*context);
  ready.context_ = context;
  if (!making_fiber_) ready_.push(ready);
}

// Boost's own way to the next fiber, for its dispatcher and for fibers that wait by Boost's means.
boost::fibers::context* worker::pick_next() noexcept {
  fiber* next = choose();
  if (next == nullptr) return nullptr;
  if (!handing_over_ && next != running_) leave_for(*next);
  return next->context_;
}

// Called on the outgoing fiber's stack right before every switch. Finds no fiber only if it runs on
// the dispatcher's stack: otherwise the dispatcher is ready.
fiber* worker::choose() noexcept {
  if constexpr (sanitizer::follows_switches) {
    if (std::exchange(arriving_, false)) sanitizer::arrived(running_->stack_);
  }
  if (running_ == &dispatcher_) {
    switches_ = 0;
    fresh_.new_turn();
    deliver_parcels();
    // The wheel is touched only if something is due, because a fiber that has settled all workers
    // may look at it meanwhile.
    if (timers_are_due()) timers_.advance(recently_, most_timers_in_a_row);
  }
  if (++switches_ >= dispatcher_period && dispatcher_ready_) return take_dispatcher();
  if (job* begun = next_fresh()) {
    if (fiber* own = fiber_for(*begun)) return own;
  }
  if (!ready_.empty()) {
    if (turns_of_ready_ > 0) --turns_of_ready_;
    fiber& next = ready_.pop();
    // When there are many fibers, one that comes later has cold memory: this is fetched while
    // others run.
    if (const fiber* soon = ready_.ahead(4)) soon->prefetch();
    return &next;
  }
  return dispatcher_ready_ ? take_dispatcher() : nullptr;
}

job* worker::next_fresh(std::size_t stack_size) noexcept {
  fresh_.new_turn();
  if (fresh_.empty() || (turns_of_ready_ > 0 && !ready_.empty())) return nullptr;
  const bool round_ends = fresh_in_a_row_ + 1 >= most_fresh_in_a_row;
  const bool oldest = round_ends && rounds_ % oldest_fresh_period == 0;
  job& next = oldest ? fresh_.oldest() : fresh_.first();
  if (stack_size != any_size && stack_slab::rounded(next.stack_size()) != stack_size) {
    return nullptr;
  }
  oldest ? fresh_.take_oldest() : fresh_.take_first();
  ++fresh_in_a_row_;
  if (round_ends) {
    fresh_in_a_row_ = 0;
    turns_of_ready_ = ready_.size();
    ++rounds_;
  }
  return &next;
}

fiber* worker::fiber_for(job& begun) noexcept {
  try {
    const std::size_t stack_size = stack_slab::rounded(begun.stack_size());
    std::vector<fiber*>& idle = idle_fibers(stack_size);
    if (idle.empty()) idle.push_back(&new_fiber(stack_size));
    fiber* own = idle.back();
    idle.pop_back();
    own->takes(&begun);
    return own;
  } catch (const std::bad_alloc&) {
    making_fiber_ = false;
    // This runs on the stack of the fiber that is about to be left: what it does must not be taken
    // for a deed of that fiber's job.
    job* const left = running_->job_;
    running_->takes(nullptr);
    begun.cannot_run();
    running_->takes(left);
    return nullptr;
  }
}

fiber* worker::take_dispatcher() noexcept {
  dispatcher_ready_ = false;
  return &dispatcher_;
}

void worker::tell_of_switch(fiber& next) noexcept {
  if (next.stack_.bottom == nullptr) {  // the dispatcher's stack is Boost's own
    next.stack_.size = boost::context::stack_traits::default_size();
    next.stack_.bottom = reinterpret_cast<char*>(next.context_) + 512 - next.stack_.size;
  }
  sanitizer::leave(running_->stack_, next.stack_);
  arriving_ = true;
}

bool worker::timers_are_due() noexcept {
  recently_ = clock_.now();
  const time_point next = timers_.next();
  return next != time_point::max() && next <= recently_;
}

bool worker::has_ready_fibers() const noexcept {
  return dispatcher_ready_ || !ready_.empty() || !fresh_.empty();
}

// Called on the dispatcher's fiber when no fiber is ready.
void worker::suspend_until(const std::chrono::steady_clock::time_point& deadline) noexcept {
  if (timers_are_due()) return;
  idle_epoch_.fetch_add(1);
  pool_.one_may_be_the_last();
  const time_point next_timer = clock_.runs() ? timers_.next() : time_point::max();
  inbox_.wait(std::min(deadline, next_timer), spins_before_sleep);
  idle_epoch_.fetch_add(1);
}

}  // namespace fauxtp::runtime
