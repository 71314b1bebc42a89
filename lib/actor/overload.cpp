// Tells overload from a burst.
#include "actor/overload.hpp"

#include <algorithm>

namespace fauxtp::detail {

// Those are shed that have waited for twice the target, and not all that have waited for longer
// than the target: then the first one that is left would end the overload each time, and the queue
// would grow again for an interval.
bool overload::sheds(runtime::nanoseconds waited, runtime::time_point now,
                     const shedding& rule) noexcept {
  if (now >= interval_end_) {
    lasts_ = shortest_ > rule.target;
    shortest_ = waited;
    interval_end_ = runtime::deadline_after(now, rule.interval);
  }
  shortest_ = std::min(shortest_, waited);
  return lasts_ && waited / 2 > rule.target;
}

}  // namespace fauxtp::detail
