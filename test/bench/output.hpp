// The rows of the output, for people or for programs.
#pragma once

#include <string>

#include "bench.hpp"

namespace bench {

/// name,threads,ops,ns_per_op; with `costs` also ,allocations_per_op,instructions_per_op. A field
/// is empty if it was not measured.
std::string csv(const row& line, std::size_t threads, bool costs);

std::string table_head();
std::string table_line(const row& line, std::size_t threads);

}  // namespace bench
