// How a term is shown to people.
#include "term/print.hpp"

#include <charconv>
#include <cmath>
#include <ostream>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "term/unicode.hpp"

namespace fauxtp {

namespace {

using detail::raw;

// People read no further than this.
constexpr std::size_t deepest_shown = 100;
// Each box that is shown takes some of the stack of an actor, which is small.
constexpr int deepest_box = 8;

thread_local int boxes = 0;

/// What has been printed: the beginning is kept, the rest is only counted.
class output {
 public:
  explicit output(std::size_t longest) : longest_(longest) {}

  void add(std::string_view text) {
    kept_ += text.substr(0, room());
    size_ += text.size();
  }
  void add_visible(std::string_view text) {
    const std::size_t before = kept_.size();
    const std::string_view shown = text.substr(0, room());
    append_visible(kept_, shown);
    size_ += kept_.size() - before + text.size() - shown.size();
  }
  std::string text() && {
    const std::size_t end = whole_characters(kept_, longest_);
    if (end == kept_.size() && size_ == end) return std::move(kept_);
    kept_.resize(end);
    return std::move(kept_) + left_out(size_ - end);
  }

 private:
  std::size_t room() const { return kept_.size() < longest_ ? longest_ - kept_.size() : 0; }

  const std::size_t longest_;
  std::string kept_;
  std::size_t size_ = 0;
};

/// A container whose elements are being printed.
struct opened {
  explicit opened(const term& container)
      : closing(container.kind() == term_kind::tuple  ? ')'
                : container.kind() == term_kind::list ? ']'
                                                      : '}'),
        elements(container.elements()) {
    if (container.kind() != term_kind::map) return;
    entry = raw::object<map>(container).begin();
    entries = container.size();
  }

  char closing;
  bool has_begun = false;
  std::span<const term> elements;  // that have not been printed yet
  decltype(std::as_const(std::declval<map&>()).begin()) entry{};
  std::size_t entries = 0;
};

class printer {
 public:
  explicit printer(std::size_t longest) : out_(longest) {}

  std::string print(const term& value) && {
    show(value);
    while (!open_.empty()) {
      if (const term* next = next_element()) {
        show(*next);
      } else {
        out_.add({&open_.back().closing, 1});
        open_.pop_back();
      }
    }
    return std::move(out_).text();
  }

 private:
  const term* next_element() {
    opened& innermost = open_.back();
    if (innermost.elements.empty() && innermost.entries == 0) return nullptr;
    if (std::exchange(innermost.has_begun, true)) out_.add(", ");
    if (innermost.entries == 0) {
      const term* next = &innermost.elements.front();
      innermost.elements = innermost.elements.subspan(1);
      return next;
    }
    --innermost.entries;
    const auto& [key, value] = *innermost.entry++;
    text(key);
    out_.add(": ");
    return &value;
  }

  void open(const char* opening, const term& container) {
    if (open_.size() > deepest_shown) return out_.add("…");
    out_.add(opening);
    open_.emplace_back(container);
  }

  template <class Number>
  void number(Number value) {
    char digits[32];
    out_.add({digits, std::to_chars(std::begin(digits), std::end(digits), value).ptr});
  }

  void real(double value) {
    char digits[32];
    const std::string_view text(
        digits, std::to_chars(std::begin(digits), std::end(digits), value).ptr - digits);
    out_.add(text);
    // 3.0 must not look like the integer 3.
    if (std::isfinite(value) && text.find_first_of(".e") == text.npos) out_.add(".0");
  }

  void text(std::string_view value) {
    out_.add("\"");
    for (;;) {
      const std::size_t special = value.find_first_of("\"\\\b\f");
      out_.add_visible(value.substr(0, special));
      if (special == value.npos) break;
      switch (value[special]) {
        case '"':
          out_.add("\\\"");
          break;
        case '\\':
          out_.add("\\\\");
          break;
        case '\b':
          out_.add("\\b");
          break;
        default:
          out_.add("\\f");
      }
      value.remove_prefix(special + 1);
    }
    out_.add("\"");
  }

  // If its to_string throws, the actor that reports or asks must not end because of that.
  void box(const term& value) {
    const auto show_it = raw::type(value).show;
    if (show_it == nullptr) return out_.add(value.type_name());
    if (boxes >= deepest_box) return out_.add("…");
    ++boxes;
    std::string shown;
    try {
      shown = show_it(value);
    } catch (...) {
      shown = value.type_name() + " (its to_string has thrown)";
    }
    --boxes;
    out_.add_visible(shown);
  }

  void show(const term& value) {
    switch (value.kind()) {
      case term_kind::nil:
        return out_.add("nil");
      case term_kind::boolean:
        return out_.add(raw::load<bool>(value) ? "true" : "false");
      case term_kind::integer:
        return number(raw::load<std::int64_t>(value));
      case term_kind::real:
        return real(raw::load<double>(value));
      case term_kind::text:
        return text(raw::text(value));
      case term_kind::binary:
        out_.add("<<");
        number(value.size());
        return out_.add(value.size() == 1 ? " byte>>" : " bytes>>");
      case term_kind::pid:
        return out_.add(to_string(raw::load<pid>(value)));
      case term_kind::ref:
        return out_.add(to_string(raw::load<ref>(value)));
      case term_kind::tuple:
        return open("(", value);
      case term_kind::list:
        return open("[", value);
      case term_kind::map:
        return open("{", value);
      case term_kind::box:
        return box(value);
    }
  }

  output out_;
  std::vector<opened> open_;
};

}  // namespace

std::string_view to_string(term_kind kind) {
  static constexpr std::string_view names[] = {"nil",   "boolean", "integer", "real",
                                               "text",  "binary",  "pid",     "ref",
                                               "tuple", "list",    "map",     "box"};
  return names[static_cast<std::size_t>(kind)];
}

void term::print(std::ostream& out) const { out << detail::printed(*this); }

namespace detail {

int boxes_around() noexcept { return boxes; }

std::string printed(const term& value, std::size_t longest) {
  return printer(longest).print(value);
}

std::string printed(const term& value) { return printed(value, any_length); }

}  // namespace detail

}  // namespace fauxtp
