#pragma once

/// In a container, splits process 1 in two. Process 1 becomes the parent of every process whose
/// parent has ended, and must take note of its end, or it stays in the kernel's table for ever. But
/// a process that waits for every child takes away from actors the exit codes of the programs that
/// they have started. So process 1 only takes note of ends, passes signals on, and ends when the
/// second process does; this function returns in the second process. In any process other than
/// process 1 it returns at once. Must be called before any thread is made.
void leave_the_first_process();
