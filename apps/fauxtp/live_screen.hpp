#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

/// Standard output as something that is drawn again and again, until Ctrl-C or `q`. On a terminal
/// on a page of its own, cut to its size, and afterwards all is as it was; elsewhere one below the
/// other.
class live_screen {
 public:
  live_screen();
  ~live_screen();
  live_screen(const live_screen&) = delete;
  live_screen& operator=(const live_screen&) = delete;

  void show(const std::vector<std::string>& lines);
  /// False when it is to end.
  bool wait(std::chrono::milliseconds time);

 private:
  struct terminal;
  std::unique_ptr<terminal> terminal_;  // null: it is none
};
