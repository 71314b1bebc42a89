#pragma once

/// Writes into the log what each actor of the running one's node is at, a line for each, the tree
/// from its root down, and then each place in the code that some of them are at, with its stack: for
/// who can send a signal, but not reach the control socket.
void log_all_actors();
