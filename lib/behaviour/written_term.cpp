// Values as they stand in capsules.
#include "behaviour/written_term.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "actor/last_messages.hpp"
#include "actor/local_node.hpp"
#include "behaviour/form_book.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/shown_text.hpp"
#include "term/unicode.hpp"

namespace fauxtp::detail {

not_readable::~not_readable() = default;

namespace {

// A map with special keys takes three levels of JSON, of which there may be 100 (deepest_json).
constexpr int deepest = 30;
constexpr std::size_t most_values = 10'000;
constexpr std::size_t most_bytes = std::size_t{256} << 10;

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const fauxtp::character next = character_at(text, at);
    if (!next.valid) return false;
    at += next.length;
  }
  return true;
}

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char each : bytes) {
    const auto byte = static_cast<unsigned char>(each);
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    unsigned byte = 0;
    const std::string_view pair = hex.substr(at, 2);
    const auto end = std::from_chars(pair.data(), pair.data() + pair.size(), byte, 16);
    if (pair.size() != 2 || end.ptr != pair.data() + 2) {
      throw not_readable(in_quotes(hex) + " is not written in hexadecimal digits");
    }
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

map one(const char* key, term value) {
  map made;
  made.set(key, std::move(value));
  return made;
}

term shown(const std::string& text) { return one("$shown", shortened(visible(text), 1000)); }

/// Writes one message. What is too much of it is left out: an actor may take a message of 100 MB.
class writer {
 public:
  term write(const term& value, int depth = 0) {
    if (depth == deepest || values_++ >= most_values) return shown("too much to be written");
    switch (value.kind()) {
      case term_kind::nil:
      case term_kind::boolean:
      case term_kind::integer:
        return value.clone();
      case term_kind::real:
        return real(value.as<double>());
      case term_kind::text:
        return text(value.as<std::string_view>());
      case term_kind::binary: {
        const auto& bytes = *value.get_if<binary>();
        return hex("$bytes", {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
      }
      case term_kind::pid:
        return actor(value.as<pid>());
      case term_kind::ref:
        return one("$ref", to_string(value.as<ref>()));
      case term_kind::tuple:
        return one("$tuple", elements(value, depth));
      case term_kind::list:
        return elements(value, depth);
      case term_kind::map:
        return entries(*value.get_if<map>(), depth);
      case term_kind::box:
        return box(value, depth);
    }
    return {};
  }

 private:
  static term real(double value) {
    if (std::isfinite(value)) return value;
    return one("$real", std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
  }

  term text(std::string_view value) {
    if (!is_utf8(value)) return hex("$text", value);
    if (!has_room(value.size())) return shown(too_long("text", value.size()));
    return std::string(value);
  }

  term hex(const char* key, std::string_view bytes) {
    if (!has_room(2 * bytes.size())) return shown(too_long(key + 1, bytes.size()));
    return one(key, hex_of(bytes));
  }

  bool has_room(std::size_t size) {
    if (size > most_bytes - bytes_) return false;
    bytes_ += size;
    return true;
  }
  static std::string too_long(const char* what, std::size_t size) {
    return std::string(what) + " of " + std::to_string(size) + " bytes";
  }

  static term actor(pid who) {
    map made = one("$pid", to_string(who));
    if (process* own = process::current_or_null()) {
      std::string name = own->node().names().name_of(who);
      if (!name.empty()) made.set("name", std::move(name));
    }
    return made;
  }

  term elements(const term& value, int depth) {
    list made;
    for (const term& each : value.elements()) {
      if (values_ >= most_values) return shown(too_many(value.size()));
      made.push_back(write(each, depth + 1));
    }
    return made;
  }

  term entries(const map& value, int depth) {
    bool is_special = false;
    for (const auto& [key, each] : value) is_special |= key.starts_with('$') || !is_utf8(key);
    list pairs;
    map made;
    for (const auto& [key, each] : value) {
      if (values_ >= most_values || !has_room(key.size())) return shown(too_many(value.size()));
      if (is_special) {
        pairs.push_back(list_of(text(key), write(each, depth + 1)));
      } else {
        made.set(key, write(each, depth + 1));
      }
    }
    if (is_special) return one("$map", std::move(pairs));
    return made;
  }
  static std::string too_many(std::size_t count) {
    return "one of " + std::to_string(count) + " values, too many to be written";
  }

  term box(const term& value, int depth) {
    if (const auto* call = value.get_if<call_message>()) {
      map made = one("$call", write(call->request, depth + 1));
      made.set("from", actor(call->client.client));
      return made;
    }
    if (const auto* cast = value.get_if<cast_message>()) {
      return one("$cast", write(cast->request, depth + 1));
    }
    if (const auto* end = value.get_if<down>()) {
      map made = one("$down", actor(end->actor));
      made.set("reason", reason(end->reason, depth));
      if (!end->name.empty()) made.set("name", end->name);
      return made;
    }
    if (const auto* signal = value.get_if<exit_signal>()) {
      map made = one("$exit", actor(signal->from));
      made.set("reason", reason(signal->reason, depth));
      return made;
    }
    if (const auto* why = value.get_if<exit_reason>()) return one("$reason", reason(*why, depth));
    return typed(value, depth);
  }

  term reason(const exit_reason& why, int depth) {
    if (const error_info* error = why.error()) {
      map made = one("error", text(error->type));
      made.set("what", text(error->what));
      return made;
    }
    if (why.kind() == exit_kind::other) return one("detail", write(why.detail(), depth + 1));
    if (!why.detail().is_nil()) return one("shutdown", write(why.detail(), depth + 1));
    return to_string(why);
  }

  term typed(const term& value, int depth) {
    const term_type& type = raw::type(value);
    if (type.show == nullptr) {
      if (const auto* request = form_book::all().of<request_form>(*type.type);
          request != nullptr && request->show != nullptr) {
        map made = one("$type", request->type());
        made.set("fields", rows(term(request->show(value)), depth));
        return made;
      }
      if (const auto* form = form_book::all().of<value_form>(*type.type)) {
        map made = one("$type", form->type());
        made.set("value", rows(form->write(value), depth));
        return made;
      }
    }
    return shown(to_string(value));
  }

  // In a form of data, a tuple is a list.
  term rows(term value, int depth) {
    const bool is_row = value.kind() == term_kind::tuple || value.kind() == term_kind::list;
    if (is_row && depth < deepest) {
      list made;
      for (term& each : value.elements()) {
        if (values_++ >= most_values) return shown(too_many(value.size()));
        made.push_back(rows(std::move(each), depth + 1));
      }
      return made;
    }
    if (auto* all = value.get_if<map>(); all != nullptr && depth < deepest) {
      for (auto& [key, each] : *all) each = rows(std::move(each), depth + 1);
      return value;
    }
    return write(value, depth);
  }

  std::size_t values_ = 0;
  std::size_t bytes_ = 0;
};

/// Reads one value.
class reader {
 public:
  explicit reader(const actor_reader& actors) : actors_(actors) {}

  term read(const term& from) {
    if (from.kind() == term_kind::list) return elements(from);
    const auto* all = from.get_if<map>();
    if (all == nullptr) return from.clone();
    const std::string_view key = special_key(*all);
    if (key.empty()) {
      map made;
      for (const auto& [name, each] : *all) made.set(name, read(each));
      return made;
    }
    return special(key, *all->find(key), *all);
  }

  exit_reason reason(const term& from) {
    if (from.kind() == term_kind::text) return named_reason(from.as<std::string>());
    if (const term* error = from.find("error")) {
      return exit_reason::error(error->as<std::string>(), from.get("what", ""));
    }
    if (const term* detail = from.find("shutdown"))
      return exit_reason::shutdown_with(read(*detail));
    if (const term* detail = from.find("detail")) return exit_reason(read(*detail));
    throw not_readable(to_string(from) + " is no exit reason");
  }

 private:
  static std::string_view special_key(const map& all) {
    for (const auto& [key, each] : all) {
      if (key.starts_with('$')) return key;
    }
    return {};
  }

  term special(std::string_view key, const term& value, const map& all) {
    if (key == "$pid") return actor(all);
    if (key == "$ref") return by_text_or_throw<ref>(value);
    if (key == "$bytes") return by_text_or_throw<binary>(bytes_of(text(value)));
    if (key == "$text") return bytes_of(text(value));
    if (key == "$real") return real(text(value));
    if (key == "$tuple") return tuple_of(value);
    if (key == "$map") return map_of(value);
    if (key == "$call" || key == "$cast") return read(value);
    if (key == "$down") {
      const term* name = all.find("name");
      return down{make_ref(), actor(value), reason(field(all, "reason")),
                  name == nullptr ? "" : name->as<std::string>()};
    }
    if (key == "$exit") return exit_signal{actor(value), reason(field(all, "reason"))};
    if (key == "$reason") return reason(value);
    if (key == "$type") return typed(text(value), all);
    if (key == "$shown") throw not_readable("of it is only known how it is shown: " + text(value));
    throw not_readable(in_quotes(key) + " stands for no kind of value");
  }

  static std::string text(const term& value) {
    if (value.kind() != term_kind::text) throw not_readable(to_string(value) + " is no text");
    return value.as<std::string>();
  }
  static const term& field(const map& all, const char* key) {
    const term* found = all.find(key);
    if (found == nullptr) throw not_readable("there is no \"" + std::string(key) + "\"");
    return *found;
  }
  template <plain_by_text T>
  static term by_text_or_throw(const term& value) {
    auto found = by_text<T>(value);
    if (!found) throw not_readable(to_string(value) + " is no " + plain_form<T>());
    return std::move(*found);
  }
  static term real(const std::string& word) {
    using limits = std::numeric_limits<double>;
    if (word == "nan") return limits::quiet_NaN();
    return word == "inf" ? limits::infinity() : -limits::infinity();
  }

  pid actor(const term& from) {
    const auto* all = from.get_if<map>();
    if (all == nullptr) throw not_readable(to_string(from) + " is no actor");
    return actor(*all);
  }
  pid actor(const map& all) {
    const term* name = all.find("name");
    return actors_(text(field(all, "$pid")), name == nullptr ? "" : text(*name));
  }

  term elements(const term& from) {
    list made;
    for (const term& each : from.elements()) made.push_back(read(each));
    return made;
  }

  term tuple_of(const term& from) {
    term made = raw::make_tuple(from.size());
    for (std::size_t each = 0; each < from.size(); ++each) made[each] = read(from[each]);
    return made;
  }

  term map_of(const term& from) {
    map made;
    for (const term& each : from.elements()) {
      if (each.size() != 2) throw not_readable(to_string(each) + " is no entry of a map");
      made.set(read(each[0]).as<std::string>(), read(each[1]));
    }
    return made;
  }

  term typed(const std::string& type, const map& all) {
    if (const term* fields = all.find("fields")) {
      term read_fields = read(*fields);
      const std::span<term> each = read_fields.elements();
      for (const auto* form : form_book::all().named<request_form>(type)) {
        if (form->fits != nullptr && form->fits(each)) return form->read(each);
      }
    } else {
      term value = read(field(all, "value"));
      for (const auto* form : form_book::all().named<value_form>(type)) {
        if (form->fits(value)) return form->read(value);
      }
    }
    throw not_readable("the modules that are loaded have no type " + type +
                       " that these fields fit");
  }

  static exit_reason named_reason(const std::string& word) {
    for (const exit_kind each :
         {exit_kind::normal, exit_kind::shutdown, exit_kind::kill, exit_kind::killed,
          exit_kind::noproc, exit_kind::noconnection, exit_kind::timeout}) {
      if (to_string(exit_reason(each)) == word) return each;
    }
    return exit_reason(term(word));
  }

  const actor_reader& actors_;
};

const bool writes_capsules = (write_capsules_by(&written), true);

}  // namespace

term written(const term& value) { return writer().write(value); }

term read_written(const term& written, const actor_reader& actors) {
  return reader(actors).read(written);
}

exit_reason read_reason(const term& written, const actor_reader& actors) {
  return reader(actors).reason(written);
}

}  // namespace fauxtp::detail
