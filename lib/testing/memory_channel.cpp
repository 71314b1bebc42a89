// Bytes on their way.
#include "testing/memory_channel.hpp"

#include <algorithm>
#include <cerrno>

#include "testing/memory_source.hpp"

namespace fauxtp::testing {

using runtime::time_point;

namespace {

// What is appended to one part all the time would never be freed.
constexpr std::size_t largest_part = 4096;

bool has_come(const std::optional<time_point>& what, time_point now) noexcept {
  return what && *what <= now;
}

}  // namespace

runtime::io_result memory_channel::read(std::span<std::byte> to, time_point now) {
  if (!is_readable(now)) return {0, EAGAIN};
  if (!has_bytes(now)) return {0, has_come(end_, now) ? 0 : ECONNRESET};
  std::size_t done = 0;
  while (done < to.size() && has_bytes(now)) {
    const std::span<const std::byte> rest = std::span(parts_.front().bytes).subspan(begin_);
    const std::size_t size = std::min(rest.size(), to.size() - done);
    std::ranges::copy(rest.first(size), to.begin() + std::ptrdiff_t(done));
    done += size;
    begin_ += size;
    if (size == rest.size()) {
      parts_.pop_front();
      begin_ = 0;
    }
  }
  size_ -= done;
  return {done, 0};
}

bool memory_channel::has_bytes(time_point now) const noexcept {
  return !parts_.empty() && parts_.front().comes <= now;
}

bool memory_channel::is_readable(time_point now) const noexcept {
  return has_bytes(now) || (parts_.empty() && (has_come(end_, now) || has_come(reset_, now)));
}

time_point memory_channel::next_for_reader(time_point now) const noexcept {
  if (is_readable(now)) return never;
  if (!parts_.empty()) return parts_.front().comes;
  return std::min(end_.value_or(never), reset_.value_or(never));
}

void memory_channel::leave() noexcept {
  lose_all();
  is_left_ = true;
}

void memory_channel::leave_by_reset(time_point comes) noexcept {
  leave();
  if (!refused_) refused_ = {comes, ECONNRESET};
}

void memory_channel::write(std::span<const std::byte> from, time_point comes) {
  if (from.empty()) return;
  if (is_left_) {
    if (!refused_) refused_ = {comes, EPIPE};
    return;
  }
  const bool fits =
      !parts_.empty() && parts_.back().comes == comes && parts_.back().bytes.size() < largest_part;
  if (!fits) parts_.push_back({comes, {}});
  std::vector<std::byte>& bytes = parts_.back().bytes;
  bytes.insert(bytes.end(), from.begin(), from.end());
  size_ += from.size();
}

int memory_channel::refusal(time_point now) const noexcept {
  if (refused_ && refused_->comes <= now) return refused_->error;
  return end_ || reset_ ? EPIPE : 0;
}

time_point memory_channel::next_for_writer(time_point now) const noexcept {
  return refused_ && refused_->comes > now ? refused_->comes : never;
}

void memory_channel::end(time_point comes) noexcept {
  if (!end_ && !reset_) end_ = comes;
}

void memory_channel::reset(time_point comes) noexcept {
  if (!reset_) reset_ = comes;
}

void memory_channel::break_off(time_point now) noexcept {
  leave();
  end_.reset();
  reset_ = now;
  refused_ = {now, ECONNRESET};
}

void memory_channel::hold(time_point now) noexcept {
  for_each_time([now](time_point& comes) {
    if (comes > now) comes = never;
  });
}

void memory_channel::release(time_point then) noexcept {
  for_each_time([then](time_point& comes) {
    if (comes == never) comes = then;
  });
}

template <class Change>
void memory_channel::for_each_time(Change change) noexcept {
  for (part& each : parts_) change(each.comes);
  if (end_) change(*end_);
  if (reset_) change(*reset_);
  if (refused_) change(refused_->comes);
}

void memory_channel::lose_all() noexcept {
  parts_.clear();
  begin_ = size_ = 0;
}

}  // namespace fauxtp::testing
