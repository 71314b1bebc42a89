// Telling a tracer what an actor receives and sends.
#include "fauxtp/trace.hpp"

#include <atomic>
#include <stdexcept>
#include <string>
#include <utility>

#include "actor/process.hpp"
#include "actor/traced_text.hpp"

namespace fauxtp {
namespace {

struct trace_signal final : detail::signal {
  trace_signal(pid to, pid tracer) : signal(to), tracer(tracer) {}
  void act(detail::process& receiver) noexcept override { receiver.traced_by(tracer); }
  pid tracer;
};

}  // namespace

void trace(pid actor) {
  if (actor == self()) throw std::invalid_argument("fauxtp: trace: an actor cannot trace itself");
  detail::emit<trace_signal>(actor, self());
  detail::process::current().has_sent(0);
}

void untrace(pid actor) { detail::emit<trace_signal>(actor, pid()); }

namespace detail {

namespace {
constinit std::atomic<std::string (*)(const term&)> text_of_traced{&to_string};
}  // namespace

void show_traced_messages_by(std::string (*text_of)(const term& message)) noexcept {
  text_of_traced = text_of;
}

void process::trace_arrival(const message& arrived) noexcept {
  tell_tracer(trace_event::kind::received, {}, arrived.content);
}

void process::trace_sending(pid to, const term& message) noexcept {
  tell_tracer(trace_event::kind::sent, to, message);
}

void process::trace_reply(pid to, const term& answer) noexcept {
  tell_tracer(trace_event::kind::sent, to, answer, "reply ");
}

void process::tell_tracer(trace_event::kind what, pid to, const term& message,
                          const char* before) noexcept {
  if (message.is<trace_event>()) return;  // two actors that trace each other would go on for ever
  const pid tracer = seldom().tracer;
  if (!is_alive(tracer)) return traced_by({});
  try {
    std::string text = before + text_of_traced.load()(message);
    deliver_message(tracer, term(trace_event{id_, what, to, std::move(text)}));
  } catch (const std::exception&) {  // no memory for the text: the actor goes on untraced
    traced_by({});
  }
}

}  // namespace detail
}  // namespace fauxtp
