#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "fauxtp/dead_letter.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"
#include "runtime/clock.hpp"
#include "runtime/interleaved_mutex.hpp"

namespace fauxtp::detail {

class local_node;

/// The dead letters of a node: how many there are, who is told of them, and which ones the log
/// names. Any thread. Nothing here waits, but for a lock that is held for a few instructions, or
/// throws, because senders pass here.
class dead_letter_office {
 public:
  explicit dead_letter_office(local_node& node) noexcept : node_(node) {}

  /// `from`: empty if it is not known. `name`: to which it was sent, if it was sent to a name.
  void take(dead_letter_kind why, pid from, pid to, const term& content,
            std::string_view name) noexcept;
  void count(dead_letter_kind why, std::uint64_t letters) noexcept {
    counted_[static_cast<std::size_t>(why)].fetch_add(letters, std::memory_order_relaxed);
  }
  dead_letter_counts counts() const noexcept;

  void subscribe(pid who, std::size_t most);
  void unsubscribe(pid who) noexcept;

 private:
  /// Who has subscribed, and how many dead letters it has not taken yet.
  struct subscription {
    pid who;
    std::size_t most;
    std::shared_ptr<std::atomic<std::size_t>> open;
  };

  void tell_subscribers(dead_letter_kind why, pid from, pid to, const term& content,
                        std::string_view name);
  void log(dead_letter_kind why, pid from, pid to, const term& content, std::string_view name);
  void log_number();
  std::string name_of(pid sender) const;

  local_node& node_;
  std::array<std::atomic<std::uint64_t>, 6> counted_{};
  std::atomic<bool> has_subscribers_{false};
  runtime::interleaved_mutex guard_;
  std::vector<subscription> subscribers_;
  std::atomic<std::uint64_t> logged_{0};  // those of the kinds that the log names
  std::atomic<std::uint64_t> told_{0};    // how many of them the log has told of
  std::atomic<runtime::time_point> next_line_{runtime::time_point::max()};
};

/// Hands a message that nobody takes to the office of the calling worker's node; on a thread that
/// is no worker it does nothing.
void is_dead_letter(dead_letter_kind why, pid from, pid to, const term& content,
                    std::string_view name = {}) noexcept;
/// The running actor, if it is the one that sends; empty outside an actor.
pid running_sender() noexcept;

}  // namespace fauxtp::detail
