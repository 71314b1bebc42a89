#pragma once

namespace fauxtp::interleaving {
class turn_taker;
}

namespace fauxtp::simulation {

/// While it exists, what ordinary code asks of the machine on a thread that takes turns is answered
/// by the simulation, if the library that stands between them is loaded (preload/machine.cpp).
class machine_answers {
 public:
  explicit machine_answers(interleaving::turn_taker& by) noexcept;
  ~machine_answers();
  machine_answers(const machine_answers&) = delete;
  machine_answers& operator=(const machine_answers&) = delete;
};

}  // namespace fauxtp::simulation
