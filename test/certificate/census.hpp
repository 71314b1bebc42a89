// Counts how many scenarios show which events, to check that the generator covers more than the
// usual ones.
#pragma once

#include <map>
#include <string>

#include "trace.hpp"

namespace certificate {

class census {
 public:
  void count(const trace& seen);
  /// One line for each event, in percent of the scenarios.
  std::string shares() const;

 private:
  std::size_t scenarios_ = 0;
  std::map<std::string, std::size_t> with_;
};

}  // namespace certificate
