#include "difference.hpp"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace certificate {
namespace {

/// The lines from `at` to the end of their step.
trace rest_of_step(const trace& all, std::size_t at) {
  const auto from = all.begin() + static_cast<std::ptrdiff_t>(std::min(at, all.size()));
  return {from, std::find_if(from, all.end(),
                             [](const auto& line) { return line.starts_with("step "); })};
}

}  // namespace

std::string shown(const scenario& scenario, const trace& ours, const trace& theirs) {
  std::ostringstream out;
  out << drawn(scenario.top);
  int number = 0;
  bool before = true;
  for (const step& each : scenario.steps) {
    before = before && each.verb == verb::fail;
    if (before) {
      out << "  before it starts: " << sentence(each) << "\n";
    } else {
      out << "  step " << ++number << ": " << sentence(each) << "\n";
    }
  }
  const auto parting = std::ranges::mismatch(ours, theirs);
  const auto at = static_cast<std::size_t>(parting.in1 - ours.begin());
  out << "\nboth:\n";
  for (std::size_t n = 0; n < at; ++n) out << "  " << ours[n] << "\n";
  const trace left = rest_of_step(ours, at);
  const trace right = rest_of_step(theirs, at);
  std::size_t width = 8;
  for (const std::string& line : left) width = std::max(width, line.size());
  out << "\nhere they part:\n  " << std::left << std::setw(static_cast<int>(width)) << "fauxtp"
      << "  |  OTP\n";
  for (std::size_t n = 0; n < std::max(left.size(), right.size()); ++n) {
    out << "  " << std::setw(static_cast<int>(width)) << (n < left.size() ? left[n] : "") << "  |  "
        << (n < right.size() ? right[n] : "") << "\n";
  }
  return out.str();
}

}  // namespace certificate
