#pragma once

namespace fauxtp::simulation {

class simulated_clock;
class turn_taker;

/// While it exists, what ordinary code asks of the machine on a thread that takes turns is answered
/// by the simulation, if the library that stands between them is loaded (preload/machine.cpp).
class machine_answers {
 public:
  machine_answers(turn_taker& by, const simulated_clock& time) noexcept;
  ~machine_answers();
  machine_answers(const machine_answers&) = delete;
  machine_answers& operator=(const machine_answers&) = delete;
};

}  // namespace fauxtp::simulation
