#pragma once

#include <memory>
#include <optional>
#include <source_location>
#include <string>

#include "actor/pool_state.hpp"
#include "behaviour/request_text.hpp"
#include "fauxtp/call.hpp"
#include "runtime/clock.hpp"

/// Requests to pools: who gets them, and who waits for whom.
namespace fauxtp::detail {

/// The member of the pool for a request. If all are down, waits until one is up, if the pool lets
/// its callers wait. Throws call_error if there is none by the deadline.
pool_state::choice member_by(runtime::time_point deadline, pool_state& pool,
                             const server_ref& server, const request_text& text,
                             std::optional<key_hash> key, const std::source_location& where);

/// To a name that no actor has: a pool may have it. Whoever calls this has looked for an actor
/// first, because most names are those of actors, and `find` costs less than to ask for both.
term call_no_actor(const server_ref& server, term&& request, const request_text& text,
                   std::optional<key_hash> key, duration wait, const std::source_location& where);
void cast_to_no_actor(const std::string& name, term&& request, std::optional<key_hash> key);

/// A call to one of the members, which is open there until this returns.
term call_member(pool_state& pool, const server_ref& server, term&& request,
                 const request_text& text, std::optional<key_hash> key, duration wait,
                 const std::source_location& where);

/// Who gets a request now, and what the request keeps of a pool until it is settled.
struct receiver {
  pid actor{};                         // empty: nobody
  std::shared_ptr<pool_state> pool{};  // null: it goes to no pool
  std::optional<open_call> open{};     // in that pool
  std::string why_nobody{};            // of that pool
};
receiver receiver_now(const server_ref& server, std::optional<key_hash> key);

/// The actor that all requests of a conversation go to. Waits as a call does.
pid receiver_by(runtime::time_point deadline, const server_ref& server, const request_text& text,
                const std::source_location& where);

}  // namespace fauxtp::detail
