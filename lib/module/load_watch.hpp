#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

namespace fauxtp {

/// While it exists, a module is being loaded. If that takes long, it says so on standard error: a
/// static initialiser that never returns would otherwise hold up the program without a word.
class load_watch {
 public:
  explicit load_watch(const std::filesystem::path& module);
  ~load_watch();
  load_watch(const load_watch&) = delete;
  load_watch& operator=(const load_watch&) = delete;

 private:
  void watch() noexcept;

  const std::filesystem::path& module_;
  std::mutex guard_;
  std::condition_variable changed_;
  bool loaded_ = false;
  std::thread thread_;  // not joinable if the system gave none: then nothing is said
};

}  // namespace fauxtp
