#pragma once

#include "fauxtp/shedding.hpp"
#include "runtime/clock.hpp"

namespace fauxtp::detail {

/// Whether requests wait for too long, by the shortest wait of each interval; see shedding.
class overload {
 public:
  /// It is the turn of a request that has waited for so long. True if it is to be shed.
  bool sheds(runtime::nanoseconds waited, runtime::time_point now, const shedding& rule) noexcept;

 private:
  runtime::time_point interval_end_{};
  runtime::nanoseconds shortest_{};  // of this interval
  bool lasts_ = false;               // the shortest wait of the last interval was too long
};

}  // namespace fauxtp::detail
