#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

#include "fauxtp/application.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/log_queue.hpp"

/// The files into which the capsules of an application's crashes go. A thread of its own writes
/// them: a disk may be slow. Any thread may call it.
class capsule_files {
 public:
  /// `tell` is called with a report for the log about each that was written, or was not.
  capsule_files(const fauxtp::application& application,
                std::function<void(const fauxtp::report&)> tell);
  /// Waits for those that are being written, but no longer than a second.
  ~capsule_files();

  /// From now on they go where that file says.
  void change(const fauxtp::application& application);
  void write(const fauxtp::report& crash);

 private:
  struct origin;
  static std::shared_ptr<const origin> origin_of(const fauxtp::application& application);
  class writer;

  const std::shared_ptr<writer> writer_;
  std::mutex guard_;  // of all below
  std::shared_ptr<const origin> origin_;
  std::unique_ptr<fauxtp::log_queue> queue_;  // since the first one
};
