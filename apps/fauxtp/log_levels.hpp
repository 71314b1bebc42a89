#pragma once

#include <map>
#include <string>

#include "fauxtp/log.hpp"

/// From which level on the log shows the reports of each actor.
class log_levels {
 public:
  log_levels(fauxtp::severity of_all, std::map<std::string, fauxtp::severity> of_some)
      : of_all_(of_all), of_some_(std::move(of_some)) {}

  /// Sets the level of that path and of what is under it; only of what is under it if it ends in
  /// "/".
  void set(const std::string& path, fauxtp::severity level) { of_some_[path] = level; }

  /// The level of the longest path that was set and fits.
  fauxtp::severity of(const std::string& path) const {
    if (of_some_.empty()) return of_all_;
    for (std::size_t end = path.size(); end != std::string::npos;) {
      const auto found = of_some_.find(path.substr(0, end));
      if (found != of_some_.end()) return found->second;
      const std::size_t slash = end == 0 ? std::string::npos : path.rfind('/', end - 1);
      end = slash == std::string::npos || end == slash + 1 ? slash : slash + 1;
    }
    return of_all_;
  }

  bool operator==(const log_levels&) const = default;

 private:
  fauxtp::severity of_all_;
  std::map<std::string, fauxtp::severity> of_some_;
};
