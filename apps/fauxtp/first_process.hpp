#pragma once

/// The first process of a container is the parent of all whose own parent has ended, and must take
/// note of their ends, or they stay in the kernel's table for ever. But who waits for every child
/// takes away from actors the exit codes of programs that they have started. So process 1 becomes
/// two: one that only takes note, passes signals on, and ends as the other does; and that other one,
/// in which this function returns. In any other process it returns at once. Before any thread is
/// made.
void leave_the_first_process();
