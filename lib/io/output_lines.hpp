#pragma once

#include <string>
#include <string_view>

namespace fauxtp::io {

/// What a program writes, as lines of the log of the actor that has it.
class output_lines {
 public:
  /// From now on it is noticed whether a line has this text in it.
  void looks_for(std::string text);
  bool has_found() const noexcept { return found_; }

  void take(std::string_view part);
  /// The last line may have no end.
  void end();

 private:
  void show();

  std::string line_;
  bool is_cut_ = false;
  std::string wanted_;
  bool found_ = false;
};

}  // namespace fauxtp::io
