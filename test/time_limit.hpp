// The time that one test case may take.
#pragma once

#include <memory>

namespace fauxtp::testing {

/// While it lives, a test case that takes longer than the limit ends the program: with a message
/// that names the test case, and says of each actor what it waits for, and where. The limit is
/// two minutes of real time, or ten under a sanitizer. The environment variable
/// FAUXTP_TEST_TIME_LIMIT says another number of seconds; 0: no limit.
class time_limit {
 public:
  time_limit();
  ~time_limit();
  time_limit(const time_limit&) = delete;
  time_limit& operator=(const time_limit&) = delete;

 private:
  class watch;
  std::unique_ptr<watch> watch_;
};

}  // namespace fauxtp::testing
