#include "database_pool.hpp"

#include <algorithm>
#include <fauxtp/call.hpp>
#include <fauxtp/link.hpp>
#include <fauxtp/retry.hpp>
#include <fauxtp/send.hpp>
#include <limits>
#include <utility>

namespace orders {
namespace {

using namespace std::chrono_literals;

const char* text_of(refusal why) {
  switch (why) {
    case refusal::none:
      break;
    case refusal::away:
      return "the database is away";
    case refusal::busy:
      return "too many requests wait for the database";
    case refusal::lost:
      return "the connection to the database was lost";
  }
  return "";
}

}  // namespace

fauxtp::call_result<query::answer> database_pool::handle_call(query asked,
                                                              const fauxtp::from& client) {
  const bool is_away = connections_.empty() && fauxtp::now() >= started_;
  if (is_away) return query::answer{.refused = refusal::away};
  if (queue_.size() >= options_.most_waiting) return query::answer{.refused = refusal::busy};
  queue_.push_back({client, std::move(asked.what)});
  hand_out_soon();
  return fauxtp::no_reply;
}

void database_pool::handle_cast(connection_is_free said) {
  const auto [place, is_new] = connections_.try_emplace(said.connection);
  if (is_new) fauxtp::monitor(said.connection);
  place->second.clear();
  free_.push_back(said.connection);
  hand_out_soon();
}

void database_pool::handle_cast(hand_out_now) {
  is_handing_out_ = false;
  hand_out();
}

// To whom the connection has replied by itself, this is a second reply, which is dropped.
void database_pool::handle_info(fauxtp::term message) {
  const auto* end = message.get_if<fauxtp::down>();
  if (end == nullptr) return;
  const auto ended = connections_.extract(end->actor);
  if (ended.empty()) return;
  std::erase(free_, end->actor);
  for (const fauxtp::from& client : ended.mapped()) refuse(client, refusal::lost);
  if (!connections_.empty()) return;
  for (const work::item& each : queue_) refuse(each.client, refusal::away);
  queue_.clear();
}

// Those whose answers came together ask again together: the first of them is not sent alone.
void database_pool::hand_out_soon() {
  if (is_handing_out_ || free_.empty() || queue_.empty()) return;
  is_handing_out_ = true;
  fauxtp::cast(fauxtp::self(), hand_out_now());
}

void database_pool::hand_out() {
  while (!free_.empty()) {
    std::vector<work::item> group = next_group();
    if (group.empty()) return;
    const fauxtp::pid connection = free_.front();
    free_.pop_front();
    for (const work::item& each : group) connections_[connection].push_back(each.client);
    fauxtp::send(connection, work{std::move(group)});
  }
}

std::vector<work::item> database_pool::next_group() {
  std::vector<work::item> group;
  while (!queue_.empty() && group.size() < options_.group) {
    work::item next = std::move(queue_.front());
    queue_.pop_front();
    const bool is_wanted = next.client.deadline > fauxtp::now();  // else it has given up
    if (is_wanted) group.push_back(std::move(next));
  }
  return group;
}

void database_pool::refuse(const fauxtp::from& client, refusal why) {
  fauxtp::reply(client, query::answer{.refused = why});
}

fauxtp::term database_pool::state() const {
  fauxtp::map shown;
  shown.set("connections", connections_.size());
  shown.set("free", free_.size());
  shown.set("waiting", queue_.size());
  return fauxtp::term(std::move(shown));
}

std::vector<row> execute(const std::string& pool, statement what) {
  query::answer answer;
  try {
    answer = fauxtp::call(pool, query{std::move(what)});
  } catch (const fauxtp::call_error& failure) {  // the pool is full, slow, or not there just now
    throw database_away(std::string("the database is away: ") + to_string(failure.cause()));
  }
  if (answer.refused != refusal::none) throw database_away(text_of(answer.refused));
  if (answer.outcome.passes) throw database_away(answer.outcome.failure);
  if (!answer.outcome.failure.empty()) throw std::runtime_error(answer.outcome.failure);
  return std::move(answer.outcome.rows);
}

std::vector<row> execute_at_last(const std::string& pool, const statement& what) {
  return fauxtp::retry({.attempts = std::numeric_limits<unsigned>::max(),
                        .max = 1s,
                        .only_if = fauxtp::failed_with<database_away>},
                       [&] { return execute(pool, what); });
}

}  // namespace orders
