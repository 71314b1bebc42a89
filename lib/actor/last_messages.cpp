// What an actor has taken last.
#include "actor/last_messages.hpp"

#include <atomic>
#include <chrono>
#include <utility>

namespace fauxtp::detail {
namespace {

term as_text(const term& value) { return to_string(value); }

constinit std::atomic<term (*)(const term&)> written{&as_text};

}  // namespace

void write_capsules_by(term (*how)(const term& value)) noexcept { written = how; }

term written_for_capsule(const term& value) { return written.load()(value); }

map& last_messages::add(const char* key, term value, runtime::time_point now) {
  if (kept_.size() == most_) {
    kept_.pop_front();
    ++left_out_;
  }
  map& entry = kept_.emplace_back();
  entry.set("at_ms", milliseconds(now));
  entry.set(key, std::move(value));
  return entry;
}

term last_messages::capsule(term unread, runtime::time_point now) {
  list messages;
  for (map& each : kept_) messages.push_back(std::move(each));
  kept_.clear();
  map all;
  all.set("left_out", static_cast<std::int64_t>(left_out_));
  all.set("taken", std::move(messages));
  all.set("waiting", std::move(unread));
  all.set("state", std::move(state_));
  all.set("ended_ms", milliseconds(now));
  return all;
}

double last_messages::milliseconds(runtime::time_point when) const {
  return std::chrono::duration<double, std::milli>(when - begin_).count();
}

}  // namespace fauxtp::detail
