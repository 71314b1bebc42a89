// Tells of a module that is not loaded in time.
#include "module/load_watch.hpp"

#include <chrono>
#include <string>
#include <system_error>

#include "actor/standard_error.hpp"
#include "runtime/blocked_signals.hpp"
#include "runtime/forked_child.hpp"
#include "runtime/thread_name.hpp"

namespace fauxtp {
namespace {

constexpr std::chrono::seconds patience{3};

}  // namespace

load_watch::load_watch(const std::filesystem::path& module) : module_(module) {
  // Signals of the process are for the threads that were there before.
  const runtime::blocked_signals inherited;
  try {
    thread_ = std::thread([this] { watch(); });
  } catch (const std::system_error&) {
  }
}

load_watch::~load_watch() {
  if (!thread_.joinable()) return;
  if (runtime::is_forked_child()) {  // a fork does not bring threads along
    thread_.detach();
    return;
  }
  {
    const std::lock_guard lock(guard_);
    loaded_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void load_watch::watch() noexcept {
  runtime::name_thread("fauxtp/load");
  std::unique_lock lock(guard_);
  if (changed_.wait_for(lock, patience, [&] { return loaded_; })) return;
  detail::standard_error::say("fauxtp: the module " + module_.string() + " is not loaded after " +
                              std::to_string(patience.count()) +
                              " s: its static initialisers, or its FAUXTP_MODULE, have not "
                              "returned yet\n");
}

}  // namespace fauxtp
