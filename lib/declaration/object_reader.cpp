// Reads the members of a JSON object, and says for each wrong one what was found and what belongs
// there.
#include "declaration/object_reader.hpp"

#include <algorithm>
#include <map>

#include "declaration/foreign_words.hpp"
#include "document/variables.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

using kind = json_node::kind;

constexpr std::string_view array_of_texts = "an array of texts";

std::string advice_for_value(std::string_view text) {
  if (text != "simple_one_for_one") return {};
  return "\nits children start on request, so an application cannot begin with it: make it a child"
         "\nof the root, { \"name\": \"workers\", \"strategy\": \"simple_one_for_one\", "
         "\"children\": [TEMPLATE] }";
}

// `text` as a word that is_word accepts, with _ in place of other characters; empty if the result
// would be far from what was meant.
std::string corrected_word(std::string_view text) {
  std::string out;
  if (text.empty() || !is_word(text.substr(0, 1)) ||
      std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; })) {
    return out;
  }
  for (const char each : text) {
    const std::string next = out + each;
    if (is_word(next)) {
      out = next;
    } else if (!out.empty() && out.back() != '_' && out.size() < longest_word) {
      out += '_';
    }
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

}  // namespace

object_reader::object_reader(complaints& complain, const json_node& object, const object_form& form,
                             std::string title)
    : complain_(complain), object_(object), form_(form), title_(std::move(title)) {}

bool object_reader::is_section(const json_node& node, const std::string& title) {
  if (node.is() == kind::object) return true;
  complain_.at(node, "E103", title + " must be an object, not " + complain_.written(node));
  return false;
}

const json_node* object_reader::find(std::string_view key) const {
  const json_member* member = object_.find(key);
  return member == nullptr ? nullptr : &member->value;
}

void object_reader::complain_kind(std::string_view key, const json_node& found,
                                  std::string_view wanted) {
  std::string label;
  const auto* text = found.as<std::string>();
  const bool wants_text = wanted.starts_with("text");
  if (text != nullptr && !wants_text) {
    // "2" for 2, "true" for true: the quotes are what is wrong.
    const document alone = parse_document("", *text);
    const bool same = alone.root != nullptr && alone.root->is() != kind::text;
    const bool fits =
        same && ((wanted.starts_with("an integer") && alone.root->is() == kind::integer) ||
                 (wanted.starts_with("a number") && alone.root->is() == kind::real) ||
                 alone.root->is() == kind::boolean);
    label = fits ? "write " + *text + " without quotes" : "";
    if (wanted == array_of_texts) label = "write [" + in_quotes(*text) + "]";
  } else if (wants_text && form_.find(key)->form == value_form::text &&
             (found.is() == kind::integer || found.is() == kind::real)) {
    // Not for true or false, and not for a word: a number is no word, so the corrected file would
    // have the next mistake.
    label = "write " + in_quotes(complain_.written(found));
  }
  complain_.at(found, "E103",
               in_quotes(key) + " in " + title_ + " must be " + std::string(wanted) + ", not " +
                   complain_.written(found),
               std::move(label));
}

std::string object_reader::belongs_in(std::string_view home) {
  return home.empty() ? "" : "it belongs in " + std::string(home);
}

std::string object_reader::cannot_be(std::string_view key, std::string_view text) const {
  return in_quotes(key) + " in " + title_ + " cannot be " + in_quotes(text);
}

const json_node* object_reader::expect(std::string_view key, json_node::kind wanted_kind,
                                       std::string_view wanted) {
  const json_node* found = find(key);
  if (found != nullptr && found->is() != wanted_kind) {
    if (auto scalar = scalar_of_variable(*found); scalar && scalar->is() == wanted_kind) {
      return &of_variables_.emplace_back(std::move(*scalar));
    }
    complain_kind(key, *found, wanted);
    return nullptr;
  }
  return found;
}

std::string object_reader::text(std::string_view key) {
  const json_node* found = expect(key, kind::text, "text");
  return found == nullptr ? std::string() : *found->as<std::string>();
}

std::string object_reader::word(std::string_view key) {
  const json_node* found = expect(key, kind::text, "text");
  if (found == nullptr) {
    return {};
  }
  const std::string& text = *found->as<std::string>();
  if (!is_word(text)) {
    const std::string better = corrected_word(text);
    complain_.at(*found, "E107",
                 in_quotes(text) + " cannot be the " + std::string(key) + " of " +
                     (title_.starts_with("child") ? "a child" : title_),
                 better.empty() ? "" : "write " + in_quotes(better), std::string(what_words_are));
    return {};
  }
  return text;
}

