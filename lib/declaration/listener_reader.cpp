// Reads a listener as the supervisor that it stands for: its connections, then their acceptor.
#include <stdexcept>
#include <utility>

#include "declaration/argument_node.hpp"
#include "declaration/quantity.hpp"
#include "declaration/supervisor_reader.hpp"
#include "fauxtp/address.hpp"

namespace fauxtp {
namespace {

// So much longer than connections may go on, the acceptor may take to end.
constexpr duration after_the_drain = std::chrono::seconds(5);

std::string without_prefix(std::string_view message) {
  constexpr std::string_view prefix = "fauxtp: ";
  return std::string(message.substr(message.starts_with(prefix) ? prefix.size() : 0));
}

enum class when_full { pause, refuse };  // in the order of the format's choices

}  // namespace

supervisor_entry supervisor_reader::read_listener(const json_node& node, const std::string& title,
                                                  family& siblings) {
  supervisor_entry spec;
  spec.place = complain_.place_of(node);
  object_reader reader(complain_, node, listener_form, title);
  reader.ignore("actor");  // the caller has complained of it
  reader.check_keys();
  check_identity(node, reader, title, {spec.id, spec.name, {}}, siblings);
  read_restarts(reader, spec, title, siblings);
  check_no_template(node, title, "listen", siblings);
  spec.strategy = strategy::rest_for_one;
  spec.children.push_back({read_connections(reader, spec, title)});
  worker_entry acceptor = read_acceptor(reader, node, title);
  spec.period = acceptor.shutdown.time();  // else a restart might be forgotten before the next one
  spec.children.push_back({std::move(acceptor)});
  read_intensity(reader, spec);
  return spec;
}

supervisor_entry supervisor_reader::read_connections(object_reader& of_listener,
                                                     const supervisor_entry& listener,
                                                     const std::string& title) {
  supervisor_entry spec;
  spec.id = "connections";
  spec.is_dynamic = true;
  spec.place = listener.place;
  worker_entry connection;
  connection.id = "connection";
  connection.restart = restart_type::temporary;
  connection.place = listener.place;
  if (const json_node* node = of_listener.object("connection")) {
    const std::string of_title = "\"connection\" of " + title;
    object_reader reader(complain_, *node, connection_form, of_title);
    reader.check_keys();
    connection.place = complain_.place_of(*node);
    spec.log_level = reader.choice("log_level", severity::notice);
    connection.restart = reader.choice("restart", connection.restart);
    read_actor(reader, connection, of_title);
  }
  spec.children.push_back({std::move(connection)});
  return spec;
}

worker_entry supervisor_reader::read_acceptor(object_reader& of_listener, const json_node& node,
                                              const std::string& title) {
  worker_entry spec;
  spec.id = "acceptor";
  spec.actor = "fauxtp/acceptor";
  spec.restart = restart_type::permanent;
  spec.place = spec.actor_place = complain_.place_of(node);
  const duration drain = of_listener.time("drain", std::chrono::seconds(10));
  spec.shutdown = drain + after_the_drain;
  const std::int64_t most = of_listener.integer("max_connections", 10'000);
  const bool refuses = of_listener.choice("when_full", when_full::pause) == when_full::refuse;
  const json_node* listen = of_listener.object("listen");
  const std::string address = listen == nullptr ? "" : read_address(*listen, title);
  if (listen == nullptr) listen = &node;
  json_node::object args{argument("address", *listen, address),
                         argument("max_connections", *listen, most),
                         argument("when_full", *listen, std::string(refuses ? "refuse" : "pause")),
                         argument("drain", *listen, duration_text(drain))};
  if (const json_member* tls = listen->find("tls")) {
    args.push_back(argument("tls", tls->value, read_tls(tls->value, title)));
  }
  give_arguments(spec, *listen, std::move(args));
  return spec;
}

json_node::object supervisor_reader::read_tls(const json_node& node,
                                              const std::string& of_listener) {
  const std::string title = "\"tls\" of " + of_listener;
  if (node.is() != json_node::kind::object) return {};  // the reader of "listen" has said so
  object_reader reader(complain_, node, listener_tls_form, title);
  reader.check_keys();
  json_node::object args;
  for (const char* key : {"certificate", "key", "client_authority"}) {
    args.push_back(argument(key, node, reader.text(key)));
  }
  json_node::array protocols;
  for (const json_node* each : reader.texts("protocols")) protocols.push_back(*each);
  args.push_back(argument("protocols", node, std::move(protocols)));
  return args;
}

std::string supervisor_reader::read_address(const json_node& node, const std::string& of_listener) {
  const std::string title = "\"listen\" of " + of_listener;
  object_reader reader(complain_, node, listen_form, title);
  reader.check_keys();
  (void)reader.object("tls");
  const json_node* address = reader.find("address");
  const json_node* port = reader.find("port");
  const std::string host = address == nullptr ? "127.0.0.1" : reader.text("address");
  const auto number = static_cast<std::uint16_t>(reader.integer("port", 0));
  try {
    if (host.starts_with("unix:")) {
      if (port != nullptr) complain_.at(*port, "E203", title + " is a path and has a \"port\"");
      return to_string(io::address(host));
    }
    if (port == nullptr && !reader.was_meant("port")) {
      complain_.at(node, "E101", title + " has no \"port\"");
    }
    return to_string(io::address(host, number));
  } catch (const std::invalid_argument& wrong) {
    if (address != nullptr && address->is() == json_node::kind::text) {
      complain_.at(
          *address, "E104", without_prefix(wrong.what()), "",
          "\"127.0.0.1\" is this host only, \"0.0.0.0\" and \"::\" are all addresses of it");
    }
    return {};
  }
}

}  // namespace fauxtp
