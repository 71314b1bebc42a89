#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fauxtp/log.hpp"

/// How lines of the log look.
enum class log_format {
  text,     // for people
  journal,  // the same without time, after "<4>", as sd-daemon(3) has it
  json      // an object a line
};
/// For "text", "journal", "json", or "auto": what standard error is connected to decides.
log_format format_called(const std::string& word);

/// Now, as in RFC 3339.
std::string time_now();

/// JSON on one line, harmless to a terminal; what is no UTF-8 is replaced.
std::string line_of(const nlohmann::json& shown);

/// A report with all its fields, and the functions of its stack, as an object.
std::string json_line(const fauxtp::report& report, const std::vector<std::string>& stack);

/// "shop/store <0.5.1> ", before what it says; empty if nobody is known to say it.
std::string speaker_text(const std::string& path, const std::string& pid);

/// The report for people: who and what; the stack is below it, a line for each function.
std::string text_of(const fauxtp::report& report, const std::vector<std::string>& stack);

/// syslog's digit for that level: 7 for debug, down to 2 for critical.
char priority_of(fauxtp::severity level);

/// Each line of the text behind the number that stands for that level.
std::string journal_lines(fauxtp::severity level, const std::string& text);
