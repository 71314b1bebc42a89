// What an actor does, for people.
#include "actor/process_text.hpp"

#include <cstdio>
#include <string>

namespace fauxtp {
namespace {

std::string seconds(duration time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", std::chrono::duration<double>(time).count());
  return text;
}

std::string what_is_waited_for(const wait_info& wait) {
  std::string text = " waits for " + std::string(to_string(wait.what));
  if (!wait.object.empty()) {
    text += " of " + wait.object;
  } else if (wait.whom) {
    text += " of " + to_string(wait.whom);
  }
  if (wait.where.line() != 0) {
    const std::string file = wait.where.file_name();
    text += " at " + file.substr(file.rfind('/') + 1) + ":" + std::to_string(wait.where.line());
  }
  return text;
}

}  // namespace

std::string detail::doing_text(const process_info& seen) {
  std::string text;
  if (!seen.handling.empty()) {
    text += " handles " + seen.handling + " for " + seconds(seen.handling_for) + ",";
  }
  if (seen.suspended) text += " is suspended,";
  if (seen.waits) return text + what_is_waited_for(*seen.waits);
  text += " is " + std::string(to_string(seen.status));
  if (seen.seen_from_outside) text += ", and its worker does not answer";
  return text;
}

std::string to_string(const process_info& seen) {
  std::string text = seen.label + detail::doing_text(seen);
  if (seen.messages != 0) text += "; " + std::to_string(seen.messages) + " messages in its mailbox";
  return text;
}

}  // namespace fauxtp
