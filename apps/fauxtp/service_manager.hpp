#pragma once

#include <string>

/// Tells systemd, by the protocol of sd_notify(3), how the service does. Does nothing when nobody
/// listens (no NOTIFY_SOCKET).
namespace service_manager {

void ready(const std::string& status);
void stopping();
/// A reload begins, and is over.
void reloading();
void ready_again();

/// From now on, if systemd has a watchdog (WATCHDOG_USEC), it is fed by actors, one on each
/// worker, when all of them have had their turn. A worker that is hogged keeps the food away, and
/// systemd restarts the service. To be made by an actor of the node.
void feed_watchdog(std::size_t workers);

}  // namespace service_manager
