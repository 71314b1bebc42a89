#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

/// Draws on standard output at intervals, until Ctrl-C or `q`. A terminal shows a page of its own,
/// cut to its size, and afterwards what it showed before. Elsewhere the pages follow one another.
class live_screen {
 public:
  live_screen();
  ~live_screen();
  live_screen(const live_screen&) = delete;
  live_screen& operator=(const live_screen&) = delete;

  void show(const std::vector<std::string>& lines);
  /// Waits that long. False when the user wants to end.
  bool wait(std::chrono::milliseconds time);

 private:
  struct terminal;
  std::unique_ptr<terminal> terminal_;  // null: standard output is no terminal
};
