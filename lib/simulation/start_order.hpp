#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>

#include "fauxtp/application.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/pid.hpp"

namespace fauxtp::simulation {

/// Looks whether supervisors start their children from the first to the last.
///
/// They do that when they begin, and when they start several children again because one of them has
/// ended (rest_for_one, one_for_all). Where one child is started alone, as by one_for_one, or on
/// request, no order is promised. Reports tell of ends and starts, but not of requests, so such a
/// series of starts is over when all its children have been started, or when one is stopped.
class start_order {
 public:
  /// The strategies and the children that the file declares.
  void learn(const application& of);
  void note(const report& told);
  /// No series of starts is under way.
  void all_are_up() noexcept;

  /// What was found first; empty: nothing.
  const std::string& wrong() const noexcept { return wrong_; }

 private:
  struct family {
    bool restarts_all = false, restarts_rest = false;
    std::map<std::string, std::size_t> places;  // of the ids
    std::set<std::string> always;  // are started in each series; not those that are temporary
  };
  /// The starts of one supervisor, one after the other.
  struct series {
    pid supervisor{};
    bool goes_on = false;
    std::string last_started;  // empty: none
    std::set<std::string> missing;
  };
  void learn(const std::string& path, const term& supervisor);
  /// `first`: the first child that is to be started; empty: that of the supervisor.
  static void begin(series& starts, const family& of, const std::string& first);
  void has_started(const std::string& path, const std::string& id);

  // By the supervisors' paths.
  std::map<std::string, family> families_;
  std::map<std::string, series> series_;
  std::string wrong_;
};

}  // namespace fauxtp::simulation
