#pragma once

/// Writes into the log what each actor of the running actor's node does: a line for each, the tree
/// from its root down. Then come the places in the code where they are, each once, with its stack.
/// It is for an operator who can send a signal, but cannot reach the control socket.
void log_all_actors();
