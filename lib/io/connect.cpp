// Finding a host and connecting to it.
#include <algorithm>
#include <cerrno>
#include <deque>
#include <memory>
#include <utility>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/ready_wait.hpp"
#include "actor/request.hpp"
#include "actor/signals.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/stream.hpp"
#include "fauxtp/timer.hpp"
#include "io/ready.hpp"
#include "runtime/network.hpp"

namespace fauxtp::io {
namespace {

using detail::ready_wait;

// RFC 8305, section 5: the recommended delay between two attempts.
constexpr std::chrono::milliseconds patience_with_one{250};
// A socket in the file system has no way to say that it has room for another connection again.
constexpr std::chrono::milliseconds until_there_may_be_room{10};

std::string text_of(const std::vector<address>& all) {
  std::string text;
  for (const address& each : all) text += (text.empty() ? "" : ", ") + to_string(each);
  return text;
}

/// A connection that is being made.
struct attempt {
  attempt(std::unique_ptr<runtime::connection> begun)
      : connection(std::move(begun)), done(*connection, {.writable = true}) {}
  std::unique_ptr<runtime::connection> connection;
  ready_wait done;
};

/// Attempts at one address after the other, of which the first that succeeds counts.
class race {
 public:
  race(const std::vector<address>& to, time_point deadline) : to_(to), deadline_(deadline) {}

  /// Null if none has succeeded.
  std::unique_ptr<runtime::connection> winner() {
    while (next_ < to_.size() || !under_way_.empty()) {
      if (auto at_once = begin_next()) return at_once;
      if (auto made = first_to_end()) return made;
      if (now() >= deadline_) {
        error_ = ETIMEDOUT;
        break;
      }
    }
    return nullptr;
  }
  /// Of the last one.
  int error() const noexcept { return error_; }

 private:
  std::unique_ptr<runtime::connection> begin_next() {
    if (next_ >= to_.size()) return nullptr;
    runtime::connecting begun = detail::process::current().node().net().connect(to_[next_]);
    if (begun.error == EAGAIN) {
      fauxtp::sleep(std::min<duration>(until_there_may_be_room, deadline_ - now()));
      return nullptr;
    }
    ++next_;
    if (begun.error == EINPROGRESS) {
      under_way_.push_back(std::make_unique<attempt>(std::move(begun.made)));
      return nullptr;
    }
    error_ = begun.error;
    return std::move(begun.made);
  }

  std::unique_ptr<runtime::connection> first_to_end() {
    if (under_way_.empty()) return nullptr;
    std::vector<ready_wait*> waits;
    waits.reserve(under_way_.size());
    for (const auto& each : under_way_) waits.push_back(&each->done);
    const bool others_are_left = next_ < to_.size();
    ready_wait::wait_for_one(waits, others_are_left
                                        ? std::min(deadline_, deadline_after(patience_with_one))
                                        : deadline_);
    for (auto each = under_way_.begin(); each != under_way_.end();) {
      if (!(*each)->done.has_come()) {
        ++each;
        continue;
      }
      const std::unique_ptr<attempt> ended = std::move(*each);
      each = under_way_.erase(each);
      error_ = ended->connection->connected();
      if (error_ == 0) return std::move(ended->connection);
    }
    return nullptr;
  }

  const std::vector<address>& to_;
  const time_point deadline_;
  std::size_t next_ = 0;
  int error_ = EHOSTUNREACH;
  std::deque<std::unique_ptr<attempt>> under_way_;
};

/// IPv6 and IPv4 in turn, beginning with the family that the system puts first (RFC 8305, section
/// 4).
std::vector<address> by_turns(const std::vector<address>& all) {
  std::vector<address> first;
  std::vector<address> second;
  for (const address& each : all) {
    (each.is_ipv6() == all.front().is_ipv6() ? first : second).push_back(each);
  }
  std::vector<address> mixed;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) mixed.push_back(std::move(first[i]));
    if (i < second.size()) mixed.push_back(std::move(second[i]));
  }
  return mixed;
}

}  // namespace

stream connect(const std::vector<address>& to, duration wait, std::source_location where) {
  detail::process::current().waits_at(where);
  race among(to, deadline_after(wait));
  if (auto made = among.winner()) return stream(std::move(made));
  throw error(among.error(), "connect to", text_of(to));
}

stream connect(const address& to, duration wait, std::source_location where) {
  return connect(std::vector{to}, wait, where);
}

stream connect(const std::string& host, std::uint16_t port, duration wait,
               std::source_location where) {
  const time_point deadline = deadline_after(wait);
  const std::vector<address> found = resolve(host, port, wait);
  return connect(found, left_until(deadline), where);
}

// The question goes on if the actor ends meanwhile, so it shares nothing with the actor.
std::vector<address> resolve(const std::string& host, std::uint16_t port, duration wait) {
  detail::process& own = detail::process::current();
  detail::request answer;
  own.node().net().resolve(host, port, own.node().pool().blocking(),
                           [asker = own.id(), id = answer.id()](runtime::resolved found) {
                             detail::emit<detail::reply_signal>(asker, id, term(std::move(found)));
                           });
  const std::string whom = host + ":" + std::to_string(port);
  if (!answer.wait(deadline_after(wait))) throw error(ETIMEDOUT, "resolve", whom);
  auto found = std::move(*answer.answer()).as<runtime::resolved>();
  if (found.addresses.empty())
    throw error(EHOSTUNREACH, "resolve", whom + " (" + found.error + ")");
  return by_turns(found.addresses);
}

}  // namespace fauxtp::io
