// Says in words why a text is not JSON.
#pragma once

#include <cstddef>
#include <vector>

#include "document/diagnostic.hpp"

namespace fauxtp {

/// What the parser reported last before it failed: `open` stands for a { or [, `value` for a scalar
/// or a closed container.
enum class json_event { none, open, key, value };

/// How far the parser had come.
struct syntax_state {
  std::size_t at = 0;          // the end of the last token that was right
  std::size_t last_begin = 0;  // where that token begins
  json_event last = json_event::none;
  std::vector<std::size_t> open;  // where each open { and [ stands, outermost first
};

/// Says in one sentence, with its place, why the text cannot go on after `state` as it does.
diagnostic explain_syntax_error(const source_text& source, const syntax_state& state);

}  // namespace fauxtp
