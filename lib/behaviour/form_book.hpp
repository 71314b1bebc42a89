#pragma once

#include <mutex>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "fauxtp/detail/message_form.hpp"

namespace fauxtp::detail {

/// The forms of the messages and replies of all classes of servers. Any thread.
class form_book {
 public:
  /// It is never destroyed: static objects of modules, which use it, are destroyed later than ours.
  static form_book& all();

  template <class Form>
  void add(const Form& form) {
    if (form.id == nullptr) return;
    const std::lock_guard lock(guard_);
    table<Form>().insert_or_assign(*form.id, &form);
  }
  template <class Form>
  void remove(const Form& form) {
    if (form.id == nullptr) return;
    const std::lock_guard lock(guard_);
    const auto found = table<Form>().find(*form.id);
    if (found != table<Form>().end() && found->second == &form) table<Form>().erase(found);
  }

  /// Null if it is not known.
  template <class Form>
  const Form* of(const std::type_info& type) {
    const std::lock_guard lock(guard_);
    const auto found = table<Form>().find(type);
    return found == table<Form>().end() ? nullptr : found->second;
  }
  /// Two modules may each have a type of that name.
  template <class Form>
  std::vector<const Form*> named(std::string_view type) {
    const std::lock_guard lock(guard_);
    std::vector<const Form*> found;
    for (const auto& [id, form] : table<Form>()) {
      if (form->type() == type) found.push_back(form);
    }
    return found;
  }

 private:
  template <class Form>
  using forms = std::unordered_map<std::type_index, const Form*>;
  template <class Form>
  forms<Form>& table() {
    if constexpr (std::same_as<Form, request_form>) {
      return requests_;
    } else {
      return values_;
    }
  }

  std::mutex guard_;
  forms<request_form> requests_;
  forms<value_form> values_;
};

}  // namespace fauxtp::detail
