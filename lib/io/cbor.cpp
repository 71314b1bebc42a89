// What is not written, or not read, as a CBOR that was not expected.
#include "fauxtp/detail/cbor.hpp"

#include "fauxtp/detail/kept_form.hpp"

namespace fauxtp::detail {

unreadable::~unreadable() = default;

namespace {

// Private tags may be anything above the registered ones; this one is "ftup".
constexpr std::uint64_t tuple_tag = 0x6674'7570;

std::string name_of(const cbor_reader::value& found) {
  if (found.is_real) return "a number with a point";
  switch (found.kind) {
    case cbor_kind::whole:
      return "the integer " + std::to_string(found.number);
    case cbor_kind::negative:
      return "a negative integer";
    case cbor_kind::bytes:
      return "bytes";
    case cbor_kind::text:
      return "a text";
    case cbor_kind::array:
      return "a list";
    case cbor_kind::map:
      return "an object";
    case cbor_kind::tag:
      return "a tag";
    case cbor_kind::other:
      break;
  }
  return found.number == cbor_null ? "null" : "a boolean";
}

}  // namespace

void cbor_reader::refuse_for(const char* wanted, const value& found) const {
  throw unreadable("there is " + name_of(found) + ", where " + wanted + " was expected");
}

void cbor_reader::refuse(const char* found) { throw unreadable(std::string("there is ") + found); }

void cbor_reader::skip() {
  for (std::uint64_t left = 1; left > 0; --left) {
    const value found = next();
    switch (found.kind) {
      case cbor_kind::bytes:
      case cbor_kind::text:
        content(found.kind, "");
        break;
      case cbor_kind::array:
        left += count_of(found.kind, "");
        break;
      case cbor_kind::map:
        left += 2 * count_of(found.kind, "");
        break;
      case cbor_kind::tag:
        ++left;
        [[fallthrough]];
      default:
        head();
    }
  }
}

int deeper(int depth) {
  if (depth < deepest_kept) return depth + 1;
  throw bad_term("more than " + std::to_string(deepest_kept) + " values inside each other");
}

void keep_term(cbor_writer& to, const term& value, int depth) {
  switch (value.kind()) {
    case term_kind::nil:
      return to.null();
    case term_kind::boolean:
      return to.boolean(value.as<bool>());
    case term_kind::integer:
      return to.whole(value.as<std::int64_t>());
    case term_kind::real:
      return to.real(value.as<double>());
    case term_kind::text:
      return to.text(value.as<std::string_view>());
    case term_kind::binary:
      return keep(to, *value.get_if<binary>(), depth);
    case term_kind::tuple:
      to.head(cbor_kind::tag, tuple_tag);
      [[fallthrough]];
    case term_kind::list:
      to.head(cbor_kind::array, value.size());
      for (const term& each : value.elements()) keep_term(to, each, deeper(depth));
      return;
    case term_kind::map:
      to.head(cbor_kind::map, value.size());
      for (const auto& [key, each] : *value.get_if<map>()) {
        to.text(key);
        keep_term(to, each, deeper(depth));
      }
      return;
    case term_kind::pid:
    case term_kind::ref:
    case term_kind::box:
      throw bad_term("a " + value.type_name() + " cannot be kept in a file: " + to_string(value));
  }
}

term recall_term(cbor_reader& from, int depth) {
  const cbor_reader::value found = from.next();
  switch (found.kind) {
    case cbor_kind::whole:
    case cbor_kind::negative:
      return recall_whole(from, std::numeric_limits<std::int64_t>::min(),
                          std::numeric_limits<std::int64_t>::max());
    case cbor_kind::bytes: {
      binary bytes;
      recall(from, bytes, depth);
      return bytes;
    }
    case cbor_kind::text:
      return from.text();
    case cbor_kind::array: {
      std::vector<term> all(from.count_of(cbor_kind::array, ""));
      for (term& each : all) each = recall_term(from, deeper(depth));
      return list(std::move(all));
    }
    case cbor_kind::map: {
      map made;
      for (std::uint64_t left = from.count_of(cbor_kind::map, ""); left > 0; --left) {
        const std::string_view key = from.text();
        made.set(key, recall_term(from, deeper(depth)));
      }
      return made;
    }
    case cbor_kind::tag: {
      if (found.number != tuple_tag) from.refuse_for("a value", found);
      from.head();
      term made = raw::make_tuple(from.count_of(cbor_kind::array, "a list"));
      for (term& each : made.elements()) each = recall_term(from, deeper(depth));
      return made;
    }
    case cbor_kind::other:
      break;
  }
  if (found.is_real) return recall_real(from);
  if (from.takes_null()) return {};
  return recall_boolean(from);
}

std::int64_t recall_whole(cbor_reader& from, std::int64_t least, std::uint64_t most) {
  const cbor_reader::value found = from.next();
  if (found.kind == cbor_kind::negative && found.number <= ~static_cast<std::uint64_t>(least)) {
    from.head();
    return static_cast<std::int64_t>(~found.number);
  }
  if (found.kind == cbor_kind::negative && least < 0) from.refuse("an integer that is too small");
  return static_cast<std::int64_t>(recall_unsigned(from, most));
}

std::uint64_t recall_unsigned(cbor_reader& from, std::uint64_t most) {
  const std::uint64_t number = from.head_of(cbor_kind::whole, "an integer");
  if (number > most) from.refuse("an integer that is too large");
  return number;
}

double recall_real(cbor_reader& from) {
  const cbor_reader::value found = from.next();
  if (found.is_real) return std::bit_cast<double>(from.head().number);
  // A field that was an integer once.
  using limits = std::numeric_limits<std::int64_t>;
  return static_cast<double>(recall_whole(from, limits::min(), limits::max()));
}

bool recall_boolean(cbor_reader& from) {
  const cbor_reader::value found = from.head();
  const bool is_one = found.kind == cbor_kind::other && !found.is_real &&
                      (found.number == cbor_true || found.number == cbor_false);
  if (!is_one) from.refuse_for("a boolean", found);
  return found.number == cbor_true;
}

void refuse_field(std::string_view name, const unreadable& why) {
  throw unreadable("in " + std::string(name) + ", " + why.what());
}

}  // namespace fauxtp::detail
