// The end of children whose supervisor was killed.
#include "supervision/orphans_end.hpp"

#include <map>

#include "actor/running.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/timer.hpp"

namespace fauxtp::detail {
namespace {

class waiting_for_orphans {
 public:
  explicit waiting_for_orphans(bool obeys) : obeys_(obeys) {}
  ~waiting_for_orphans() {
    for (const auto& [monitor, each] : alive_) demonitor(monitor, true);
  }
  waiting_for_orphans(const waiting_for_orphans&) = delete;
  waiting_for_orphans& operator=(const waiting_for_orphans&) = delete;

  void add_those_of(pid supervisor) {
    for (const auto& [actor, patience] : take_orphans(supervisor)) {
      alive_[monitor(actor)] = {actor, deadline_after(patience)};
    }
  }
  void wait() {
    time_point next = kill_those_whose_time_is_over();
    while (!alive_.empty()) {
      bool has_changed = false;
      const duration left = next == time_point::max() ? infinity : duration(next - now());
      receive(on(where([this](const down& end) { return alive_.contains(end.monitor); }),
                 [&](const down& end) { has_changed = has_ended(end); }),
              on(where([this](const exit_signal& signal) { return obeys_ && is_order(signal); }),
                 [](const exit_signal& signal) { fauxtp::stop(signal.reason); }),
              after(left, [&] { has_changed = true; }));
      if (has_changed) next = kill_those_whose_time_is_over();
    }
  }

 private:
  struct orphan {
    pid actor;
    time_point until;  // max: for ever, or it was killed
  };

  /// One that was a supervisor, and had to be killed, has left others: then true.
  bool has_ended(const down& end) {
    alive_.erase(end.monitor);
    const std::size_t others = alive_.size();
    add_those_of(end.actor);
    return alive_.size() != others;
  }
  /// Returns when the next one's time is over.
  time_point kill_those_whose_time_is_over() {
    time_point next = time_point::max();
    for (auto& [monitor, each] : alive_) {
      if (each.until <= now()) {
        exit(each.actor, exit_reason::kill);
        each.until = time_point::max();
      }
      next = std::min(next, each.until);
    }
    return next;
  }

  const bool obeys_;
  std::map<ref, orphan> alive_;
};

}  // namespace

void wait_for_orphans_of(pid supervisor, bool obeys) {
  waiting_for_orphans all(obeys);
  all.add_those_of(supervisor);
  all.wait();
}

}  // namespace fauxtp::detail
