// Which keys an application's file may have.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

/// The format of an application's file as data: which keys may stand where, of which kind their
/// values are, and what each of them is for. The loader reads by these tables. The schema in
/// config/schema and the tables in config/README.md are made of them.
namespace fauxtp {

enum class value_form {
  text,
  host,    // the number of a host, or "unix:PATH"
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

/// What a reload does when the value of a key has changed.
enum class reload_effect {
  not_said,    // the compiler refuses a row that does not say it
  nothing,     // no part of the running tree depends on the key alone
  at_once,     // the whole application takes the value over
  in_place,    // the child or the supervisor goes on, under the new rule
  restart,     // the child is restarted
  next_start,  // only a new start of the application brings the value
  children,    // children start and stop
  inside,      // that which the keys inside say
};

struct object_form;

struct key_rule {
  std::string_view key;
  std::string_view doc;  // what it is for: whole sentences
  reload_effect reload;
  value_form form = value_form::text;
  bool required = false;
  std::int64_t minimum = 0;
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  std::span<const std::string_view> choices = {};
  const object_form* inside = nullptr;
  std::string_view fallback = {};        // the default, as JSON
  std::string_view fallback_words = {};  // the default, where other keys decide it
  std::string_view example = {};         // a good value, as JSON
  std::string_view missing = {};         // why the key has no effect yet; empty: it has one
};

struct object_form {
  std::string_view name;   // one word
  std::string_view title;  // in words, as messages call it
  std::string_view doc;    // what such an object is
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
extern const object_form listener_form;          // a child with "listen"
extern const object_form listen_form;
extern const object_form listener_tls_form;
extern const object_form connection_form;
extern const object_form job_form;            // a child with "every" or "at"
extern const object_form include_child_form;  // children of another file
extern const object_form restart_delay_form;
extern const object_form mailbox_form;
extern const object_form shed_form;
extern const object_form scheduler_form;
extern const object_form logging_form;
extern const object_form capsules_form;
extern const object_form sink_form;
extern const object_form metrics_form;
extern const object_form dashboard_form;
extern const object_form control_form;
extern const object_form cluster_form;
extern const object_form tls_form;
extern const std::span<const object_form* const> all_forms;

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
