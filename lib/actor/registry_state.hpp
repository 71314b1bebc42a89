#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "actor/pool_state.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/registry.hpp"
#include "runtime/interleaved_mutex.hpp"

namespace fauxtp::detail {

struct process_slot;

/// The names of one registry. Any thread.
class registry_state : public std::enable_shared_from_this<registry_state> {
 public:
  bool add(std::string_view name, pid actor);
  bool remove(std::string_view name);
  pid find(std::string_view name) const;
  std::string name_of(pid actor) const;
  std::vector<std::string> names() const;
  /// The names of actors that have ended, in any order. It is for simulations: it takes no lock, so
  /// no other thread may run meanwhile.
  std::vector<std::string> names_of_the_dead() const;
  void forget(pid actor);

  /// Whom a request to a name is for: an actor, or a pool, or nobody.
  struct holder {
    pid actor{};
    std::shared_ptr<pool_state> pool{};
  };
  holder look_up(std::string_view name) const;
  /// The actor that a message to the name goes to now; empty if there is none, and if the name is
  /// that of a pool that routes by key.
  pid receiver(std::string_view name) const;
  /// Null if there is no pool of that name.
  std::shared_ptr<pool_state> pool_named(std::string_view name) const;
  std::vector<std::shared_ptr<pool_state>> pools() const;
  /// Whether a pool may take the name of an actor that is alive. Requests go to the actor then, and
  /// to the pool as soon as it has ended: a reload makes a pool of a single child.
  enum class beside_actor : bool { no, yes };
  /// Keeps the pool as long as its owner lives, and gives it this spec if the owner has it already.
  /// False if somebody else has its name.
  bool keep_pool(const pool_spec& spec, pid owner, beside_actor beside);
  void drop_pool(std::string_view name, pid owner);
  /// The actor is a member of the pool from now on, until it ends or leaves. False if there is no
  /// such pool, or if the actor has ended.
  bool join_pool(std::string_view name, std::size_t number, pid actor);
  void leave_pool(pid actor);

  /// An actor that waits until somebody has a name.
  struct waiter {
    pid actor;
    ref request;
    bool by_message;  // it is told by a name_up, else by an answer to its request
    void tell(std::string_view name, pid found) const;
  };
  /// The actor that has the name; if there is none, the waiter is told when there is.
  pid find_or_await(std::string_view name, const waiter& who);
  void await_no_more(std::string_view name, ref request) noexcept;

 private:
  /// With this a name is looked up without making a string.
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  template <class Value>
  using by_text = std::unordered_map<std::string, Value, text_hash, std::equal_to<>>;

  /// `waiting`: who has waited for the name.
  bool give(std::string_view name, pid actor, std::vector<waiter>& waiting);
  /// From now on forget() is called when the actor ends. False if it has ended.
  bool expects_end_of(process_slot& slot, pid actor);
  std::shared_ptr<pool_state> take_pool(std::string_view name, pid owner, beside_actor beside);
  void leave(pid actor);
  /// The actor has the name no more.
  void take_away(by_text<holder>::iterator from);

  mutable runtime::interleaved_mutex guard_;
  struct place_in_pool {
    std::shared_ptr<pool_state> pool;
    std::size_t number;
  };
  by_text<holder> by_name_;
  std::unordered_map<pid, std::string> by_actor_;
  by_text<std::vector<waiter>> waiters_;
  std::unordered_map<pid, place_in_pool> members_;
  std::unordered_map<pid, std::vector<std::string>> pools_of_;  // by their owners
  /// Pools that nobody keeps at present, and that somebody may still send to.
  by_text<std::weak_ptr<pool_state>> left_;
};

/// For the rooms above.
registry_state& state_of(const registry& names) noexcept;
/// Of the running actor's node.
registry_state& own_names();

/// Called when an actor has ended: its names go from all registries.
void forget_names(pid actor) noexcept;

}  // namespace fauxtp::detail
