// The report that is made when the process ends by a fault, or by an actor's doing.
#include "actor/last_report.hpp"

#include <signal.h>

#include <atomic>
#include <boost/core/demangle.hpp>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

#include "actor/local_node.hpp"
#include "actor/standard_error.hpp"
#include "runtime/forked_child.hpp"
#include "runtime/process_end.hpp"

namespace fauxtp::detail {
namespace {

using runtime::process_end;

std::atomic<local_node*> newest{nullptr};

std::string in_hexadecimal(const void* address) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%jx", reinterpret_cast<std::uintmax_t>(address));
  return text;
}

std::string signal_text(const process_end& end) {
  std::string text = std::string("SIG") + sigabbrev_np(end.number) + " (" + sigdescr_np(end.number);
  if (end.code == FPE_INTDIV && end.number == SIGFPE) text += ": division by zero";
  text += ")";
  if (end.address != nullptr || end.number == SIGSEGV || end.number == SIGBUS) {
    if (end.code > 0) text += " at address " + in_hexadecimal(end.address);
  }
  if (end.sender != 0) text += " from process " + std::to_string(end.sender);
  return text;
}

std::string cause_of(const process_end& end) {
  if (end.what == process_end::kind::exit) {
    return "it has called exit(" + std::to_string(end.number) + ")";
  }
  if (end.is_overflow()) {
    return "its stack of " + std::to_string(end.stack_size / 1024) + " KiB is used up";
  }
  if (!end.terminates || end.number != SIGABRT) return signal_text(end);
  if (end.thrown == nullptr) return "std::terminate, with no exception";
  const std::string message = end.message.data();
  return "std::terminate, with " + boost::core::demangle(end.thrown->name()) +
         (message.empty() ? "" : ": " + message);
}

std::string advice_for(const process_end& end) {
  if (end.what != process_end::kind::actor_overflow) return "";
  return ". Give it a larger stack_size, or move large locals to the heap";
}

/// What the actor was handling. It stands still, and is looked at by another thread, or by itself.
std::string handling(const process& actor) noexcept {
  try {
    return actor.doing().what;
  } catch (...) {
    return {};
  }
}

report report_of(const process_end& end) {
  report made{.level = severity::critical, .label = last_report::label};
  made.text = end.is_overflow() ? "stack overflow in " : "the process ends";
  if (const auto* actor = static_cast<const process*>(end.who)) {
    made.from = actor->id();
    made.name = actor->name();
    made.text += (end.is_overflow() ? "actor " : " in actor ") + made.name;
    made.fields.emplace_back("thread", end.thread.data());
  } else if (end.sender == 0) {
    made.text += (end.is_overflow() ? "thread " : " in thread ") + std::string(end.thread.data());
  }
  made.text += ": " + cause_of(end);
  if (const auto* actor = static_cast<const process*>(end.who)) {
    if (std::string what = handling(*actor); !what.empty()) {
      made.text += ", while handling " + what;
      made.fields.emplace_back("handling", std::move(what));
    }
  }
  made.text += advice_for(end);
  made.stack.assign(end.frames.begin(), end.frames.begin() + static_cast<long>(end.depth));
  return made;
}

void tell(const process_end& end) {
  const auto* actor = static_cast<const process*>(end.who);
  local_node* node = actor != nullptr ? &const_cast<process*>(actor)->node() : newest.load();
  try {
    report made = report_of(end);
    if (node != nullptr) return node->options().log(made);
    standard_error::say("fauxtp: " + made.text + "\n");
  } catch (...) {
    standard_error::say("fauxtp: the log threw; the last report is lost\n");
  }
  standard_error::flush();
}

void leave_actor() {
  if (process* own = process::current_or_null()) own->is_alone_in_child();
}

}  // namespace

void last_report::prepare() noexcept {
  runtime::process_end_is_told_by(&tell);
  runtime::watch_for_forks(&leave_actor);
}

void last_report::begins(local_node& node) noexcept { newest = &node; }

void last_report::ends(local_node& node) noexcept {
  local_node* own = &node;
  newest.compare_exchange_strong(own, nullptr);
}

}  // namespace fauxtp::detail
