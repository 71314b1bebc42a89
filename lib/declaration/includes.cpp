// Reads the files that a file includes, and merges settings.
#include "declaration/includes.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "declaration/format_keys.hpp"
#include "declaration/object_reader.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

using kind = json_node::kind;

// Merges two values: of objects all members are merged, of anything else `over` counts. Recursive:
// a document is at most document::max_depth deep.
json_node merged(json_node over, json_node under) {
  auto* members = std::get_if<json_node::object>(&over.value);
  auto* others = std::get_if<json_node::object>(&under.value);
  if (members == nullptr || others == nullptr) return over;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < members->size(); ++i) places.emplace((*members)[i].key, i);
  for (json_member& other : *others) {
    if (const auto same = places.find(other.key); same != places.end()) {
      json_node& value = (*members)[same->second].value;
      value = merged(std::move(value), std::move(other.value));
    } else {
      members->push_back(std::move(other));
    }
  }
  return over;
}

std::string normal(const std::string& name) {
  return std::filesystem::path(name).lexically_normal().string();
}

}  // namespace

includes::includes(document_set& files, file_reader read, complaints& complain)
    : files_(files),
      read_(std::move(read)),
      complain_(complain),
      open_{normal(files.own().source->name())} {}

const json_node& includes::settings() {
  const json_node& own = *files_.own().root;
  if (own.find("include") == nullptr) return own;
  settings_ = with_included(own);
  return settings_;
}

json_node includes::with_included(const json_node& root) {
  json_node under;
  under.value = json_node::object{};
  object_reader reader(complain_, root, application_form, "the application");
  for (const json_node* name : reader.texts("include")) {
    if (++merged_ > most_files) {
      complain_.at(*name, "E110",
                   "more than " + std::to_string(most_files) + " files are included");
      break;
    }
    in_file(*name, [&](const json_node& file) {
      if (file.is() == kind::object) {
        under = merged(with_included(file), std::move(under));
      } else {
        complain_.at(file, "E103",
                     "a file that is merged into an application is an object, not " +
                         complain_.written(file));
      }
    });
  }
  return merged(root, std::move(under));
}

void includes::in_file(const json_node& name,
                       const std::function<void(const json_node& root)>& use) {
  const std::string& text = *name.as<std::string>();
  const std::filesystem::path from = files_.of(name).source->name();
  const std::string file = normal((from.parent_path() / text).string());
  if (std::ranges::find(open_, file) != open_.end()) {
    complain_.at(name, "E110", in_quotes(text) + " includes itself", "", chain_to(file));
    return;
  }
  if (open_.size() > deepest) {
    complain_.at(name, "E110", "more than " + std::to_string(deepest) + " files include each other",
                 "", chain_to(file));
    return;
  }
  const document* found = files_.find(file);
  if (found == nullptr) found = open(name, file);
  if (found == nullptr || found->root == nullptr) return;
  open_.push_back(file);
  use(*found->root);
  open_.pop_back();
}

const document* includes::open(const json_node& written, const std::string& name) {
  const auto refuse = [&](const std::string& why) {
    complain_.at(written, "E110", "cannot include " + complain_.written(written), "", why);
    return nullptr;
  };
  if (files_.all().size() >= most_files) {
    return refuse("there are " + std::to_string(most_files) + " files already");
  }
  document read = read_(name);
  if (read.root == nullptr && read.diagnostics.front().place.line == 0) {
    return refuse(read.diagnostics.front().message);
  }
  const document& added = files_.add(std::move(read));
  complain_.take_over(added);
  if (files_.bytes() > document::max_bytes) {
    return refuse("all files together are larger than " +
                  std::to_string(document::max_bytes >> 20) + " MiB");
  }
  if (files_.values() > document::max_values) {
    return refuse("all files together have more than " + std::to_string(document::max_values) +
                  " values");
  }
  return &added;
}

std::string includes::chain_to(const std::string& name) const {
  std::string chain;
  for (const std::string& each : open_) chain += (chain.empty() ? "" : " -> ") + printable(each);
  return chain + " -> " + printable(name);
}

}  // namespace fauxtp
