#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "fauxtp/child_spec.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp {

/// From the `args` of a child in an application's file to the way to start it.
using actor_factory = std::function<start_function(const term& args)>;

/// The actors that a module offers to application files, by name.
class actor_types {
 public:
  struct entry {
    std::string name;
    child_type type = child_type::worker;
    actor_factory make;
  };

  /// An actor class. Its constructor takes the child's `args` (a map, a list, or nil where there
  /// are none), or nothing. To a child of a simple_one_for_one supervisor the args come with what
  /// start_child was given: after those of a list; in those of a map, where a map that was given
  /// counts more; instead of none (one is the args itself, of several there is a list).
  template <class Actor>
  requires std::is_base_of_v<actor, Actor>
  void add(std::string name) {
    constexpr bool takes_args = std::is_constructible_v<Actor, const term&>;
    static_assert(takes_args || std::is_default_constructible_v<Actor>,
                  "fauxtp: an actor of a module is constructed from `const term& args`, or from "
                  "nothing");
    add(std::move(name), child_type::worker, [](const term& args) {
      auto kept = std::make_shared<const term>(args.clone());
      return detail::start_function_of(
          [kept]() -> std::unique_ptr<actor> {
            if constexpr (takes_args) {
              return std::make_unique<Actor>(*kept);
            } else {
              return std::make_unique<Actor>();
            }
          },
          type_name<Actor>());
    });
  }

  /// A function as an actor; it takes the `args`, or nothing. If it returns a supervisor_spec, the
  /// child is that supervisor.
  template <class Function>
  requires std::invocable<const Function&, const term&> || std::invocable<const Function&>
  void add(std::string name, Function function) {
    constexpr bool supervises = std::same_as<decltype(apply(function, term())), supervisor_spec>;
    const auto type = supervises ? child_type::supervisor : child_type::worker;
    add(std::move(name), type, [function](const term& args) -> start_function {
      if constexpr (supervises) {
        return child_start(apply(function, args));
      } else {
        auto kept = std::make_shared<const term>(args.clone());
        return child_start([function, kept] { apply(function, *kept); });
      }
    });
  }

  const std::vector<entry>& all() const noexcept { return all_; }

 private:
  template <class Function>
  static auto apply(const Function& function, const term& args) {
    if constexpr (std::invocable<const Function&, const term&>) {
      return function(args);
    } else {
      return function();
    }
  }

  void add(std::string name, child_type type, actor_factory make);

  std::vector<entry> all_;
};

/// What the one symbol of a module points to. The first two fields never change, so that a module
/// of any age can be refused with a word about why.
struct module_entry {
  std::uint64_t magic;
  const char* abi;
  const char* name;
  void (*declare)(actor_types& types);
};

inline constexpr std::uint64_t module_magic = 0x31707478756166;  // "fauxtp1"

#define FAUXTP_DETAIL_TEXT(x) #x
#define FAUXTP_DETAIL_VALUE(x) FAUXTP_DETAIL_TEXT(x)
#ifdef _GLIBCXX_DEBUG
#define FAUXTP_DETAIL_CONTAINERS " checked"
#else
#define FAUXTP_DETAIL_CONTAINERS ""
#endif
/// What must be the same in a module and in the library that loads it.
#define FAUXTP_ABI                                                                          \
  "fauxtp 1, C++ ABI " FAUXTP_DETAIL_VALUE(                                                 \
      __GXX_ABI_VERSION) ", libstdc++ strings " FAUXTP_DETAIL_VALUE(_GLIBCXX_USE_CXX11_ABI) \
      FAUXTP_DETAIL_CONTAINERS

/// Makes a shared library a module, and names its actors:
///
/// ```cpp file=apps/counter/counter.cpp region=module
/// FAUXTP_MODULE(counter_demo) {
///   types.add<counter::server>("counter");
///   types.add("crowd", counter::crowd);
/// }
/// ```
///
/// Once in a library. The name is what an application file may put before the slash of
/// `"actor": "module/actor"`.
#define FAUXTP_MODULE(NAME)                                                                 \
  static void fauxtp_declare_actors(::fauxtp::actor_types& types);                          \
  extern "C" {                                                                              \
  extern __attribute__((visibility("default"))) const ::fauxtp::module_entry fauxtp_module; \
  const ::fauxtp::module_entry fauxtp_module = {::fauxtp::module_magic, FAUXTP_ABI, #NAME,  \
                                                &fauxtp_declare_actors};                    \
  }                                                                                         \
  static void fauxtp_declare_actors([[maybe_unused]] ::fauxtp::actor_types& types)

}  // namespace fauxtp
