// Telling a tracer what an actor receives and sends.
#include "fauxtp/trace.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <utility>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/process.hpp"
#include "actor/signals.hpp"
#include "actor/traced_text.hpp"
#include "actor/tracing.hpp"

namespace fauxtp {
void trace(pid actor) {
  if (actor == self()) throw std::invalid_argument("fauxtp: trace: an actor cannot trace itself");
  detail::emit<detail::trace_signal>(actor, self());
  detail::process::current().has_sent(0);
}

void untrace(pid actor) { detail::emit<detail::trace_signal>(actor, pid()); }

namespace detail {

namespace {
constinit std::atomic<std::string (*)(const term&)> text_of_traced{&to_string};
}  // namespace

void show_traced_messages_by(std::string (*text_of)(const term& message)) noexcept {
  text_of_traced = text_of;
}

std::string traced_text(const term& message) { return text_of_traced.load()(message); }

namespace {

void tell_tracer(process& traced, trace_event::kind what, pid to, const term& message,
                 const char* before = "") noexcept {
  if (message.is<trace_event>()) return;  // two actors that trace each other would go on for ever
  const pid tracer = traced.tracer();
  const auto& told = traced.node().options().trace;
  const bool is_traced = lives(tracer);  // no choice point: a run that is shown is the same run
  if (!is_traced && tracer) traced.traced_by({});
  if (!is_traced && !told) return;
  try {
    trace_event event{traced.id(), what, to, before + traced_text(message), traced.name()};
    if (told) told(event);
    if (is_traced) post_message(tracer, term(std::move(event)));
  } catch (const std::exception&) {  // no memory for the text: the actor goes on untraced
    traced.traced_by({});
  }
}

}  // namespace

void process::traced_by(pid tracer) {
  seldom().tracer = tracer;
  traced_ = tracer || node_.options().trace;
}

void process::tell_of_arrival(const message& arrived) noexcept {
  tell_tracer(*this, trace_event::kind::received, {}, arrived.content);
}

void trace_sending(process& sender, pid to, const term& message) noexcept {
  tell_tracer(sender, trace_event::kind::sent, to, message);
}

void trace_reply(process& sender, pid to, const term& answer) noexcept {
  tell_tracer(sender, trace_event::kind::sent, to, answer, "reply ");
}

}  // namespace detail
}  // namespace fauxtp
