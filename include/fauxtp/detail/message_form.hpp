// The forms of data of messages and replies.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "fauxtp/detail/plain_value.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::detail {

/// How a request of data becomes a typed one, and how the typed reply becomes data.
struct request_form {
  bool is_call = false;
  const std::type_info* id = nullptr;
  std::string (*type)() = nullptr;
  std::string (*fields)() = nullptr;                     // for people; null: the request has none
  bool (*fits)(std::span<const term> fields) = nullptr;  // null: the request has no form of data
  term (*read)(std::span<term> fields) = nullptr;        // makes a box of the request
  list (*show)(const term& request) = nullptr;           // its fields; null: they are not known
  term (*show_reply)(term& reply) = nullptr;
};

template <class Request>
constexpr request_form form_of() {
  request_form form{.id = &typeid(Request), .type = &type_name<Request>};
  if constexpr (readable<Request> && has_fields<Request>) {
    form.show = [](const term& request) {
      return visit_fields(*request.get_if<Request>(), [](const auto&... each) {
        list fields;
        (fields.push_back(show_plain(each)), ...);
        return fields;
      });
    };
    if constexpr (fields_of<Request> != 0) {
      form.fields = [] { return plain_forms(elements_of<Request>(), 0); };
    }
    form.fits = [](std::span<const term> fields) {
      return all_fit(elements_of<Request>(), fields);
    };
    form.read = [](std::span<term> fields) {
      return term(read_row<Request>(elements_of<Request>(), fields));
    };
  }
  return form;
}
template <class Request>
constexpr request_form form_of_call() {
  request_form form = form_of<Request>();
  form.is_call = true;
  if constexpr (requires { typename Request::reply; }) {  // else the server does not compile
    form.show_reply = [](term& made) -> term {
      if constexpr (std::is_void_v<typename Request::reply>) {
        return {};
      } else {
        return show_plain(std::move(made).template as<typename Request::reply>());
      }
    };
  }
  return form;
}

/// How another message of a type of its own, or a reply, is written as data, and made of it again.
struct value_form {
  const std::type_info* id = nullptr;  // null: there is no such form
  std::string (*type)() = nullptr;
  term (*write)(const term& value) = nullptr;
  bool (*fits)(const term& written) = nullptr;
  term (*read)(term& written) = nullptr;
};

template <class T>
constexpr value_form form_of_value() {
  if constexpr (std::is_class_v<T> && !plain_value<T> && !plain_by_text<T> &&
                !std::same_as<T, term> && readable<T>) {
    return {.id = &typeid(T),
            .type = &type_name<T>,
            .write = [](const term& value) { return show_plain(*value.get_if<T>()); },
            .fits = [](const term& written) { return fits<T>(written); },
            .read = [](term& written) { return term(read_plain<T>(written)); }};
  } else {
    return {};
  }
}
template <class Request>
constexpr value_form form_of_reply() {
  if constexpr (requires { typename Request::reply; }) {
    using reply = typename Request::reply;
    if constexpr (!std::is_void_v<reply>) return form_of_value<reply>();
  }
  return {};
}

/// Makes the messages of a class of servers, and its replies, known as long as this object lives,
/// so that an actor that traces another one sees the fields of its requests, and a capsule has
/// them. For static objects only.
class known_forms {
 public:
  known_forms(std::span<const request_form> requests, std::span<const value_form> values);
  ~known_forms();
  known_forms(const known_forms&) = delete;
  known_forms& operator=(const known_forms&) = delete;

 private:
  std::span<const request_form> requests_;
  std::span<const value_form> values_;
};

/// Which requests a server understands.
struct served_forms {
  std::span<const request_form> typed;
  bool any_call = false;  // it handles terms
  bool any_cast = false;
};

}  // namespace fauxtp::detail
#pragma GCC visibility pop
