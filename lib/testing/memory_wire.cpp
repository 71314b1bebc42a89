// What is under way while a link is cut.
#include "testing/memory_wire.hpp"

#include "testing/memory_state.hpp"

namespace fauxtp::testing {

runtime::time_point memory_wire::arrival(const network_link& how, runtime::time_point now,
                                         int ways) const noexcept {
  return is_silent ? never : memory_state::arrival(how, now, ways);
}

void memory_wire::follow(const network_link& how, runtime::time_point now) noexcept {
  if (is_silent || is_cut == how.cut) return;
  is_cut = how.cut;
  const runtime::time_point then = memory_state::arrival(how, now);
  if (is_cut) {
    hold(now);
  } else {
    for (memory_channel& each : written) each.release(then);
    if (arrives == never) arrives = then;
    if (answered && answered->comes == never) answered->comes = memory_state::arrival(how, now, 2);
  }
}

void memory_wire::fall_silent(runtime::time_point now) noexcept {
  is_silent = true;
  hold(now);
}

// What has not come yet does not come.
void memory_wire::hold(runtime::time_point now) noexcept {
  for (memory_channel& each : written) each.hold(now);
  if (arrives > now) arrives = never;
  if (answered && answered->comes > now) answered->comes = never;
}

}  // namespace fauxtp::testing
