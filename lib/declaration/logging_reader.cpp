// Reads the levels, the format and the sinks of the log.
#include "declaration/logging_reader.hpp"

#include <string>

#include "declaration/object_reader.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

class sink_reader {
 public:
  sink_reader(const document_set& files, complaints& complain, const json_node& node)
      : files_(files),
        complain_(complain),
        node_(node),
        reader_(complain, node, sink_form, "one of \"sinks\"") {}

  sink_entry read() {
    reader_.check_keys();
    const auto type = reader_.known_choice<sink_type>("type");
    sink_entry sink{.type = type.value_or(sink_type::standard_error),
                    .path = reader_.text("path"),
                    .rotate_size = reader_.size("rotate_size").value_or(0),
                    .place = complain_.place_of(node_)};
    sink.keep =
        static_cast<std::size_t>(reader_.integer("keep", static_cast<std::int64_t>(sink.keep)));
    if (type) check(sink);
    if (!sink.path.empty()) sink.path = files_.path_beside(*reader_.find("path"), sink.path);
    return sink;
  }

 private:
  void check(const sink_entry& sink) {
    const json_node* path = reader_.find("path");
    const bool is_file = sink.type == sink_type::file;
    if (is_file && path == nullptr && !reader_.was_meant("path")) {
      complain_.at(node_, "E101", "one of \"sinks\" is a file and has no \"path\"");
    } else if (path != nullptr && path->is() == json_node::kind::text && sink.path.empty()) {
      complain_.at(*path, "E104", "the \"path\" of one of \"sinks\" is empty");
    }
    if (sink.type == sink_type::standard_error) refuse("path", "a sink that is a file");
    if (!is_file) refuse("rotate_size", "a sink that is a file");
    if (!is_file) refuse("keep", "a sink that is a file");
    if (is_file && reader_.find("rotate_size") == nullptr && !reader_.was_meant("rotate_size")) {
      refuse("keep", "a file with \"rotate_size\", which is put aside when it has that size");
    }
  }

  void refuse(const char* key, const std::string& home) {
    if (const json_node* found = reader_.find(key)) {
      complain_.at(*found, "E203", in_quotes(key) + " belongs to " + home);
    }
  }

  const document_set& files_;
  complaints& complain_;
  const json_node& node_;
  object_reader reader_;
};

capsules_entry read_capsules(const document_set& files, complaints& complain,
                             const json_node& node) {
  object_reader reader(complain, node, capsules_form, "\"capsules\" in \"logging\"");
  reader.check_keys();
  capsules_entry spec{.folder = reader.text("folder")};
  spec.keep =
      static_cast<std::size_t>(reader.integer("keep", static_cast<std::int64_t>(spec.keep)));
  const json_node* folder = reader.find("folder");
  if (folder == nullptr) return spec;
  if (spec.folder.empty() && folder->is() == json_node::kind::text) {
    complain.at(*folder, "E104", "the \"folder\" of \"capsules\" is empty");
  }
  if (!spec.folder.empty()) spec.folder = files.path_beside(*folder, spec.folder);
  return spec;
}

}  // namespace

logging_spec read_logging(const document_set& files, complaints& complain, const json_node& node) {
  logging_spec spec;
  object_reader reader(complain, node, logging_form, "\"logging\"");
  reader.check_keys();
  spec.level = reader.choice("level", spec.level);
  spec.format = reader.choice("format", spec.format);
  for (const auto& [member, level] : reader.choice_of_each<severity>("levels")) {
    spec.levels.emplace(member->key, level_entry{level, complain.place_of(member->value)});
  }
  for (const json_node* each : reader.sections("sinks")) {
    spec.sinks.push_back(sink_reader(files, complain, *each).read());
  }
  if (const json_node* capsules = reader.object("capsules")) {
    spec.capsules = read_capsules(files, complain, *capsules);
  }
  return spec;
}

}  // namespace fauxtp
