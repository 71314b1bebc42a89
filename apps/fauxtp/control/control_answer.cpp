// Passes answers from actors to the server's thread.
#include "control/control_answer.hpp"

#include <deque>
#include <mutex>
#include <utility>

namespace {

constexpr std::size_t most_lines = 2000;
constexpr std::size_t most_bytes = 1 << 22;

}  // namespace

struct control_answer::outlet::state {
  std::mutex guard;
  std::deque<line> lines;
  std::size_t bytes = 0;
  std::size_t dropped = 0;
  bool closed = false;
  std::function<void()> leave;

  void push(std::string text, bool last) {
    bytes += text.size();
    lines.push_back({std::move(text), last});
  }
  void tell_of_dropped() {
    const std::size_t many = std::exchange(dropped, 0);
    if (many > 0) push("{\"dropped\": " + std::to_string(many) + "}", false);
  }
};

control_answer::outlet::outlet(std::function<void()> notify)
    : state_(std::make_unique<state>()), notify_(std::move(notify)) {}
control_answer::outlet::~outlet() = default;

bool control_answer::outlet::add(std::string text, bool last) {
  {
    const std::lock_guard lock(state_->guard);
    if (state_->closed) return false;
    const bool full = state_->lines.size() >= most_lines ||
                      (!state_->lines.empty() && state_->bytes + text.size() > most_bytes);
    if (full && !last) {
      ++state_->dropped;
      return true;
    }
    state_->tell_of_dropped();
    state_->push(std::move(text), last);
  }
  notify_();
  return true;
}

control_answer::outlet::line control_answer::outlet::take() {
  const std::lock_guard lock(state_->guard);
  if (state_->lines.empty()) state_->tell_of_dropped();
  if (state_->lines.empty()) return {};
  line oldest = std::move(state_->lines.front());
  state_->lines.pop_front();
  state_->bytes -= oldest.text.size();
  return oldest;
}

void control_answer::outlet::close() {
  std::function<void()> leave;
  {
    const std::lock_guard lock(state_->guard);
    state_->closed = true;
    state_->lines.clear();
    state_->bytes = 0;
    leave = std::exchange(state_->leave, {});
  }
  if (leave) leave();
}

control_answer::control_answer(std::shared_ptr<outlet> to) : to_(std::move(to)) {}

void control_answer::give(std::string line) const { to_->add(std::move(line), true); }
bool control_answer::stream(std::string line) const { return to_->add(std::move(line), false); }
void control_answer::when_gone(std::function<void()> leave) const {
  const std::lock_guard lock(to_->state_->guard);
  if (!to_->state_->closed) to_->state_->leave = std::move(leave);
}
bool control_answer::wanted() const {
  const std::lock_guard lock(to_->state_->guard);
  return !to_->state_->closed;
}
