// Shows what is wrong in a file the way a compiler does: place, line, underline, advice.
#include "document/diagnostic.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "fauxtp/shown_text.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

constexpr int tab_width = 4;
constexpr std::size_t shown_at_most = 100;

// The colours of the output; all are empty when colour is off.
struct palette {
  std::string_view error, warning, frame, bold, off;
};
constexpr palette coloured = {"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m"};
constexpr palette plain = {};

// A source line ready for the terminal, and which of its columns are to be underlined.
struct display_line {
  std::string text;
  int underline_begin = 0;
  int underline_width = 0;
};

display_line lay_out(const diagnostic& shown) {
  display_line line;
  int column = 0;
  if (shown.source.skipped > 0) {
    line.text += "…";
    column = 1;
  }
  std::size_t number = 1 + shown.source.skipped;
  const std::size_t first = shown.place.column;
  const std::size_t last = first + shown.place.length;
  const std::string_view text = shown.source.text;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const character here = character_at(text, at);
    at += here.length;
    int width = 1;
    if (here.code == '\t') {
      width = tab_width - column % tab_width;
      line.text.append(static_cast<std::size_t>(width), ' ');
    } else if (is_printable(here.code)) {
      width = display_width(here.code);
      append_utf8(line.text, here.code);
    } else {
      append_utf8(line.text, character::replacement);
    }
    if (number < first) {
      line.underline_begin = column + width;
    } else if (number < last) {
      line.underline_width += width;
    }
    column += width;
  }
  line.underline_width = std::max(1, line.underline_width);
  if (shown.source.cut) line.text += "…";
  while (!line.text.empty() && line.text.back() == ' ') line.text.pop_back();
  return line;
}

void append_note(std::string& out, const std::string& gutter, const palette& paint,
                 std::string_view note) {
  bool first = true;
  while (!note.empty()) {
    const std::size_t end = std::min(note.find('\n'), note.size());
    out += gutter;
    out += paint.frame;
    out += first ? " = " : "   ";
    out += paint.off;
    out += visible(note.substr(0, end));
    out += '\n';
    note.remove_prefix(std::min(end + 1, note.size()));
    first = false;
  }
}

std::string count_of(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace

diagnostic make_diagnostic(const source_text& source, std::size_t begin, std::size_t end,
                           std::string code, std::string message, std::string label,
                           std::string help) {
  diagnostic made;
  made.code = std::move(code);
  made.message = std::move(message);
  made.label = std::move(label);
  made.help = std::move(help);
  made.place = source.locate(begin, end);
  made.source = source.excerpt_of(made.place);
  return made;
}

diagnostic make_file_diagnostic(std::string file, std::string code, std::string message,
                                std::string help) {
  diagnostic made;
  made.code = std::move(code);
  made.message = std::move(message);
  made.help = std::move(help);
  made.place.file = std::move(file);
  return made;
}

bool has_errors(std::span<const diagnostic> diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const diagnostic& each) {
    return each.level == diagnostic::severity::error;
  });
}

std::string render(const diagnostic& shown, bool colour) {
  const palette& paint = colour ? coloured : plain;
  const bool is_error = shown.level == diagnostic::severity::error;
  const std::string_view strong = is_error ? paint.error : paint.warning;
  std::string out;
  const auto put = [&out](auto... parts) { ((out += parts), ...); };

  put(strong, is_error ? "error" : "warning", "[", shown.code, "]", paint.off, paint.bold, ": ",
      visible(shown.message), paint.off, "\n");
  const bool placed = shown.place.line > 0;
  const std::string number = placed ? std::to_string(shown.place.line) : "";
  const std::string gutter(number.size(), ' ');
  if (placed) {
    const display_line line = lay_out(shown);
    put(gutter, paint.frame, "--> ", paint.off, visible(to_string(shown.place)), "\n");
    put(gutter, paint.frame, " |", paint.off, "\n");
    put(paint.frame, number, " |", paint.off, line.text.empty() ? "" : " ", line.text, "\n");
    put(gutter, paint.frame, " |", paint.off, " ",
        std::string(static_cast<std::size_t>(line.underline_begin), ' '), strong,
        std::string(static_cast<std::size_t>(line.underline_width), '^'));
    put(shown.label.empty() ? "" : " ", visible(shown.label), paint.off, "\n");
  }
  if (!shown.place.pointer.empty()) {
    append_note(out, gutter, paint, "at " + printable(shown.place.pointer));
  }
  append_note(out, gutter, paint, shown.help);
  return out;
}

std::string render(std::span<const diagnostic> diagnostics, bool colour) {
  std::vector<const diagnostic*> ordered;
  std::size_t errors = 0;
  for (const diagnostic& each : diagnostics) {
    ordered.push_back(&each);
    errors += each.level == diagnostic::severity::error ? 1 : 0;
  }
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto* left, const auto* right) {
    const source_place& a = left->place;
    const source_place& b = right->place;
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
  std::string out;
  for (std::size_t i = 0; i < ordered.size() && i < shown_at_most; ++i) {
    out += render(*ordered[i], colour) + "\n";
  }
  if (ordered.size() > shown_at_most) {
    out += "… and " + std::to_string(ordered.size() - shown_at_most) + " more\n\n";
  }
  return out + count_of(errors, "error") + ", " + count_of(ordered.size() - errors, "warning") +
         "\n";
}

}  // namespace fauxtp
