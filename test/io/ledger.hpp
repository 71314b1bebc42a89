// A state for the tests of journals: all that was ever added, in order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fauxtp/durable_server.hpp"

namespace fauxtp::testing {

struct added {
  std::int64_t number = 0;
  std::string remark{};
};

struct ledger {
  std::vector<std::int64_t> numbers;
  void apply(const added& event) { numbers.push_back(event.number); }
};

using ledger_state = fauxtp::detail::event_state<ledger, added>;

/// What a ledger answers: the numbers that it has.
struct add {
  using reply = std::int64_t;
  std::int64_t number = 0;
  std::string remark{};
};
struct add_all {
  using reply = void;
  std::vector<std::int64_t> numbers;
};
struct look {
  using reply = std::vector<std::int64_t>;
};

}  // namespace fauxtp::testing
