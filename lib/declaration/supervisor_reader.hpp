// Reads a supervision tree.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "declaration/application_spec.hpp"
#include "declaration/includes.hpp"
#include "declaration/object_reader.hpp"

namespace fauxtp {

/// Reads a supervision tree. Each application needs a reader of its own: it knows which names are
/// taken.
class supervisor_reader {
 public:
  supervisor_reader(complaints& complain, includes& included, const runtime_spec& runtime)
      : complain_(complain), included_(included), runtime_(runtime) {}

  supervisor_entry read_root(const json_node& node);

 private:
  struct family;  // what each child of one supervisor is checked against

  void read_own_keys(object_reader& reader, supervisor_entry& spec, const std::string& title);
  void read_children(const json_node::array& children, supervisor_entry& spec, family& siblings);
  void read_listed(const json_node& node, supervisor_entry& spec, family& siblings);
  void read_included(const json_node& node, supervisor_entry& spec, family& siblings);
  void check_template(const json_node& children, const family& siblings);
  void check_template_worker(const object_reader& reader, const std::string& title);
  void read_max_children(object_reader& reader, supervisor_entry& spec, const std::string& title);
  child_entry read_child(const json_node& node, family& siblings);
  worker_entry read_worker(const json_node& node, const std::string& title, family& siblings);
  supervisor_entry read_supervisor(const json_node& node, const std::string& title,
                                   family& siblings);

  // Implemented by listener_reader.cpp.
  supervisor_entry read_listener(const json_node& node, const std::string& title, family& siblings);
  supervisor_entry read_connections(object_reader& of_listener, const supervisor_entry& listener,
                                    const std::string& title);
  worker_entry read_acceptor(object_reader& of_listener, const json_node& node,
                             const std::string& title);
  json_node::object read_tls(const json_node& node, const std::string& of_listener);
  std::string read_address(const json_node& node, const std::string& of_listener);

  // Implemented by job_reader.cpp.
  supervisor_entry read_job(const json_node& node, const std::string& title, family& siblings);
  supervisor_entry read_runs(object_reader& of_job, const supervisor_entry& job,
                             const std::string& title);
  worker_entry read_clock(object_reader& of_job, const json_node& node, const std::string& title);

  void check_that_it_is_one(const json_node& node, const std::string& title);
  /// Complains if that child, which is a supervisor, is a template.
  void check_no_template(const json_node& node, const std::string& title, std::string_view key,
                         const family& siblings);
  static void read_intensity(object_reader& reader, supervisor_entry& spec);
  void read_restarts(object_reader& reader, supervisor_entry& spec, const std::string& title,
                     family& siblings);
  void require_actor(const object_reader& reader, const json_node& node, const std::string& title);
  void read_actor(object_reader& reader, worker_entry& spec, const std::string& title);
  std::optional<restart_delay> read_restart_delay(object_reader& reader, const std::string& title);

  struct identity {
    std::string& id;
    std::string& name;
    std::optional<std::size_t> instances;
    bool is_pool = false;  // its name is that of the pool, too
  };
  /// Reads the id and the name, and complains if a sibling has that id, or any actor of the tree
  /// that name.
  void check_identity(const json_node& node, object_reader& reader, const std::string& title,
                      identity child, family& siblings);
  void check_pool(object_reader& reader, const std::string& title);
  void check_combinations(const object_reader& reader, const std::string& title,
                          restart_type restart, bool significant, child_type type,
                          const family& siblings);

  complaints& complain_;
  includes& included_;
  const runtime_spec& runtime_;
  std::size_t listed_ = 0;                     // children, and includes of children
  std::size_t depth_ = 0;                      // supervisors inside each other
  std::map<std::string, source_place> names_;  // registered names, over the whole application
};

}  // namespace fauxtp
