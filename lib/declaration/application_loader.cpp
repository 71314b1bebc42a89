// Turns an application's file into its spec, and into a list of everything that is wrong with it.
#include "declaration/application_loader.hpp"

#include <utility>

#include "declaration/format_keys.hpp"
#include "declaration/logging_reader.hpp"
#include "declaration/mailbox_reader.hpp"
#include "declaration/object_reader.hpp"
#include "declaration/schedulers_reader.hpp"
#include "declaration/supervisor_reader.hpp"
#include "document/complaints.hpp"
#include "document/document_set.hpp"
#include "document/node_term.hpp"
#include "document/variables.hpp"

namespace fauxtp {
namespace {

using kind = json_node::kind;

document read_file(const std::filesystem::path& path) {
  document read = read_document(path);
  put_in_variables(read, environment_variable);
  return read;
}

runtime_spec read_runtime(complaints& complain, const json_node& node) {
  runtime_spec spec;
  object_reader reader(complain, node, runtime_form, "\"runtime\"");
  reader.check_keys();
  spec.threads = static_cast<int>(reader.integer("threads", spec.threads));
  spec.schedulers = read_schedulers(complain, reader);
  spec.stack_size = reader.size("stack_size").value_or(spec.stack_size);
  spec.shutdown_timeout = reader.time("shutdown_timeout", spec.shutdown_timeout);
  spec.stall_after = reader.time("stall_after", spec.stall_after);
  spec.mailbox = read_mailbox(complain, reader, "\"runtime\"", spec.mailbox);
  return spec;
}

// A path in the application's own file stays as it is, since modules are looked for from there.
std::string module_path_in(const document_set& files, const json_node& node,
                           const std::string& path) {
  return &files.of(node) == &files.own() ? path : files.path_beside(node, path);
}

application_spec read_application(document_set& files, complaints& complain,
                                  const file_reader& read) {
  application_spec spec;
  includes included(files, read, complain);
  const json_node& node = included.settings();
  object_reader reader(complain, node, application_form, "the application");
  reader.check_keys();
  reader.format("fauxtp");
  (void)reader.text("$schema");
  spec.name = reader.word("name");
  spec.vsn = reader.text("vsn");
  spec.description = reader.text("description");
  for (const json_node* each : reader.texts("modules")) {
    const std::string& module = *each->as<std::string>();
    const bool is_path = module.find('/') != std::string::npos;
    spec.modules.push_back(
        {is_path ? module_path_in(files, *each, module) : module, complain.place_of(*each)});
  }
  for (const json_node* each : reader.texts("module_path")) {
    spec.module_path.push_back(module_path_in(files, *each, *each->as<std::string>()));
  }
  const json_node* env = reader.object("env");
  spec.env = std::make_shared<const term>(env == nullptr ? term(map()) : to_term(*env));
  if (const json_node* runtime = reader.object("runtime")) {
    spec.runtime = read_runtime(complain, *runtime);
  }
  if (const json_node* logging = reader.object("logging")) {
    spec.logging = read_logging(files, complain, *logging);
  }
  if (const json_node* control = reader.object("control")) {
    object_reader inner(complain, *control, control_form, "\"control\"");
    inner.check_keys();
    const std::string socket = inner.text("socket");
    if (!socket.empty()) spec.control.socket = files.path_beside(*inner.find("socket"), socket);
  }
  if (const json_node* supervisor = reader.object("supervisor")) {
    spec.supervisor = supervisor_reader(complain, included, spec.runtime).read_root(*supervisor);
  }
  spec.file = files.own().source->name();
  return spec;
}

}  // namespace

diagnostic& loaded_application::complain(const source_place& place, std::string code,
                                         std::string message, std::string label, std::string help) {
  diagnostic& made = diagnostics.emplace_back();
  made.code = std::move(code);
  made.message = std::move(message);
  made.label = std::move(label);
  made.help = std::move(help);
  made.place = place;
  for (const auto& each : sources) {
    if (each->name() == place.file) made.source = each->excerpt_of(place);
  }
  return made;
}

loaded_application load_application(const std::filesystem::path& path) {
  return load_application(read_file(path), read_file);
}

loaded_application load_application(document own) {
  return load_application(std::move(own), [](const std::filesystem::path& path) {
    return unreadable_document(path, "there are no other files");
  });
}

loaded_application load_application(document own, const file_reader& read) {
  loaded_application result;
  result.files = std::make_shared<document_set>(std::move(own));
  document_set& files = *result.files;
  complaints complain(files, result.diagnostics);
  complain.take_over(files.own());
  if (const json_node* root = files.own().root.get()) {
    if (root->is() == kind::object) {
      result.spec = read_application(files, complain, read);
    } else {
      complain.at(*root, "E103", "an application is an object, not " + complain.written(*root));
    }
  }
  for (const document& each : files.all()) result.sources.push_back(each.source);
  return result;
}

}  // namespace fauxtp
