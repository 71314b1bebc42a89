// The processor's instructions, as valgrind's callgrind counts them.
#pragma once

#include <optional>

namespace bench::callgrind {

/// Whether this process runs under callgrind.
bool here() noexcept;

/// Runs this program again, with the same arguments, under callgrind. Returns its exit code.
int run_again(char** arguments);

void start() noexcept;
/// Stops counting. Returns the instructions of all threads since start; nothing if callgrind does
/// not run.
std::optional<double> stop();

}  // namespace bench::callgrind
