#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fauxtp/actor.hpp"
#include "fauxtp/drain.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/tls.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::io {

/// The arguments of the actor `fauxtp/acceptor`, as they stand in a file under `args`.
struct acceptor_options {
  std::string address{};                   ///< "127.0.0.1:8080", "[::]:0", "unix:/run/app.sock"
  std::size_t max_connections = 10000;     ///< at a time
  std::chrono::milliseconds drain{10000};  ///< how long connections may go on when it is to end
  /// What becomes of a connection that is one too many. "pause": it waits in the system's queue;
  /// "refuse": it is reset.
  std::string when_full = "pause";
  std::optional<tls_server_options> tls{};

  static constexpr std::array<std::string_view, 3> live_arguments{"max_connections", "drain",
                                                                  "when_full"};
  /// Throws std::invalid_argument if `max_connections` is 0, or `when_full` is another word.
  void check() const;
};

/// Accepts connections, and starts an actor for each of them. A listener of an application's file
/// (here the child `web`) is this actor behind the supervisor of these actors, whose id is
/// `connections`; a supervisor that is written in C++ has the same two children:
///
/// ```json file=config/chat.json
/// {
///   "$schema": "./schema/fauxtp-app-1.schema.json",
///   "name": "chat",
///   "modules": ["chat"],
///   "supervisor": {
///     "strategy": "one_for_one", "intensity_counts": "first", "auto_shutdown": "any_significant",
///     "children": [
///       { "name": "room", "actor": "room", "restart": "permanent" },
///       { "id": "web",
///         "listen": { "address": "127.0.0.1", "port": "${CHAT_PORT:-8025}" },
///         "max_connections": 1000, "drain": "2s",
///         "connection": { "actor": "visitor" } },
///       // waits before it tries again: the port is closed for a moment when "web" falls
///       { "id": "guide", "actor": "guide", "significant": true,
///         "restart_delay": { "min": "100ms" },
///         "args": { "address": "127.0.0.1:${CHAT_PORT:-8025}" } }
///     ]
///   }
/// }
/// ```
///
/// The actor of a connection gets an io::stream as its first message (a gen_server in
/// `handle_info`), and has it from then on. When it ends, the connection is closed.
///
/// At `max_connections` the acceptor waits until one has ended. When it is to end, it first closes
/// its address, then sends `draining` to the actors of all connections, and waits for their ends,
/// at most `drain` long: its `shutdown` should be longer than that. Its supervisor stops those that
/// are left. If it crashes, its address stays open: what connects meanwhile is accepted when it has
/// been started again. A reload changes `max_connections`, `drain` and `when_full` while it runs
/// (config_change.hpp). What it accepts is told to the log for debugging only.
class acceptor : public actor {
 public:
  explicit acceptor(acceptor_options options);
  ~acceptor() override;

 protected:
  void init() override;
  void run() override;

 private:
  class door;

  acceptor_options options_;
  std::unique_ptr<door> door_;
};

}  // namespace fauxtp::io
#pragma GCC visibility pop
