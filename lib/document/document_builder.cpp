// Builds the tree from the parser's events, and finds out where in the text each event stands.
#include "document/document_builder.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "document/syntax_error.hpp"
#include "document/token_scan.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

// The parser tells no positions. This iterator tells how far the parser's lexer has read. That is
// the end of the token of the event that is being reported, except for numbers: to see where a
// number ends, the lexer reads one character more.
class counting_iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  counting_iterator(const char* at, const char** reached) : at_(at), reached_(reached) {}

  reference operator*() const { return *at_; }
  counting_iterator& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  counting_iterator operator++(int) {
    counting_iterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const counting_iterator& other) const { return at_ == other.at_; }
  bool operator!=(const counting_iterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

// Receives the parser's events. Each of these functions returns false to end the parse.
class builder {
 public:
  explicit builder(document& target)
      : target_(target), text_(target.source->text()), reached_(text_.data()) {}

  void run() {
    const char* begin = text_.data();
    const bool complete = nlohmann::json::sax_parse(
        counting_iterator(begin, &reached_), counting_iterator(begin + text_.size(), &reached_),
        this, nlohmann::json::input_format_t::json, /*strict=*/true, /*ignore_comments=*/true);
    if (!complete) target_.root.reset();
  }

  bool null() { return scalar({}); }
  bool boolean(bool value) { return scalar(value); }
  bool number_integer(std::int64_t value) { return number(value); }
  bool number_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return refuse_integer();
    }
    return number(static_cast<std::int64_t>(value));
  }
  bool number_float(double value, const std::string& written) {
    // An integer past 64 bits arrives here, rounded.
    if (written.find_first_of(".eE") == std::string::npos) return refuse_integer();
    return number(value);
  }
  bool string(std::string& value) { return scalar(std::move(value)); }
  bool binary(std::vector<std::uint8_t>&) { return false; }

  bool start_object(std::size_t) { return open(json_node::object{}); }
  bool start_array(std::size_t) { return open(json_node::array{}); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    const auto [begin, end] = token();
    container& top = open_.back();
    const auto [known, is_new] = top.keys.emplace(name, begin);
    if (!is_new) {
      complain(begin, end, "E005", "key " + in_quotes(name) + " is given twice in one object", "",
               "first at " + to_string(target_.source->locate(known->second, known->second)));
      target_.diagnostics.back().place.pointer += pointer_step(name);
    }
    top.key = json_member{name, begin, end, {}};
    top.is_duplicate = !is_new;
    last_ = json_event::key;
    // A file with this many duplicate keys was not written by hand.
    return target_.diagnostics.size() < 20;
  }

  // The parser's own messages are about its grammar; ours are about what stands in the text.
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
    syntax_state state;
    state.at = end_;
    state.last = last_;
    state.last_begin = begin_;
    for (const container& each : open_) state.open.push_back(each.node.begin);
    target_.diagnostics.push_back(explain_syntax_error(*target_.source, state));
    target_.diagnostics.back().place.pointer = pointer();
    return false;
  }

 private:
  struct container {
    json_node node;
    json_member key;            // of an object: the member whose value comes next
    bool is_duplicate = false;  // if so, its value is dropped
    std::unordered_map<std::string, std::uint32_t> keys;
  };
  struct span {
    std::uint32_t begin;
    std::uint32_t end;
  };

  // Where the token of this event stands. Must be called once for each event.
  span token() {
    begin_ = skip_to_token(text_, end_);
    end_ = static_cast<std::size_t>(reached_ - text_.data());
    return {static_cast<std::uint32_t>(begin_), static_cast<std::uint32_t>(end_)};
  }
  span number_token() {
    begin_ = skip_to_token(text_, end_);
    end_ = end_of_number(text_, begin_);
    return {static_cast<std::uint32_t>(begin_), static_cast<std::uint32_t>(end_)};
  }

  bool scalar(decltype(json_node::value) value) { return add(std::move(value), token()); }
  bool number(decltype(json_node::value) value) { return add(std::move(value), number_token()); }

  bool add(decltype(json_node::value) value, span place) {
    last_ = json_event::value;
    return is_within_bounds(place) && attach({std::move(value), place.begin, place.end});
  }

  bool open(decltype(json_node::value) empty) {
    const span place = token();
    if (open_.size() == document::max_depth) {
      complain(place.begin, place.end, "E006",
               "more than " + std::to_string(document::max_depth) +
                   " objects and arrays inside each other");
      return false;
    }
    if (!is_within_bounds(place)) return false;
    container& opened = open_.emplace_back();
    opened.node = {std::move(empty), place.begin, place.end};
    last_ = json_event::open;
    return true;
  }

  bool close() {
    json_node done = std::move(open_.back().node);
    done.end = token().end;
    open_.pop_back();
    last_ = json_event::value;
    return attach(std::move(done));
  }

  bool attach(json_node node) {
    if (open_.empty()) {
      target_.root = std::make_unique<json_node>(std::move(node));
      return true;
    }
    container& top = open_.back();
    if (auto* elements = std::get_if<json_node::array>(&top.node.value)) {
      elements->push_back(std::move(node));
    } else if (!top.is_duplicate) {
      top.key.value = std::move(node);
      std::get<json_node::object>(top.node.value).push_back(std::move(top.key));
    }
    return true;
  }

  bool is_within_bounds(span place) {
    if (++values_ <= document::max_values) return true;
    complain(place.begin, place.end, "E002",
             "the file has more than " + std::to_string(document::max_values) + " values");
    return false;
  }

  bool refuse_integer() {
    const auto [begin, end] = number_token();
    complain(begin, end, "E007",
             "the integer " + std::string(text_.substr(begin, std::min(end - begin, 40U))) +
                 " does not fit 64 bits",
             "", "integers go from -9223372036854775808 to 9223372036854775807");
    // The parse goes on, so that its other errors are seen too.
    return add({}, {begin, end});
  }

  // The pointer that the next value of the tree would have.
  std::string pointer() const {
    std::string path;
    for (const container& each : open_) {
      if (const auto* elements = std::get_if<json_node::array>(&each.node.value)) {
        path += "/" + std::to_string(elements->size());
      } else if (&each != &open_.back() || last_ == json_event::key) {
        path += pointer_step(each.key.key);
      }
    }
    return path;
  }

  void complain(std::size_t begin, std::size_t end, std::string code, std::string message,
                std::string label = {}, std::string help = {}) {
    target_.diagnostics.push_back(make_diagnostic(*target_.source, begin, end, std::move(code),
                                                  std::move(message), std::move(label),
                                                  std::move(help)));
    target_.diagnostics.back().place.pointer = pointer();
  }

  document& target_;
  std::string_view text_;
  const char* reached_;
  std::size_t begin_ = 0;  // of the last event's token
  std::size_t end_ = 0;
  json_event last_ = json_event::none;
  std::vector<container> open_;
  std::size_t values_ = 0;
};

}  // namespace

void build_document(document& target) { builder(target).run(); }

}  // namespace fauxtp
