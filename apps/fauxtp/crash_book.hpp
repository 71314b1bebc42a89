#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fauxtp/log.hpp"
#include "stack_names.hpp"

/// The last crashes of an application's actors, which many lines of the log do not push out. Any
/// thread.
class crash_book {
 public:
  /// Keeps it if it is the report of a crash. Its texts are cut at a few thousand bytes.
  void note(const fauxtp::report& report);

  /// Those of an actor, and of those under it, by path; of all, if that is empty. Oldest first: an
  /// object each. Reads the names of the functions on the stacks, which takes its time.
  nlohmann::json of(const std::string& path);

 private:
  struct entry {
    std::string time;
    fauxtp::report report;
  };

  std::mutex guard_;  // of the crashes
  std::deque<entry> crashes_;
  stack_names names_;
};
