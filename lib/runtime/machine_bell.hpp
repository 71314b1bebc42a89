#pragma once

#include "runtime/bell.hpp"
#include "runtime/futex.hpp"
#include "runtime/poller.hpp"

namespace fauxtp::runtime {

/// The bell of a worker on this machine: a futex, and while somebody waits for a descriptor, the
/// poller, which is slower to ring.
class machine_bell : public bell {
 public:
  void sleep(time_point deadline) noexcept override {
    watches() ? poller_.sleep(deadline) : futex_.sleep(deadline);
  }
  void ring() noexcept override { watches() ? poller_.ring() : futex_.ring(); }
  void watch(int descriptor, io_wait& wait, standing_watch* owner) override {
    if (poller_.add(descriptor, wait, owner)) {
      ++watched_;
    } else {
      wait.ready(wait.wanted());
    }
  }
  void forget(io_wait& wait) noexcept override {
    if (poller_.remove(wait)) --watched_;
  }
  void look() noexcept override { watched_ -= poller_.look(); }
  // A watch that stands may have news for nobody.
  bool has_news() const noexcept override { return watches() && poller_.has_news(); }
  void is_alone() noexcept override {
    poller_.is_alone();
    watched_ = 0;
  }

 private:
  futex futex_;
  poller poller_;
};

}  // namespace fauxtp::runtime
