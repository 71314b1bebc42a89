#pragma once

#include <functional>
#include <utility>

#include "runtime/network.hpp"
#include "runtime/timer_wheel.hpp"

namespace fauxtp::testing {

/// What is known of a name, told when the time has come. It lives on the worker that has asked, and
/// until the network ends, because only then nobody may look at it any more.
class late_answer final : public runtime::timer {
 public:
  late_answer(std::function<void(runtime::resolved)> tell, runtime::resolved found)
      : tell_(std::move(tell)), found_(std::move(found)) {}

 private:
  void expired() noexcept override { std::exchange(tell_, nullptr)(std::move(found_)); }

  std::function<void(runtime::resolved)> tell_;
  runtime::resolved found_;
};

}  // namespace fauxtp::testing
