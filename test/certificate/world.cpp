#include "world.hpp"

namespace certificate {
namespace {

using fauxtp::exit_kind;
using fauxtp::exit_reason;
using fauxtp::term;

std::string printed(const term& value) {
  if (const auto* reason = value.get_if<exit_reason>()) return certificate::printed(*reason);
  if (value.kind() == fauxtp::term_kind::text) return value.as<std::string>();
  if (value.kind() != fauxtp::term_kind::tuple) return to_string(value);
  std::string text;
  for (const term& each : value.elements()) text += (text.empty() ? "" : ",") + printed(each);
  return "{" + text + "}";
}

/// "{odd,x}" is a tuple of two words; deeper tuples do not occur.
term as_term(const std::string& text) {
  if (text.front() != '{') return term(text);
  const auto comma = text.find(',');
  return fauxtp::tuple(text.substr(1, comma - 1), text.substr(comma + 1, text.size() - comma - 2));
}

}  // namespace

std::string printed(const exit_reason& reason) {
  if (reason.error() != nullptr) return "error";
  if (reason.kind() == exit_kind::shutdown && !reason.detail().is_nil()) {
    return "{shutdown," + printed(reason.detail()) + "}";
  }
  if (reason.kind() == exit_kind::other) return printed(reason.detail());
  return to_string(reason);
}

exit_reason as_exit_reason(const reason& text) {
  for (const exit_kind kind : {exit_kind::normal, exit_kind::shutdown, exit_kind::kill,
                               exit_kind::killed, exit_kind::noproc}) {
    if (text == to_string(exit_reason(kind))) return kind;
  }
  term value = as_term(text);
  if (value.size() == 2 && value.kind() == fauxtp::term_kind::tuple && value[0] == "shutdown") {
    return exit_reason::shutdown_with(value[1].clone());
  }
  return exit_reason(std::move(value));
}

std::string world::attempt(const std::string& path, const child& spec) {
  std::string name = path + "#" + std::to_string(++attempts_[path]);
  if (spec.type == fauxtp::child_type::supervisor) {
    happened("begin " + name + (spec.dynamic ? " dynamic" : ""));
  }
  return name;
}

void world::up(const std::string& name, fauxtp::pid actor, const child& spec) {
  happened("up " + name);
  alive_[name] = actor;
  names_[actor] = name;
  last_[name.substr(0, name.find('#'))] = actor;
  if (spec.type == fauxtp::child_type::supervisor) supervisors_.insert(name);
  if (spec.dynamic) dynamic_.insert(actor);
}

void world::failed(const std::string& name, const exit_reason& reason) {
  happened("failed " + name + " " + printed(reason));
}

void world::ended(const std::string& name, const exit_reason& reason) {
  if (alive_.erase(name) != 0) happened("ended " + name + " " + printed(reason));
}

void world::fail(const std::string& path, const reason& outcome, int times) {
  plans_[path].assign(static_cast<std::size_t>(times), outcome);
}

void world::ignore_no_more(const std::string& path) {
  std::deque<reason>& plan = plans_[path];
  while (!plan.empty() && plan.front() == "ignore") plan.pop_front();
}

reason world::next_outcome(const std::string& path) {
  std::deque<reason>& plan = plans_[path];
  if (plan.empty()) return {};
  reason next = plan.front();
  plan.pop_front();
  return next;
}

fauxtp::pid world::last(const std::string& path) const {
  const auto last = last_.find(path);
  return last == last_.end() ? fauxtp::pid() : last->second;
}

fauxtp::pid world::find(const std::string& path) const {
  const fauxtp::pid found = last(path);
  return found && alive_.contains(names_.at(found)) ? found : fauxtp::pid();
}

fauxtp::pid world::find(const std::string& path, fauxtp::child_type type) const {
  const fauxtp::pid found = find(path);
  const bool supervisor = found && is_supervisor(names_.at(found));
  return supervisor == (type == fauxtp::child_type::supervisor) ? found : fauxtp::pid();
}

std::string world::name_of(fauxtp::pid actor) const {
  const auto found = names_.find(actor);
  return found == names_.end() ? "undefined" : found->second;
}

}  // namespace certificate
