// What a program writes, line by line.
#include "io/output_lines.hpp"

#include <utility>

#include "fauxtp/log.hpp"

namespace fauxtp::io {
namespace {

constexpr std::size_t longest_line = 8 * 1024;

}  // namespace

void output_lines::looks_for(std::string text) { wanted_ = std::move(text); }

void output_lines::take(std::string_view part) {
  while (!part.empty()) {
    const std::size_t end = part.find('\n');
    const std::string_view piece = part.substr(0, end);
    const std::size_t room = longest_line - line_.size();
    line_ += piece.substr(0, room);
    if (piece.size() > room) is_cut_ = true;
    if (end == std::string_view::npos) return;
    show();
    part.remove_prefix(end + 1);
  }
}

void output_lines::end() {
  if (!line_.empty()) show();
}

void output_lines::show() {
  if (!wanted_.empty() && line_.find(wanted_) != std::string::npos) found_ = true;
  if (line_.ends_with('\r')) line_.pop_back();
  if (std::exchange(is_cut_, false)) line_ += " (the line was cut)";
  log(severity::info, std::exchange(line_, {}));
}

}  // namespace fauxtp::io
