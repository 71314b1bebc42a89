#pragma once

#include <string>
#include <vector>

/// A part of a tree as it is to be drawn.
struct drawn_part {
  std::string id;
  std::string about;  // beside it, below that of the others; may be empty
  std::vector<drawn_part> parts;
};

/// A line for each part, from the root down, with branches of Unicode or of ASCII.
std::string drawing_of(const drawn_part& root, bool unicode);
