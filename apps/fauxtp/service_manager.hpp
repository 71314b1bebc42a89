#pragma once

#include <cstddef>
#include <string>

#include "fauxtp/pid.hpp"

/// Tells systemd how the service does, by the protocol of sd_notify(3). Does nothing if there is no
/// NOTIFY_SOCKET.
namespace service_manager {

/// Tells that the service is ready when the tree under this supervisor is, and from then on what is
/// wrong with it, or `status` if nothing is. Never returns; must be called in an actor of the node
/// that may be ended at any time. Returns at once if nobody wants to be told.
void follow_health(fauxtp::pid top, const std::string& status);
void stopping();
/// A reload begins, and is over.
void reloading();
void ready_again();

/// If systemd has a watchdog (WATCHDOG_USEC), it is fed from now on: by actors, one on each worker,
/// whenever all of them have had a turn. If an actor hogs a worker, the watchdog is not fed, and
/// systemd restarts the service. Must be called in an actor of the node.
void feed_watchdog(std::size_t workers);

}  // namespace service_manager
