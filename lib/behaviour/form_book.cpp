// Which types of messages and replies have a form of data.
#include "behaviour/form_book.hpp"

namespace fauxtp::detail {

form_book& form_book::all() {
  static auto* made = new form_book;
  return *made;
}

known_forms::known_forms(std::span<const request_form> requests, std::span<const value_form> values)
    : requests_(requests), values_(values) {
  for (const request_form& each : requests_) form_book::all().add(each);
  for (const value_form& each : values_) form_book::all().add(each);
}

known_forms::~known_forms() {
  for (const request_form& each : requests_) form_book::all().remove(each);
  for (const value_form& each : values_) form_book::all().remove(each);
}

}  // namespace fauxtp::detail
