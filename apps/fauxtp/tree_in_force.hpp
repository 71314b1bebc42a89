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

/// The application as it runs. `plan` and `reload` compare a file with it; `reload` changes it. The
/// functions must be called in actors that are not part of the tree.
class tree_in_force {
 public:
  tree_in_force(const command_options& options,
                std::shared_ptr<const fauxtp::application> application, run_log& log);

  /// The tree is up, with this root.
  void runs_as(fauxtp::pid root);
  /// Empty before the tree is up.
  fauxtp::pid root() const;

  std::shared_ptr<const fauxtp::application> application() const;

  /// What `plan` or `reload` does now outside of all actors, where it cannot be ended: "reading
  /// /…/app.json and its modules", or empty. Any thread may call it.
  std::string under_way() const;

  /// Those of the application's files that have changed since they were loaded.
  std::vector<std::filesystem::path> changed_files() const;

  /// What the file of the request would change, and why. The request is `{"file": "/…/app.json",
  /// "modules": true}`; both keys are optional. Throws request_error.
  nlohmann::json plan(const nlohmann::json& request) const;
  /// Makes these changes.
  nlohmann::json reload(const nlohmann::json& request);
  /// Reloads the application's own file, because of a signal. The log tells how it went.
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
