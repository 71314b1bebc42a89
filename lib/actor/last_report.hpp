#pragma once

namespace fauxtp::detail {

class node_core;

/// The report of what ends the process: a fault, std::terminate, or `exit` in an actor. It goes to
/// the log of that actor's node; of a thread that is none, to that of the node that was made last.
class last_report {
 public:
  static constexpr const char* label = "process/end";

  /// Before the first node makes its workers.
  static void prepare() noexcept;
  // There is one more node, or one less.
  static void begins(node_core& node) noexcept;
  static void ends(node_core& node) noexcept;
};

}  // namespace fauxtp::detail
