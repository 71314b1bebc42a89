#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "commands.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/pid.hpp"
#include "run_log.hpp"

/// The application as it runs: what `plan` and `reload` compare a file with, and change. Its
/// functions are called in actors, but not in those of the tree.
class tree_in_force {
 public:
  tree_in_force(const command_options& options,
                std::shared_ptr<const fauxtp::application> application, run_log& log);

  /// It is up.
  void runs_as(fauxtp::pid root);
  /// Nobody before.
  fauxtp::pid root() const;

  std::shared_ptr<const fauxtp::application> application() const;

  /// What `plan` or `reload` is at outside of all actors, where nobody can end it: empty, or
  /// "reading /…/app.json and its modules". Any thread.
  std::string under_way() const;

  /// Of its files those that were changed since they were loaded.
  std::vector<std::filesystem::path> changed_files() const;

  /// `{"file": "/…/app.json", "modules": true}`, both optional: what would change, and why. Throws
  /// request_error.
  nlohmann::json plan(const nlohmann::json& request) const;
  /// Does it.
  nlohmann::json reload(const nlohmann::json& request);
  /// The same of its own file, asked for by a signal: the log tells how it went.
  void reload_by_signal();

 private:
  struct comparison;
  comparison compare(const nlohmann::json& request) const;
  std::shared_ptr<fauxtp::application> read(const std::filesystem::path& file,
                                            fauxtp::module_age age) const;
  nlohmann::json reload_in_turn(const nlohmann::json& request);
  nlohmann::json apply(comparison& compared);

  std::vector<std::filesystem::path> module_folders_;
  run_log& log_;
  mutable std::mutex guard_;
  fauxtp::pid root_;
  std::filesystem::path file_;
  std::shared_ptr<const fauxtp::application> application_;
  std::atomic<bool> reloading_ = false;
  mutable std::multiset<std::filesystem::path> being_read_;
};