std::string object_reader::actor(std::string_view key) {
  const json_node* found = expect(key, kind::text, "text");
  if (found == nullptr) {
    return {};
  }
  const std::string& text = *found->as<std::string>();
  if (!is_actor_name(text)) {
    complain_.at(*found, "E107", in_quotes(text) + " cannot be the name of an actor", "",
                 R"(write "actor", or "module/actor" if two modules have one of that name)");
    return {};
  }
  return text;
}

bool object_reader::boolean(std::string_view key, bool otherwise) {
  const json_node* found = expect(key, kind::boolean, "true or false");
  return found == nullptr ? otherwise : *found->as<bool>();
}

std::vector<const json_node*> object_reader::texts(std::string_view key) {
  std::vector<const json_node*> good;
  const json_node* list = expect(key, kind::array, array_of_texts);
  if (list == nullptr) return good;
  std::map<std::string_view, const json_node*> seen;
  for (const json_node& each : *list->as<json_node::array>()) {
    const auto* text = each.as<std::string>();
    if (text == nullptr) {
      complain_.at(each, "E103",
                   "each of " + in_quotes(key) + " must be text, not " + complain_.written(each));
    } else if (text->empty()) {
      complain_.at(each, "E104", "one of " + in_quotes(key) + " is empty");
    } else if (const auto [first, is_new] = seen.emplace(*text, &each); !is_new) {
      complain_.at(each, "E104", in_quotes(*text) + " stands twice in " + in_quotes(key), "",
                   "first at " + to_string(complain_.place_of(*first->second)));
    } else {
      good.push_back(&each);
    }
  }
  return good;
}

const json_node* object_reader::object(std::string_view key) {
  return expect(key, kind::object, "an object");
}

const json_node* object_reader::array(std::string_view key, std::string_view wanted) {
  return expect(key, kind::array, wanted);
}

const json_node* object_reader::object_or_array(std::string_view key) {
  const json_node* found = find(key);
  if (found != nullptr && found->is() != kind::object && found->is() != kind::array) {
    complain_kind(key, *found, "an object or an array");
    return nullptr;
  }
  return found;
}

std::vector<const json_node*> object_reader::sections(std::string_view key) {
  std::vector<const json_node*> good;
  const json_node* all = array(key, "an array of objects");
  if (all == nullptr) return good;
  for (const json_node& each : *all->as<json_node::array>()) {
    if (is_section(each, "one of " + in_quotes(key))) good.push_back(&each);
  }
  return good;
}

std::optional<std::size_t> object_reader::choice_index(std::string_view key) {
  const json_node* found = find(key);
  return found == nullptr ? std::nullopt : index_of(key, *found);
}

std::vector<std::pair<const json_member*, std::size_t>> object_reader::choice_indices(
    std::string_view key) {
  std::vector<std::pair<const json_member*, std::size_t>> good;
  const json_node* all = object(key);
  if (all == nullptr) return good;
  for (const json_member& each : *all->as<json_node::object>()) {
    if (const auto index = index_of(key, each.value)) good.emplace_back(&each, *index);
  }
  return good;
}

std::optional<std::size_t> object_reader::index_of(std::string_view key, const json_node& found) {
  const auto choices = form_.find(key)->choices;
  if (found.is() != kind::text) {
    // Quotes around the value would not make it one of the choices, so there is no label.
    complain_.at(found, "E103",
                 in_quotes(key) + " in " + title_ + " must be text: " +
                     alternatives(choices, "or") + ", not " + complain_.written(found));
    return std::nullopt;
  }
  const std::string& text = *found.as<std::string>();
  const auto match = std::find(choices.begin(), choices.end(), text);
  if (match == choices.end()) {
    const auto meant = nearest(text, choices);
    const std::string_view home = home_of(key, text);
    complain_.at(found, "E104", cannot_be(key, text),
                 meant ? did_you_mean(meant) : belongs_in(home),
                 "allowed here: " + joined(choices) + advice_for_value(text));
    return std::nullopt;
  }
  return static_cast<std::size_t>(match - choices.begin());
}

void object_reader::format(std::string_view key) {
  const json_node* found = expect(key, kind::integer, "an integer, the number of the format");
  if (found != nullptr && *found->as<std::int64_t>() != format_version) {
    complain_.at(*found, "E108",
                 "this file has format " + std::to_string(*found->as<std::int64_t>()) +
                     ", and this fauxtp reads format " + std::to_string(format_version));
  }
}

}  // namespace fauxtp
