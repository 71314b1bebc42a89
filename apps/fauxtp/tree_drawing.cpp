// Draws a tree with lines.
#include "tree_drawing.hpp"

#include <algorithm>

namespace {

struct branches {
  const char *middle, *last, *down;
};
constexpr branches of_unicode{"├─ ", "└─ ", "│  "};
constexpr branches of_ascii{"|- ", "`- ", "|  "};

struct line {
  std::string left;   // branches and id
  std::size_t width;  // of `left`, in characters
  const std::string* right;
};

void add_parts(const drawn_part& whole, const std::string& indent, std::size_t depth,
               const branches& signs, std::vector<line>& lines) {
  for (const drawn_part& each : whole.parts) {
    const bool last = &each == &whole.parts.back();
    lines.push_back({indent + (last ? signs.last : signs.middle) + each.id,
                     3 * depth + each.id.size(), &each.about});
    add_parts(each, indent + (last ? "   " : signs.down), depth + 1, signs, lines);
  }
}

}  // namespace

std::string drawing_of(const drawn_part& root, bool unicode) {
  std::vector<line> lines = {{root.id, root.id.size(), &root.about}};
  add_parts(root, "", 1, unicode ? of_unicode : of_ascii, lines);
  const std::size_t widest = std::ranges::max_element(lines, {}, &line::width)->width;
  std::string all;
  for (const line& each : lines) {
    all += each.left + std::string(widest - each.width + 2, ' ') + *each.right;
    all.erase(all.find_last_not_of(' ') + 1);
    all += "\n";
  }
  return all;
}
