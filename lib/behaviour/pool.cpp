// Requests to pools.
#include "fauxtp/pool.hpp"

#include <algorithm>
#include <stdexcept>

#include "actor/dead_letter_office.hpp"
#include "actor/local_node.hpp"
#include "actor/registry_state.hpp"
#include "actor/request.hpp"
#include "behaviour/pool_call.hpp"
#include "behaviour/round_trip.hpp"
#include "fauxtp/send.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace detail {
namespace {

/// Waits until a member is up that may get the request. Empty if none is by the deadline, or if
/// nobody is to wait.
pool_state::choice await_member(runtime::time_point deadline, pool_state& pool,
                                std::optional<key_hash> key, const std::source_location& where) {
  process& caller = process::current();
  while (pool.when_all_fail() == when_all_fail::wait) {
    request news;
    struct no_more {
      pool_state& pool;
      ref news;
      ~no_more() { pool.await_no_more(news); }
    } const at_the_end{pool, news.id()};
    const pool_state::choice found = pool.choose_or_await(key, caller.id(), news.id());
    if (found || !pool.is_there()) return found;
    caller.waits_at(where);
    if (!news.wait(deadline)) return {};
  }
  return {};
}

}  // namespace

pool_state::choice member_by(runtime::time_point deadline, pool_state& pool,
                             const server_ref& server, const request_text& text,
                             std::optional<key_hash> key, const std::source_location& where) {
  process& own = process::current();
  if (const auto found = pool.choose(key, own.id())) return found;
  if (const auto found = await_member(deadline, pool, key, where)) return found;
  const bool has_waited = pool.is_there() && pool.when_all_fail() == when_all_fail::wait;
  if (has_waited) tell_of_timeout(server, {}, text.shown());
  throw call_error(has_waited ? exit_reason::timeout : exit_reason::noproc, server, text.shown(),
                   pool.why_nobody(key, own.now()));
}

term call_member(pool_state& pool, const server_ref& server, term&& request,
                 const request_text& text, std::optional<key_hash> key, duration wait,
                 const std::source_location& where) {
  process& own = process::current();
  pool_state::choice member = pool.choose(key, own.id());
  if (!member) [[unlikely]] {
    const auto deadline = own.call_deadline_after(wait);
    member = member_by(deadline, pool, server, text, key, where);
    if (wait != infinity) wait = std::max<duration>(deadline - own.now(), duration::zero());
  }
  const open_call open(pool, member);
  return round_trip<call_message>(server, member.actor, std::move(request), text, wait, where);
}

term call_no_actor(const server_ref& server, term&& request, const request_text& text,
                   std::optional<key_hash> key, duration wait, const std::source_location& where) {
  const registry_state::holder holder = own_names().look_up(server.name());
  if (holder.pool) {
    return call_member(*holder.pool, server, std::move(request), text, key, wait, where);
  }
  return round_trip<call_message>(server, holder.actor, std::move(request), text, wait, where);
}

void cast_to_no_actor(const std::string& name, term&& request, std::optional<key_hash> key) {
  const registry_state::holder holder = own_names().look_up(name);
  // An actor may have got the name in between.
  const pid to = holder.pool ? holder.pool->choose(key, {}).actor : holder.actor;
  if (to) return send(to, cast_message{std::move(request)});
  const term message(cast_message{std::move(request)});
  is_dead_letter(dead_letter_kind::no_actor, running_sender(), to, message, name);
}

term keyed_call_term(const server_ref& server, term request, key_hash key, duration wait,
                     const std::source_location& where) {
  if (server.name().empty()) return call_term(server, std::move(request), wait, where);
  const request_text text(request);
  return call_no_actor(server, std::move(request), text, key, wait, where);
}

void keyed_cast_term(const server_ref& server, term request, key_hash key) {
  if (server.name().empty()) return cast_term(server, std::move(request));
  cast_to_no_actor(server.name(), std::move(request), key);
}

receiver receiver_now(const server_ref& server, std::optional<key_hash> key) {
  if (server.name().empty()) return {server.find()};
  registry_state::holder holder = own_names().look_up(server.name());
  if (!holder.pool) return {holder.actor};
  process& own = process::current();
  const pool_state::choice member = holder.pool->choose(key, own.id());
  receiver found{.actor = member.actor, .pool = std::move(holder.pool)};
  if (member) {
    found.open.emplace(*found.pool, member);
  } else {
    found.why_nobody = found.pool->why_nobody(key, own.now());
  }
  return found;
}

pid receiver_by(runtime::time_point deadline, const server_ref& server, const request_text& text,
                const std::source_location& where) {
  if (server.name().empty()) return server.find();
  const registry_state::holder holder = own_names().look_up(server.name());
  if (!holder.pool) return holder.actor;
  return member_by(deadline, *holder.pool, server, text, {}, where).actor;
}

// Does what call_member does where a member is up. Through that function, which can also wait, a
// call is slower by some percent.
term pool_call_term(pool_state& pool, const server_ref& name, term request,
                    std::optional<key_hash> key, duration wait, const std::source_location& where) {
  const request_text text(request);
  const pool_state::choice member = pool.choose(key, process::current().id());
  if (!member) [[unlikely]] {
    return call_member(pool, name, std::move(request), text, key, wait, where);
  }
  const open_call open(pool, member);
  return round_trip<call_message>(name, member.actor, std::move(request), text, wait, where);
}

pid member_of_pool(pool_state& pool, const server_ref& name, key_hash key, duration wait,
                   const std::source_location& where) {
  const auto deadline = process::current().call_deadline_after(wait);
  return member_by(deadline, pool, name, request_text("the member for a key"), key, where).actor;
}

}  // namespace detail

pool::pool(std::string_view name, std::shared_ptr<detail::pool_state> state)
    : by_name_(name), state_(std::move(state)) {}

pool::pool(std::string_view name) : pool(name, detail::own_names().pool_named(name)) {
  if (state_ != nullptr) return;
  throw std::invalid_argument("fauxtp: there is no pool " + in_quotes(name));
}

std::optional<pool> pool::find(std::string_view name) {
  auto state = detail::own_names().pool_named(name);
  return state == nullptr ? std::nullopt : std::optional(pool(name, std::move(state)));
}

pool_spec pool::spec() const {
  return {name(), state_->size(), state_->route(), state_->when_all_fail()};
}

std::vector<pool::member> pool::members() const {
  std::vector<member> all;
  const auto now = detail::process::current().now();
  for (const auto& each : state_->members()) {
    all.push_back({each.number, each.actor, each.open_calls,
                   each.actor ? "is up" : detail::shown(each.why, now)});
  }
  return all;
}

}  // namespace fauxtp
