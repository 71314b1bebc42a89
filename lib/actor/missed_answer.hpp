#pragma once

#include <string>

#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"

namespace fauxtp::detail {

class process;

/// A call that has got no answer in time.
struct missed_answer {
  const process& caller;
  std::string server;   ///< as the caller has named it
  pid asked;            ///< the actor that did not answer; empty: no member of a pool was up
  std::string request;  ///< as text
  /// How long the caller has waited, to about 20 ms.
  duration waited;
};

}  // namespace fauxtp::detail
