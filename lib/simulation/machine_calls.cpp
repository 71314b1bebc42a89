// What ordinary code is told on the threads of a simulation.
#include "simulation/machine_calls.hpp"

#include <dlfcn.h>

#include "interleaving/turn_taker.hpp"
#include "simulation/machine_answers.hpp"

namespace fauxtp::simulation {
namespace {

interleaving::turn_taker* turns = nullptr;

const machine_calls answers{
    .concerns_this_thread = []() noexcept { return interleaving::turn_taker::is_player(); },
    .steady_now = []() noexcept -> std::int64_t {
      return turns->time().now().time_since_epoch().count();
    },
    .wall_now = []() noexcept -> std::int64_t {
      return turns->time().wall().time_since_epoch().count();
    },
    .sleep =
        [](const void* object, std::int64_t ns) noexcept {
          turns->sleep(runtime::deadline_after(turns->time().now(), runtime::nanoseconds(ns)),
                       object);
        },
    .wake = [](const void* object) noexcept { turns->wake_all(object); },
    .random = []() noexcept { return turns->chance(); },
    .takes_turns = [](pid_t thread) noexcept { return turns->is_of_a_player(thread); },
    .leaves_the_simulation = [](const char* how) noexcept { turns->is_left(how); },
};

void answer_by(const machine_calls* calls) noexcept {
  void* const place = dlsym(RTLD_DEFAULT, machine_calls_symbol);
  if (place != nullptr) *static_cast<std::atomic<const machine_calls*>*>(place) = calls;
}

}  // namespace

machine_answers::machine_answers(interleaving::turn_taker& by) noexcept {
  turns = &by;
  answer_by(&answers);
}

machine_answers::~machine_answers() { answer_by(nullptr); }

}  // namespace fauxtp::simulation
