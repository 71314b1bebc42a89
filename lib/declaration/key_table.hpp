// How the tables of keys are written.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <string_view>

#include "declaration/format_keys.hpp"

namespace fauxtp {

using form = value_form;
using effect = reload_effect;

inline constexpr std::int64_t kib = 1 << 10;
inline constexpr std::int64_t mib = 1 << 20;
inline constexpr std::int64_t most_threads = 1024;

// In the order of `severity`.
inline constexpr std::array<std::string_view, 6> log_levels = {"debug",   "info",  "notice",
                                                               "warning", "error", "critical"};

inline constexpr key_rule mailbox_key = {
    .key = "mailbox",
    .doc = "How many messages may wait for an actor, how long, and what becomes of the others.",
    .reload = effect::inside,
    .form = form::section,
    .inside = &mailbox_form,
    .fallback_words = "no limit; for a worker `runtime.mailbox`",
    .example = R"({"limit": 10000, "overflow": "block"})"};

inline constexpr key_rule stack_size_key = {.key = "stack_size",
                                            .doc = "The stack of each actor.",
                                            .reload = effect::next_start,
                                            .form = form::size,
                                            .minimum = 16 * kib,
                                            .maximum = 64 * mib,
                                            .fallback = R"("64KiB")"};

/// A form, if all of its keys are told in full; else the program does not compile.
consteval object_form form_of(std::string_view name, std::string_view title, std::string_view doc,
                              std::span<const key_rule> keys) {
  if (!doc.ends_with('.')) throw std::logic_error("this form has no doc");
  for (const key_rule& each : keys) {
    if (!each.doc.ends_with('.')) throw std::logic_error("this key has no doc");
    if (each.reload == effect::not_said) throw std::logic_error("this key has no reload");
    if (!each.fallback.empty() && !each.fallback_words.empty()) {
      throw std::logic_error("this key has two defaults");
    }
  }
  return {name, title, doc, keys};
}

}  // namespace fauxtp
