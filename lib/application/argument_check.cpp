// Checks the args in an application's file against what the actors of its modules declare.
#include "application/argument_check.hpp"

#include <algorithm>
#include <optional>

#include "declaration/foreign_words.hpp"
#include "declaration/format_keys.hpp"
#include "declaration/quantity.hpp"
#include "document/complaints.hpp"
#include "document/node_term.hpp"
#include "document/variables.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

using kind = argument_form::kind;

/// Reads the args of one child.
class argument_reader {
 public:
  // A file with very many unknown arguments would cost minutes.
  static constexpr std::size_t most_unknown = 100;  // arguments of one object

  argument_reader(complaints& complain, std::string child, const argument_form& form,
                  bool may_be_incomplete)
      : complain_(complain),
        child_(std::move(child)),
        form_(form),
        may_be_incomplete_(may_be_incomplete) {}

  term read(const json_node& args) { return read(form_, args, ""); }

 private:
  // Recursive: a document is at most document::max_depth deep.
  term read(const argument_form& form, const json_node& found, const std::string& path) {
    if (found.is() == json_node::kind::null && form.nullable) return {};
    if (form.is == kind::anything) return to_term(found);
    if (const auto scalar = scalar_wanted(form, found)) return read(form, *scalar, path);
    switch (form.is) {
      case kind::boolean:
        if (found.as<bool>() != nullptr) return to_term(found);
        break;
      case kind::integer:
        if (const auto* value = found.as<std::int64_t>()) {
          if (*value >= form.least && *value <= form.most) return *value;
        }
        break;
      case kind::number:
        if (const auto* value = found.as<std::int64_t>()) return *value;
        if (const auto* value = found.as<double>()) return *value;
        break;
      case kind::text:
        if (const auto* value = found.as<std::string>()) return *value;
        break;
      case kind::duration:
        if (const auto* value = found.as<std::string>()) {
          return read_quantity(parse_duration(*value), *value, found, path);
        }
        break;
      case kind::size:
        if (const auto* value = found.as<std::string>()) {
          return read_quantity(parse_size(*value), *value, found, path);
        }
        if (const auto* value = found.as<std::int64_t>(); value != nullptr && *value >= 0) {
          return *value;
        }
        break;
      case kind::list:
      case kind::row:
        if (const auto* values = found.as<json_node::array>()) {
          if (form.is == kind::row && values->size() != form.parts.size()) break;
          return read_elements(form, *values, path);
        }
        break;
      case kind::map:
        if (const auto* members = found.as<json_node::object>()) {
          map all;
          for (const json_member& each : *members) {
            all.set(each.key, read(form.parts[0], each.value, below(path, each.key)));
          }
          return all;
        }
        break;
      case kind::fields:
        if (found.is() == json_node::kind::object) return read_fields(form, found, path);
        break;
      case kind::anything:
        break;
    }
    complain_kind(form, found, path);
    return {};
  }

  // The value of a variable, "${THREADS}", where a number or a boolean is wanted.
  static std::optional<json_node> scalar_wanted(const argument_form& form, const json_node& found) {
    const bool wanted = form.is == kind::boolean || form.is == kind::integer ||
                        form.is == kind::number || form.is == kind::size;
    return wanted ? scalar_of_variable(found) : std::nullopt;
  }

  template <class Value>
  term read_quantity(const quantity<Value>& parsed, const std::string& text, const json_node& found,
                     const std::string& path) {
    if (!parsed.value) {
      complain_.at(found, "E308",
                   title(path) + " cannot be " + in_quotes(text) + ": " + parsed.problem,
                   parsed.correction);
    }
    return text;
  }

