// How many scenarios show what: that the generator does not keep to the beaten track.
#pragma once

#include <map>
#include <string>

#include "trace.hpp"

namespace certificate {

class census {
 public:
  void count(const trace& seen);
  /// One line each, in percent of the scenarios.
  std::string shares() const;

 private:
  std::size_t scenarios_ = 0;
  std::map<std::string, std::size_t> with_;
};

}  // namespace certificate
