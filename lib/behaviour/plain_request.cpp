// Requests that are data: what a server makes of them, and the two sides of the question.
#include "fauxtp/plain_request.hpp"

#include "actor/traced_text.hpp"
#include "behaviour/form_book.hpp"
#include "behaviour/plain_question.hpp"
#include "behaviour/pool_call.hpp"
#include "behaviour/round_trip.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/send_request.hpp"
#include "fauxtp/sys.hpp"

namespace fauxtp {

not_understood::not_understood(const server_ref& server, const std::string& why)
    : std::runtime_error(to_string(server) + " " + why) {}
not_understood::~not_understood() = default;

namespace detail {
namespace {

/// "add" of "counter::add" and of "counter::(anonymous namespace)::add".
std::string_view without_namespaces(std::string_view type) {
  const std::string_view name = type.substr(0, type.find('<'));
  const std::size_t colons = name.rfind("::");
  return colons == name.npos ? type : type.substr(colons + 2);
}

/// A form as one would write a request of it: `"value"`, `["add", integer]`.
std::string shown(const request_form& form) {
  const std::string type = form.type();
  std::string text = "\"" + std::string(without_namespaces(type)) + "\"";
  if (form.fits == nullptr) {
    text += " (not from JSON)";
  } else if (form.fields != nullptr) {
    text = "[" + text + ", " + form.fields() + "]";
  }
  return form.is_call ? text : text + " (cast)";
}

std::string shown(const served_forms& served) {
  std::string all;
  const auto add = [&all](const std::string& text) { all += (all.empty() ? "" : ", ") + text; };
  for (const request_form& form : served.typed) add(shown(form));
  if (served.any_call) add("anything");
  if (served.any_cast) add("anything (cast)");
  return all.empty() ? "no requests" : all;
}

/// The name and the fields of a request that is data. The name is empty if no typed request can
/// have that form.
struct parts {
  std::string_view name;
  std::span<term> fields;
};
parts parts_of(term& request) {
  if (request.kind() == term_kind::text) return {request.as<std::string_view>(), {}};
  const std::span<term> elements = request.elements();
  if (elements.empty() || elements[0].kind() != term_kind::text) return {};
  return {elements[0].as<std::string_view>(), elements.subspan(1)};
}

term plain_reply(term& reply) { return plain_copy(reply); }

/// A request as one would write it, if its form is known: `["add", 5]`. Another message, or a
/// reply, with its fields: `price (11, "EUR")`.
std::string shown(const term& request) {
  // A type with a to_string of its own may have reasons not to show all its fields.
  if (request.kind() != term_kind::box || raw::type(request).show != nullptr) {
    return to_string(request);
  }
  const std::type_info& type = *raw::type(request).type;
  if (const auto* value = form_book::all().of<value_form>(type)) {
    return std::string(without_namespaces(value->type())) + " " + to_string(value->write(request));
  }
  const auto* form = form_book::all().of<request_form>(type);
  if (form == nullptr || form->show == nullptr) return to_string(request);
  term written(std::string(without_namespaces(form->type())));
  const list fields = form->show(request);
  if (fields.begin() == fields.end()) return to_string(written);
  list all;
  all.push_back(std::move(written));
  for (const term& each : fields) all.push_back(each.clone());
  return to_string(term(std::move(all)));
}

std::string shown_to_tracers(const term& message) {
  if (const auto* call = message.get_if<call_message>()) return "call " + shown(call->request);
  if (const auto* cast = message.get_if<cast_message>()) return "cast " + shown(cast->request);
  return shown(message);
}

const bool shows_messages = (show_traced_messages_by(&shown_to_tracers), true);

}  // namespace

plain_answer understand(actor& server, plain_question& asked) {
  const auto* loop = dynamic_cast<const server_loop*>(&server);
  if (loop == nullptr) return {std::move(asked.request), &plain_reply};
  const served_forms served = loop->served();
  const auto [name, fields] = parts_of(asked.request);
  for (const request_form& form : served.typed) {
    if (form.is_call != asked.is_call || form.fits == nullptr || name.empty()) continue;
    const std::string type = form.type();
    if ((name != type && name != without_namespaces(type)) || !form.fits(fields)) continue;
    return {form.read(fields), form.show_reply};
  }
  if (asked.is_call ? served.any_call : served.any_cast) {
    return {std::move(asked.request), &plain_reply};
  }
  return {.refusal = std::string("does not understand ") + (asked.is_call ? "" : "the cast ") +
                     to_string(asked.request) + "; it handles: " + shown(served)};
}

namespace {

plain_answer ask_what_it_is(pid server, term request, bool is_call, duration wait) {
  const request_text text(request);
  auto answer = round_trip<system_message>(
                    server, server, term(plain_question{std::move(request), is_call}), text, wait)
                    .as<plain_answer>();
  if (!answer.refusal.empty()) throw not_understood(server, answer.refusal);
  return answer;
}

}  // namespace
}  // namespace detail

term call_plain(const server_ref& server, term request, duration wait,
                const std::source_location& where) {
  const detail::deadline until(wait);
  const pid asked = detail::receiver_by(detail::process::current().call_deadline_after(wait),
                                        server, detail::request_text(request), where);
  auto typed = detail::ask_what_it_is(asked, std::move(request), true, until.left());
  term reply = detail::call_term(asked, std::move(typed.request), until.left(), where);
  return typed.show_reply(reply);
}

void cast_plain(const server_ref& server, term request, duration wait) {
  const pid asked = detail::receiver_by(detail::process::current().call_deadline_after(wait),
                                        server, detail::request_text(request), {});
  detail::cast_term(asked, detail::ask_what_it_is(asked, std::move(request), false, wait).request);
}

}  // namespace fauxtp