  term read_elements(const argument_form& form, const json_node::array& values,
                     const std::string& path) {
    list all;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const argument_form& part = form.is == kind::row ? form.parts[i] : form.parts[0];
      all.push_back(read(part, values[i], path + "[" + std::to_string(i) + "]"));
    }
    return all;
  }

  term read_fields(const argument_form& form, const json_node& found, const std::string& path) {
    std::vector<std::string_view> names;
    for (const argument_form& each : form.parts) names.push_back(each.name);
    std::vector<std::string> meant;
    std::size_t unknown = 0;
    const std::size_t complaints_before = complain_.count();
    map all;
    for (const json_member& member : *found.as<json_node::object>()) {
      const auto part = std::ranges::find(form.parts, member.key, &argument_form::name);
      if (part != form.parts.end()) {
        all.set(member.key, read(*part, member.value, below(path, member.key)));
      } else if (!is_extension_key(member.key) && ++unknown <= most_unknown) {
        auto word = nearest(member.key, names);
        if (word && found.find(*word) != nullptr) word.reset();  // is given as well
        complain_.at_key(member, "E306", title(below(path, member.key), "has no argument"),
                         did_you_mean(word), takes(form));
        if (word) meant.push_back(*word);
      }
    }
    if (may_be_incomplete_ && path.empty()) return all;
    for (const argument_form& each : form.parts) {
      const bool told = std::ranges::find(meant, each.name) != meant.end();
      if (!each.required || found.find(each.name) != nullptr || told) continue;
      complain_.at(found, "E307", title(below(path, each.name), "lacks the argument"), "",
                   takes(form));
    }
    term values(std::move(all));
    if (complain_.count() == complaints_before) {
      if (const auto refusal = refusal_of(form, values)) {
        complain_.at(found, "E310", title(path) + ": " + *refusal);
      }
    }
    return values;
  }

  void complain_kind(const argument_form& form, const json_node& found, const std::string& path) {
    complain_.at(
        found, "E308",
        title(path) + " must be " + wanted_text(form) + ", not " + complain_.written(found),
        in_text(form, found), form.parts.empty() ? "" : "it is " + to_string(form));
  }

  // For a text that is written 1.10: the quotes of "1.10" are missing.
  std::string in_text(const argument_form& form, const json_node& found) const {
    const bool is_scalar = found.is() == json_node::kind::integer ||
                           found.is() == json_node::kind::real ||
                           found.is() == json_node::kind::boolean;
    return form.is == kind::text && is_scalar ? "write " + in_quotes(complain_.written(found)) : "";
  }

  static std::string below(const std::string& path, std::string_view name) {
    return (path.empty() ? "" : path + ".") + std::string(name);
  }
  std::string title(const std::string& path) const {
    return path.empty() ? "\"args\" of " + child_
                        : "the argument " + in_quotes(path) + " of " + child_;
  }
  std::string title(const std::string& path, const char* verb) const {
    return child_ + " " + verb + " " + in_quotes(path);
  }
  static std::string takes(const argument_form& form) {
    return form.parts.empty() ? "it takes none" : "it takes " + to_string(form);
  }

  complaints& complain_;
  std::string child_;
  const argument_form& form_;
  bool may_be_incomplete_;
};

class argument_check {
 public:
  explicit argument_check(detail::application_data& application)
      : application_(application), complain_(*application.loaded.files, diagnostics()) {}

  void check(supervisor_entry& supervisor) {
    for (child_entry& each : supervisor.children) {
      if (diagnostics().size() >= most_complaints) return;
      if (auto* inner = std::get_if<supervisor_entry>(&each.spec)) {
        check(*inner);
      } else {
        check(std::get<worker_entry>(each.spec), supervisor.is_dynamic);
      }
    }
  }

 private:
  std::vector<diagnostic>& diagnostics() { return application_.loaded.diagnostics; }

  void check(worker_entry& worker, bool is_template) {
    const std::shared_ptr<const json_node> args = std::move(worker.args_node);
    const auto offered = application_.modules.look_up(worker.actor);
    if (!offered || !offered->type->arguments) return;
    const argument_form& form = *offered->type->arguments;
    const std::string child = "child " + in_quotes(worker.id);
    if (args != nullptr) {
      worker.args = argument_reader(complain_, child, form, is_template).read(*args);
      return;
    }
    if (is_template) return;
    bool lacks = false;
    for (const argument_form& each : form.parts) {
      if (!each.required) continue;
      lacks = true;
      application_.loaded.complain(worker.place, "E307",
                                   child + " lacks the argument " + in_quotes(each.name), "",
                                   "it takes " + to_string(form));
    }
    if (lacks) return;
    if (const auto refusal = refusal_of(form, term(map()))) {
      application_.loaded.complain(worker.place, "E310", child + " has no \"args\": " + *refusal);
    }
  }

  detail::application_data& application_;
  complaints complain_;
};

}  // namespace

void check_arguments(detail::application_data& application) {
  if (application.loaded.spec && application.loaded.files != nullptr) {
    argument_check(application).check(application.loaded.spec->supervisor);
  }
  application.loaded.files.reset();
}

}  // namespace fauxtp
