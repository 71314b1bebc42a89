// The running reference.escript: it gets scenarios and returns traces.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "scenario.hpp"
#include "trace.hpp"

namespace certificate {

class peer {
 public:
  /// Throws std::system_error.
  explicit peer(const std::string& script);
  ~peer();
  peer(const peer&) = delete;
  peer& operator=(const peer&) = delete;

  /// The traces of these scenarios, in their order. Throws std::runtime_error if the node has gone.
  std::vector<trace> run(const std::vector<scenario>& scenarios);

 private:
  void write(const std::vector<scenario>& scenarios);

  int process_ = -1;
  std::FILE* in_ = nullptr;
  std::FILE* out_ = nullptr;
};

}  // namespace certificate
