#pragma once

namespace fauxtp::detail {

class local_node;

/// The report of what ends the process: a fault, std::terminate, or `exit` in an actor. It goes to
/// the log of that actor's node; if a thread that is no actor ends the process, to the log of the
/// node that was made last.
class last_report {
 public:
  static constexpr const char* label = "process/end";

  /// To be called before the first node makes its workers.
  static void prepare() noexcept;
  // begins(): there is one more node. ends(): there is one less.
  static void begins(local_node& node) noexcept;
  static void ends(local_node& node) noexcept;
};

}  // namespace fauxtp::detail
