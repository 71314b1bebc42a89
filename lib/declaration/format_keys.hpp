// Which keys an application's file may have.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

/// The format of an application's file as data: which keys may stand where, and of which kind their
/// values are. The loader reads by these tables; a test compares them with
/// config/schema/fauxtp-app-1.schema.json.
namespace fauxtp {

enum class value_form {
  text,
  word,    // an id or a name: is_word()
  actor,   // "actor" or "module/actor"
  format,  // the number of this format
  boolean,
  integer,          // from `minimum` to `maximum`
  number,           // as integer, or with a fraction
  size,             // bytes or "64KiB", from `minimum` to `maximum` bytes
  duration,         // at least `minimum` microseconds
  timeout,          // a duration or "infinity"
  shutdown,         // a duration, "infinity" or "brutal_kill"
  choice,           // one of `choices`
  texts,            // an array of texts, none empty, none twice
  object,           // free form
  args,             // an object or an array, free form
  section,          // an object of the form `inside`
  sections,         // an array of such objects
  section_of_each,  // an object whose members are such objects
  choice_of_each,   // an object whose members are choices
  runtime,
  supervisor,
  children,
};

struct object_form;

struct key_rule {
  std::string_view key;
  value_form form = value_form::text;
  bool required = false;
  std::int64_t minimum = 0;
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  std::span<const std::string_view> choices = {};
  const object_form* inside = nullptr;
  std::string_view missing = {};  // why the key has no effect yet; empty: it has one
};

struct object_form {
  std::span<const key_rule> keys;

  const key_rule* find(std::string_view key) const;
  std::vector<std::string_view> key_names() const;  // in alphabetical order
};

inline constexpr std::int64_t format_version = 1;
inline constexpr std::size_t longest_word = 255;
inline constexpr std::string_view what_words_are =
    "a letter or _, then letters, digits, _ . and -; at most 255 characters";
/// The name of the threads that run the workers without "scheduler"; it is not among
/// runtime.schedulers.
inline constexpr std::string_view default_scheduler = "default";

extern const object_form application_form;
extern const object_form runtime_form;
extern const object_form supervisor_form;        // the root
extern const object_form supervisor_child_form;  // a child with "children"
extern const object_form worker_form;            // a child with "actor"
extern const object_form include_child_form;     // children of another file
extern const object_form restart_delay_form;
extern const object_form mailbox_form;
extern const object_form scheduler_form;
extern const object_form logging_form;
extern const object_form sink_form;
extern const object_form metrics_form;
extern const object_form dashboard_form;
extern const object_form control_form;
extern const object_form cluster_form;
extern const object_form tls_form;

/// In words, where this key may stand (with this choice, if one is given): `"runtime"`, a child.
/// Empty if it may not stand anywhere.
std::string_view home_of(std::string_view key, std::string_view choice = {});

/// Whether a file may have this key at any level although it means nothing: one that begins with
/// "x-".
bool is_extension_key(std::string_view key);

/// A letter or _, then letters, digits, _ . and -; at most 255 characters.
bool is_word(std::string_view text);

/// A word, or a module and a word: "shop/store". In an actor's name ":" may stand too
/// ("shop::store").
bool is_actor_name(std::string_view text);

}  // namespace fauxtp
