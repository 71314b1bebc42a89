#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fauxtp/log.hpp"

/// The forms of a line of the log.
enum class log_format {
  text,     // for people
  journal,  // the same without the time, after "<4>", as in sd-daemon(3)
  json      // one object a line
};
/// The form for "text", "journal" or "json"; for "auto" it depends on what standard error is
/// connected to.
log_format format_called(const std::string& word);

/// The present time, as in RFC 3339.
std::string time_now();

/// JSON on one line, harmless to a terminal; bytes that are not UTF-8 are replaced.
std::string line_of(const nlohmann::json& shown);

/// The report with all its fields, and the functions of its stack, as one object.
std::string json_line(const fauxtp::report& report, const std::vector<std::string>& stack);

/// "shop/store <0.5.1> ", to stand before the text; empty if it is not known who speaks.
std::string speaker_text(const std::string& path, const std::string& pid);

/// The report for people: who speaks, and what. The stack follows, a line for each function.
std::string text_of(const fauxtp::report& report, const std::vector<std::string>& stack);

/// syslog's digit for that level: 7 for debug, down to 2 for critical.
char priority_of(fauxtp::severity level);

/// Each line of the text, after the number that stands for that level.
std::string journal_lines(fauxtp::severity level, const std::string& text);
