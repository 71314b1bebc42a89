// What is under way while a link is cut.
#include "testing/memory_wire.hpp"

#include "testing/memory_state.hpp"

namespace fauxtp::testing {

void memory_wire::follow(const network_link& how, runtime::time_point now) noexcept {
  if (is_cut == how.cut) return;
  is_cut = how.cut;
  const runtime::time_point then = memory_state::arrival(how, now);
  if (is_cut) {
    for (memory_channel& each : written) each.hold(now);
    if (arrives > now) arrives = never;
    if (answered && answered->comes > now) answered->comes = never;
  } else {
    for (memory_channel& each : written) each.release(then);
    if (arrives == never) arrives = then;
    if (answered && answered->comes == never) answered->comes = memory_state::arrival(how, now, 2);
  }
}

}  // namespace fauxtp::testing
