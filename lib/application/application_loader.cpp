// Turns an application's file into its spec, and into a list of everything that is wrong with it.
#include "application/application_loader.hpp"

#include <utility>

#include "application/format_keys.hpp"
#include "application/node_term.hpp"
#include "application/object_reader.hpp"
#include "application/supervisor_reader.hpp"
#include "application/variables.hpp"

namespace fauxtp {
namespace {

runtime_spec read_runtime(complaints& complain, const json_node& node) {
  runtime_spec spec;
  object_reader reader(complain, node, runtime_form, "\"runtime\"");
  reader.check_keys();
  spec.threads = static_cast<int>(reader.integer("threads", spec.threads));
  spec.stack_size = reader.size("stack_size").value_or(spec.stack_size);
  spec.shutdown_timeout = reader.time("shutdown_timeout", spec.shutdown_timeout);
  return spec;
}

application_spec read_application(complaints& complain, const json_node& node) {
  application_spec spec;
  object_reader reader(complain, node, application_form, "the application");
  reader.check_keys();
  reader.format("fauxtp");
  (void)reader.text("$schema");
  spec.name = reader.word("name");
  spec.vsn = reader.text("vsn");
  spec.description = reader.text("description");
  for (const json_node* each : reader.texts("modules")) {
    spec.modules.push_back({*each->as<std::string>(), complain.place_of(*each)});
  }
  for (const json_node* each : reader.texts("module_path")) {
    spec.module_path.push_back(*each->as<std::string>());
  }
  const json_node* env = reader.object("env");
  spec.env = std::make_shared<const term>(env == nullptr ? term(map()) : to_term(*env));
  if (const json_node* runtime = reader.object("runtime")) {
    spec.runtime = read_runtime(complain, *runtime);
  }
  if (const json_node* supervisor = reader.object("supervisor")) {
    spec.supervisor = supervisor_reader(complain).read_root(*supervisor);
  }
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
  if (source != nullptr) {
    made.source = source->excerpt_of(place);
  }
  return made;
}

loaded_application load_application(const std::filesystem::path& path) {
  document read = read_document(path);
  put_in_variables(read, environment_variable);
  return load_application(read);
}

loaded_application load_application(const document& from) {
  loaded_application result;
  result.source = from.source;
  result.diagnostics = from.diagnostics;
  if (from.root == nullptr) {
    return result;
  }
  complaints complain(from, result.diagnostics);
  if (from.root->is() != json_node::kind::object) {
    complain.at(*from.root, "E103",
                "an application is an object, not " + complain.written(*from.root));
    return result;
  }
  result.spec = read_application(complain, *from.root);
  result.spec->file = from.source->name();
  return result;
}

}  // namespace fauxtp
