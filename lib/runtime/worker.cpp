// One thread as a scheduling algorithm of Boost.Fiber.
#include "runtime/worker.hpp"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <boost/context/stack_traits.hpp>
#include <boost/fiber/algo/round_robin.hpp>
#include <boost/fiber/scheduler.hpp>
#include <boost/fiber/type.hpp>

#include "runtime/exit_call.hpp"
#include "runtime/forked_child.hpp"
#include "runtime/worker_pool.hpp"

namespace fauxtp::runtime {
namespace {

// Most timers that expire in a row before other fibers get a turn (T12).
constexpr std::size_t most_timers_in_a_row = 100;

}  // namespace

worker::worker(worker_pool& pool, std::size_t index, const world& of)
    : pool_(pool),
      index_(index),
      clock_(*of.time),
      bell_(of.make_bell()),
      inbox_(inbox::acquire(*bell_)),
      recently_(clock_.now()),
      // The upper bits tell the numbers of the workers apart, so that none must ask another one.
      last_number_(of.next_worker_number() << 40) {
  std::seed_seq series{of.seed, of.seed >> 32, std::uint64_t{index}};
  dice_.seed(series);
}

worker::~worker() { inbox::release(inbox_); }

void worker::begin() {
  bell_->begins();
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
  stock_.retire();
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
  schedule_.clear();
  bell_->is_alone();
  inbox_.push(new end(running_->label()));
}

void worker::serve() {
  begin();
  watch_for_exit();
  park();
  end();
  bell_->ends();
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

void worker::work_on(fiber& own) noexcept {
  while (job* next = own.job_) {
    next->run(own);
    turn_ = {};
    // The next job that begins on this fiber needs no switch.
    own.takes(schedule_.take_job_after_end(own.stack_size_));
    if (own.job_ != nullptr) continue;
    stock_.put_back(own);
    park();
  }
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
    schedule_.add_dispatcher();
    return;
  }
  fiber& ready = fiber_of(*context);
  ready.context_ = context;
  if (!stock_.is_making()) schedule_.add(ready);
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
    schedule_.dispatcher_runs();
    deliver_parcels();
    if (bell_->watches()) bell_->look();
    // The wheel is touched only if something is due, because a fiber that has settled all workers
    // may look at it meanwhile.
    if (timers_are_due()) timers_.advance(recently_, most_timers_in_a_row);
  }
  if (schedule_.takes_dispatcher_first()) return &dispatcher_;
  if (job* begun = schedule_.take_job()) {
    if (fiber* own = fiber_for(*begun)) return own;
  }
  if (fiber* next = schedule_.take_ready()) return next;
  return schedule_.take_dispatcher() ? &dispatcher_ : nullptr;
}

// Without memory for a stack the job cannot run. It is told so on the stack of the fiber that is
// about to be left: what the job does then must not be taken for a deed of that fiber's job.
fiber* worker::fiber_for(job& begun) noexcept {
  if (fiber* own = stock_.take_for(begun)) return own;
  job* const left = running_->job_;
  running_->takes(nullptr);
  begun.cannot_run();
  running_->takes(left);
  return nullptr;
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

bool worker::has_ready_fibers() const noexcept { return !schedule_.is_empty(); }

// Called on the dispatcher's fiber when no fiber is ready.
void worker::suspend_until(const std::chrono::steady_clock::time_point& deadline) noexcept {
  if (timers_are_due()) return;
  idle_epoch_.fetch_add(1);
  pool_.one_may_be_the_last();
  const time_point next_timer = clock_.runs() ? timers_.next() : time_point::max();
  inbox_.wait(std::min(deadline, next_timer), bell_->spins());
  idle_epoch_.fetch_add(1);
}

}  // namespace fauxtp::runtime
