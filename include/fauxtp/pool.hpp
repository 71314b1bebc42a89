#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fauxtp/call.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/pool_spec.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

struct child_spec;
struct supervisor_spec;
class pool;

namespace detail {
class pool_state;
term pool_call_term(pool_state& pool, const server_ref& name, term request,
                    std::optional<key_hash> key, duration wait, const std::source_location& where);
pid member_of_pool(pool_state& pool, const server_ref& name, key_hash key, duration wait,
                   const std::source_location& where);
}  // namespace detail

/// As a call to the pool's name.
template <class Request>
auto call(const pool& to, Request&& request, duration wait = call_timeout,
          const std::source_location& where = std::source_location::current());

/// A pool: several actors that are alike, and one name that calls go through. Each request to the
/// name goes to one member that is up, by the pool's `route`; a member that restarts gets none.
///
/// In a file, three keys make one: `"name": "stores", "instances": 4, "route": "least_loaded"`. In
/// code, pool_of() makes the spec of a supervisor with a pool:
///
/// ```cpp file=test/examples/pool.cpp region=pool
/// const pid shop = supervisor::start_link(pool_of(stores, {.start = child_start<store>()}));
/// const double tea = call("stores", price{"tea"});  // one of the four answers
/// ```
///
/// Nothing stands between the caller and the member: the caller chooses the member, and from then
/// on all is as with a call to that actor. If the member ends meanwhile, the call fails with the
/// reason. A member that calls its own pool reaches another one, if there is one.
///
/// While all members are down (they restart, or have not started yet), a call waits until one is
/// up, within its own time limit and deadline, unless the pool says `when_all_fail::fail`. If
/// nobody comes, the call_error has the cause `timeout` (or, at once, `noproc`), and says what each
/// member is doing. Only calls wait: a cast is lost then, as one to a name that nobody has,
/// send_request fails with `noproc`, and send throws.
///
/// With `routing::by_key` a request chooses its member by `pool_key()`:
///
/// ```cpp file=test/examples/pool.cpp region=by_key
/// struct put_in {
///   using reply = int;
///   std::string customer;
///   const std::string& pool_key() const { return customer; }
/// };
/// ```
///
/// Which member has a key depends on the key and on the pool's size alone: that another member
/// restarts does not move it, and when the size changes from n to n + 1, one key of n + 1 moves. A
/// call whose member is down does what a call does while all are down. A request without a key
/// (a term, a message, one from a console) cannot go to such a pool: std::invalid_argument. Ask for
/// member_for(key) then.
///
/// The members also have ids and names of their own, "stores-1", …, and each knows its number:
/// instance(). The pool is no actor: whereis("stores") is empty, and there is nothing to monitor.
///
/// When not to use it: for state that must be in one place, one actor is right. Where requests are
/// to wait for whoever is free next, or to be taken many at a time, one actor with a queue before
/// the others is better (apps/orders has one). For blocking functions there is blocking(f), and for
/// actors that come and go a dynamic_supervisor; a pool of these, by key, spares one supervisor the
/// starts of all, as Elixir's PartitionSupervisor does:
///
/// ```cpp file=test/examples/pool.cpp region=partitions
/// const pool_spec carts{.name = "carts", .size = 8, .route = routing::by_key};
/// const pid all = supervisor::start_link(
///     pool_of(carts, {.start = child_start(each_starts_carts), .type = child_type::supervisor}));
/// dynamic_supervisor::start_child(pool("carts").member_for("Ada"), "Ada");
/// ```
///
/// OTP has no pools; there one writes such a router as a process, or uses pg with a choice of one's
/// own.
///
/// An object of this class is a way to a pool that is quicker than its name: it looks the name up
/// once. It can be used wherever a server_ref can. Copies are the same pool. Only for actors.
class pool {
 public:
  /// Throws std::invalid_argument if the running actor's node has no pool of that name.
  explicit pool(std::string_view name);
  /// Nothing if there is none.
  static std::optional<pool> find(std::string_view name);

  const std::string& name() const noexcept { return by_name_.name(); }
  operator const server_ref&() const noexcept { return by_name_; }  // NOLINT: implicit on purpose

  /// The member that has this key, for several requests to the same one, and for requests that have
  /// no pool_key(). Waits as a call does. If the pool does not route by key, any member.
  template <class Key>
  pid member_for(const Key& key, duration wait = call_timeout,
                 const std::source_location& where = std::source_location::current()) const {
    return detail::member_of_pool(*state_, by_name_, detail::hash_of_key(key), wait, where);
  }

  /// The spec that it has now: a reload may change all but its name.
  pool_spec spec() const;
  /// All members, whether up or not, in the order of their numbers.
  struct member {
    std::size_t number;        ///< from 1: its instance()
    pid actor;                 ///< empty if it is down
    std::uint32_t open_calls;  ///< counted by least_loaded only
    std::string doing;         ///< "is up", "restarts in 3.2 s", "starts", …
  };
  std::vector<member> members() const;

 private:
  pool(std::string_view name, std::shared_ptr<detail::pool_state> state);

  template <class Request>
  friend auto call(const pool& to, Request&& request, duration wait,
                   const std::source_location& where);

  server_ref by_name_;
  std::shared_ptr<detail::pool_state> state_;
};

/// The spec of a supervisor (one_for_one) that keeps the pool and starts its members: `size`
/// children as `member` says, whose ids and names are those of the pool with a number. All else of
/// the spec may be set afterwards.
supervisor_spec pool_of(const pool_spec& pool, const child_spec& member);

template <class Request>
auto call(const pool& to, Request&& request, duration wait, const std::source_location& where) {
  std::optional<detail::key_hash> key;
  if constexpr (keyed<Request>) key = detail::hash_of_key(request.pool_key());
  if constexpr (!replied<Request>) {
    static_assert(detail::dynamic_request<Request>,
                  "fauxtp: this request has no reply type (`using reply = …;`), so it can be cast, "
                  "not called");
  }
  term answer = detail::pool_call_term(*to.state_, to.by_name_,
                                       term(std::forward<Request>(request)), key, wait, where);
  if constexpr (!replied<Request>) {
    return answer;
  } else {
    using reply = typename std::remove_cvref_t<Request>::reply;
    if constexpr (!std::is_void_v<reply>) return std::move(answer).template as<reply>();
  }
}

}  // namespace fauxtp
#pragma GCC visibility pop
