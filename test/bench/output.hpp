// The rows as people or programs read them.
#pragma once

#include <string>

#include "bench.hpp"

namespace bench {

/// name,threads,ops,ns_per_op; and with costs ,allocations_per_op,instructions_per_op. Empty is
/// what was not measured.
std::string csv(const row& line, std::size_t threads, bool costs);

std::string table_head();
std::string table_line(const row& line, std::size_t threads);

}  // namespace bench
