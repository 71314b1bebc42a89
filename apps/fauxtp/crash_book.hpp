#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fauxtp/log.hpp"
#include "stack_names.hpp"

/// The last crashes of an application's actors: other lines of the log do not push them out. Any
/// thread may call it.
class crash_book {
 public:
  /// Keeps the report if it is one of a crash. Texts are cut at a few thousand bytes.
  void note(const fauxtp::report& report);

  /// The crashes of an actor and of those under it, by path, or all crashes if `path` is empty: an
  /// object for each, the oldest first. It reads the names of the functions on the stacks, which
  /// takes some time.
  nlohmann::json of(const std::string& path);

 private:
  struct entry {
    std::string time;
    fauxtp::report report;
  };

  std::mutex guard_;  // of crashes_
  std::deque<entry> crashes_;
  stack_names names_;
};
