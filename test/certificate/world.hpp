// What is known of a scenario while fauxtp runs it: which actors live, and what has happened. Used
// on one thread.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>

#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "scenario.hpp"
#include "trace.hpp"

namespace certificate {

std::string printed(const fauxtp::exit_reason& reason);
/// The other way round: the reason that a scenario's text means.
fauxtp::exit_reason as_exit_reason(const reason& text);

class world {
 public:
  /// A start is attempted. Returns the name that the actor has if it lives.
  std::string attempt(const std::string& path, const child& spec);
  void up(const std::string& name, fauxtp::pid actor, const child& spec);
  void ignored(const std::string& name) { happened("ignored " + name); }
  void failed(const std::string& name, const fauxtp::exit_reason& reason);
  /// Notes only ends of actors that were up; `failed` tells of a failed start.
  void ended(const std::string& name, const fauxtp::exit_reason& reason);

  void fail(const std::string& path, const reason& outcome, int times);
  /// The next start there does not say ignore: it is the restart of a dynamic child (README.md).
  void ignore_no_more(const std::string& path);
  /// The outcome of the next start at that path: "" if the start is to succeed.
  reason next_outcome(const std::string& path);

  void happened(std::string line) { seen_.push_back(std::move(line)); }
  /// The last actor that was started at that path, ended or not; empty if there was none.
  fauxtp::pid last(const std::string& path) const;
  /// The actor at that path; empty if it has ended.
  fauxtp::pid find(const std::string& path) const;
  /// The same, but also empty if the actor is of the other type.
  fauxtp::pid find(const std::string& path, fauxtp::child_type type) const;
  std::string name_of(fauxtp::pid actor) const;
  const std::map<std::string, fauxtp::pid>& alive() const noexcept { return alive_; }
  bool is_supervisor(const std::string& name) const { return supervisors_.contains(name); }
  bool is_dynamic(fauxtp::pid actor) const { return dynamic_.contains(actor); }
  trace& seen() noexcept { return seen_; }

 private:
  std::map<std::string, int> attempts_;              // by path
  std::map<std::string, std::deque<reason>> plans_;  // by path
  std::map<std::string, fauxtp::pid> alive_;         // by name
  std::map<std::string, fauxtp::pid> last_;          // by path
  std::map<fauxtp::pid, std::string> names_;
  std::set<std::string> supervisors_;
  std::set<fauxtp::pid> dynamic_;
  trace seen_;
};

}  // namespace certificate
