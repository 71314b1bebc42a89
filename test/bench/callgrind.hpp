// The processor's instructions, as valgrind's callgrind counts them.
#pragma once

#include <optional>

namespace bench::callgrind {

/// Whether this process runs under it.
bool here() noexcept;

/// Runs this program again, with the same arguments, under callgrind. Its exit code.
int run_again(char** arguments);

void start() noexcept;
/// Stops. The instructions of all threads since start; none if nobody counts.
std::optional<double> stop();

}  // namespace bench::callgrind
