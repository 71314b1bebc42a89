// An application as its file declares it.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "document/source_text.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/log_sink.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/term.hpp"

/// An application as its file declares it: plain data with every default filled in. Move-only,
/// because a `term` is.
namespace fauxtp {

struct json_node;

struct worker_entry {
  std::string id;
  std::string name;                            // to register; empty: none
  std::string actor;                           // "actor" or "module/actor"
  term args;                                   // a map, a list, or nil where the file gives none
  std::shared_ptr<const json_node> args_node;  // the same with places; dropped after the check
  restart_type restart = restart_type::transient;
  std::optional<fauxtp::restart_delay> restart_delay;
  shutdown_time shutdown = std::chrono::seconds(5);
  duration drain{};
  bool significant = false;
  /// `supervisor`: the actor is itself a supervisor, written in C++. Its defaults are those of a
  /// supervisor: permanent, infinity.
  child_type type = child_type::worker;
  duration start_timeout = infinity;
  spawn_options spawn;                   // its mailbox is by default that of the runtime
  std::optional<std::size_t> instances;  // number of children, "ID-1", …; none: one, "ID"
  std::optional<routing> route;          // they are a pool, which has the name; none: they are not
  fauxtp::when_all_fail when_all_fail = fauxtp::when_all_fail::wait;  // of the pool
  std::optional<severity> log_level;
  std::optional<std::vector<std::size_t>> struck_by;  // see struck_by.hpp
  source_place place;                                 // of the child's object
  source_place actor_place;
};

/// The id, or the name, of the n-th of several instances: "pricer-1".
inline std::string numbered(const std::string& word, std::size_t n) {
  return word.empty() ? word : word + "-" + std::to_string(n);
}

struct child_entry;

struct supervisor_entry {
  std::string id;    // empty at the root
  std::string name;  // to register; empty: none
  fauxtp::strategy strategy = fauxtp::strategy::one_for_one;
  int intensity = 3;
  duration period = std::chrono::seconds(5);
  fauxtp::intensity_counts intensity_counts = fauxtp::intensity_counts::each;
  fauxtp::auto_shutdown auto_shutdown = fauxtp::auto_shutdown::never;
  restart_type restart = restart_type::permanent;
  std::optional<fauxtp::restart_delay> restart_delay;
  shutdown_time shutdown = infinity;
  bool significant = false;
  std::optional<severity> log_level;
  /// simple_one_for_one: its one child, a worker, is the template of the children that start on
  /// request.
  bool is_dynamic = false;
  std::size_t max_children = std::numeric_limits<std::size_t>::max();
  std::vector<child_entry> children;  // in the order of their start
  std::optional<std::vector<std::size_t>> struck_by;
  source_place place;

  const worker_entry& template_child() const;
};

struct child_entry {
  std::variant<worker_entry, supervisor_entry> spec;
};

/// Only for a dynamic supervisor.
inline const worker_entry& supervisor_entry::template_child() const {
  return std::get<worker_entry>(children.front().spec);
}

struct runtime_spec {
  int threads = 0;  // 0: one for each core
  std::vector<scheduler> schedulers;
  std::size_t stack_size = std::size_t{64} << 10;
  mailbox_limit mailbox;  // of workers without one of their own
  duration shutdown_timeout = std::chrono::seconds(30);
  duration stall_after = std::chrono::milliseconds(500);
};

enum class log_format { automatic, text, json };
/// Where the log goes.
struct sink_entry {
  sink_type type = sink_type::standard_error;
  std::string path;             // of the file, or of the socket if it is not the journal's own
  std::size_t rotate_size = 0;  // bytes of a file; 0: it grows for ever
  std::size_t keep = 5;         // how many files that were put aside are kept
  source_place place;
};
/// An entry of `levels`.
struct level_entry {
  severity level = severity::info;
  source_place place;
};
/// Where the capsules of crashes go.
struct capsules_entry {
  std::string folder;
  std::size_t keep = 20;  // so many files

  friend bool operator==(const capsules_entry&, const capsules_entry&) = default;
};
/// From which level on the log shows reports, in which format, and where.
struct logging_spec {
  severity level = severity::info;
  log_format format = log_format::automatic;
  std::map<std::string, level_entry> levels;  // by path of ids, name or module
  std::vector<sink_entry> sinks;              // none: standard error
  std::optional<capsules_entry> capsules;
};

struct control_spec {
  std::string socket;  // a path; empty: in the common folder
};

struct module_reference {
  std::string module;
  source_place place;
};

struct application_spec {
  int format = 1;
  std::string name;
  std::string vsn;
  std::string description;
  std::vector<module_reference> modules;
  std::vector<std::string> module_path;
  std::shared_ptr<const term> env;  // a map
  runtime_spec runtime;
  logging_spec logging;
  control_spec control;
  supervisor_entry supervisor;
  std::string file;
};

}  // namespace fauxtp
