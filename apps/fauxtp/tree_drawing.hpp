#pragma once

#include <string>
#include <vector>

/// A part of a tree to be drawn.
struct drawn_part {
  std::string id;
  std::string about;  // beside the id, in a column; may be empty
  std::vector<drawn_part> parts;
};

/// A line for each part, from the root down, with branches of Unicode or of ASCII.
std::string drawing_of(const drawn_part& root, bool unicode);
