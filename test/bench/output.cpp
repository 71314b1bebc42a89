// Prints numbers: exactly, for programs, or in columns, for people.
#include "output.hpp"

#include <cstdio>
#include <optional>

#include "callgrind.hpp"

namespace bench {
namespace {

struct figures {
  std::optional<double> value, allocations, instructions, milliseconds;
};

figures of(const row& line) {
  figures found;
  const auto operations = static_cast<double>(line.operations);
  if (!callgrind::here()) found.value = line.value;
  if (line.all == nullptr) return found;
  found.allocations = line.all->allocations / operations;
  if (line.all->instructions) found.instructions = *line.all->instructions / operations;
  if (found.value) found.milliseconds = line.all->nanoseconds / 1e6;
  return found;
}

template <class... Values>
std::string printed(const char* format, Values... values) {
  char text[256];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

std::string exactly(std::optional<double> number, const char* format = "%.2f") {
  return number ? printed(format, *number) : std::string();
}

std::string column(std::optional<double> number, const char* format) {
  const std::string text = number ? printed(format, *number) : std::string("-");
  return printed("%13s", text.c_str());
}

}  // namespace

std::string csv(const row& line, std::size_t threads, bool costs) {
  const figures found = of(line);
  std::string text =
      printed("%s,%zu,%lld,", line.name.c_str(), threads, static_cast<long long>(line.operations)) +
      exactly(found.value);
  if (costs) {
    text += "," + exactly(found.allocations, "%.4f") + "," + exactly(found.instructions, "%.1f");
  }
  return text;
}

std::string table_head() {
  return printed("%-24s %7s %10s %12s %12s %12s %12s", "name", "threads", "ops", "ns/op",
                 "allocs/op", "instr/op", "total ms");
}

std::string table_line(const row& line, std::size_t threads) {
  const figures found = of(line);
  return printed("%-24s %7zu %10lld", line.name.c_str(), threads,
                 static_cast<long long>(line.operations)) +
         column(found.value, "%.1f") + column(found.allocations, "%.3f") +
         column(found.instructions, "%.1f") + column(found.milliseconds, "%.1f");
}

}  // namespace bench
