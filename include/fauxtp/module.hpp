#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "fauxtp/arguments.hpp"
#include "fauxtp/child_spec.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

namespace detail {
inline std::shared_ptr<const term> keep(const term& args) {
  return std::make_shared<const term>(args.clone());
}
}  // namespace detail

/// Makes the start function of a child from the child's `args` in an application's file.
using actor_factory = std::function<start_function(const term& args)>;

/// The actors that a module offers to application files, by name.
class actor_types {
 public:
  struct entry {
    std::string name;
    child_type type = child_type::worker;
    actor_factory make;
    std::optional<argument_form> arguments{};  ///< none: the args may be anything
  };

  /// Adds an actor class. Its constructor takes the child's `args` as a plain struct, whose fields
  /// are the arguments:
  ///
  /// ```cpp file=test/examples/arguments.cpp region=arguments
  /// struct options {
  ///   int start = 0;
  ///   std::string path;  // must be given
  ///   std::chrono::milliseconds wait{250};
  /// };
  ///
  /// class store : public gen_server<store> {
  ///  public:
  ///   explicit store(options given) : given_(std::move(given)) {}
  ///   term handle_call(term, from) { return tuple(given_.start, given_.path, given_.wait.count()); }
  ///
  ///  private:
  ///   options given_;
  /// };
  /// ```
  ///
  /// The args are checked before anything is started: `fauxtp check` finds arguments that the actor
  /// does not have, arguments that are missing, and arguments of another type. Or the constructor
  /// takes them as `const term&` (a map, a list, or nil if there are none), and anything goes; or
  /// it takes nothing.
  ///
  /// A field is a number, a boolean, a text, a path, a duration ("5s"), a size ("64KiB", see
  /// byte_size.hpp), a term, or an optional, a vector, a map by text, a pair, a tuple or a struct
  /// of those; a struct has at most 16 fields. The key of a field is its name, without a `_` at the
  /// end. A number, a boolean, a duration or a size without an initializer must be given, and so
  /// must a text or a path whose initial value is empty; all other fields may be left out. (If the
  /// struct holds a map, a path or a term, the compiler cannot tell whether a number has an
  /// initializer: the number may be left out then.)
  ///
  /// Which values are right may be more than types can say. A member `void check() const` of the
  /// struct throws std::invalid_argument with what is wrong, in words for whoever wrote the file:
  ///
  /// ```cpp file=test/examples/arguments.cpp region=check
  /// struct pump_options {
  ///   int least = 1;
  ///   int most = 8;
  ///   void check() const {
  ///     if (least > most) throw std::invalid_argument("\"least\" is more than \"most\"");
  ///   }
  /// };
  /// ```
  ///
  /// `fauxtp check`, a reload and each start call it, before the actor gets the arguments. It must
  /// depend on nothing but these.
  ///
  /// A child of a simple_one_for_one supervisor gets the args of the file together with the
  /// arguments that start_child was given. If the args are a list, the given ones come after its
  /// elements. If the args are a map, each given argument must be a map, whose entries are added
  /// and replace those of the args. If there are no args, a single given argument takes their
  /// place, and several become a list. Only for such a child are missing or wrong arguments found
  /// when it starts: its start fails with std::invalid_argument.
  template <class Actor>
  requires std::is_base_of_v<actor, Actor>
  void add(std::string name) {
    constexpr bool takes_term = std::is_constructible_v<Actor, const term&>;
    constexpr bool takes_struct =
        !takes_term && std::is_constructible_v<Actor, detail::given_arguments>;
    static_assert(
        takes_term || takes_struct || std::is_default_constructible_v<Actor>,
        "fauxtp: an actor of a module is constructed from `const term& args`, from a "
        "plain struct of at most 16 arguments that a file can give (numbers, booleans, "
        "texts, paths, durations, sizes, terms, and optionals, vectors, maps, pairs, tuples and "
        "structs of those), or from nothing");
    const auto make = [](const auto&... args) -> std::unique_ptr<actor> {
      return std::make_unique<Actor>(args...);
    };
    const auto start_of = [](auto made) {
      return detail::start_function_of(std::move(made), type_name<Actor>());
    };
    if constexpr (takes_term) {
      add(std::move(name), child_type::worker, [=](const term& args) {
        return start_of([=, kept = detail::keep(args)] { return make(*kept); });
      });
    } else if constexpr (takes_struct) {
      add(
          std::move(name), child_type::worker,
          [=](const term& args) {
            return start_of(
                [=, kept = detail::keep(args)] { return make(detail::given_arguments(*kept)); });
          },
          detail::form_wanted_by(make));
    } else {
      add(
          std::move(name), child_type::worker,
          [=](const term&) { return start_of([=] { return make(); }); }, detail::no_arguments());
    }
  }

  /// Adds a function as an actor; it takes the `args` in one of the same ways. If it returns a
  /// supervisor_spec, the child is that supervisor.
  template <class Function>
  requires std::invocable<const Function&, const term&> ||
      std::invocable<const Function&, detail::given_arguments> || std::invocable<const Function&>
  void add(std::string name, Function function) {
    const auto call = [function](const term& args) {
      if constexpr (std::invocable<const Function&, const term&>) {
        return function(args);
      } else if constexpr (std::invocable<const Function&, detail::given_arguments>) {
        return function(detail::given_arguments(args));
      } else {
        return function();
      }
    };
    std::optional<argument_form> form;
    if constexpr (!std::invocable<const Function&, const term&>) {
      if constexpr (std::invocable<const Function&, detail::given_arguments>) {
        form = detail::form_wanted_by(function);
      } else {
        form = detail::no_arguments();
      }
    }
    if constexpr (std::same_as<decltype(call(term())), supervisor_spec>) {
      add(
          std::move(name), child_type::supervisor,
          [call](const term& args) { return child_start(call(args)); }, std::move(form));
    } else {
      add(
          std::move(name), child_type::worker,
          [call](const term& args) {
            return child_start([call, kept = detail::keep(args)] { call(*kept); });
          },
          std::move(form));
    }
  }

  const std::vector<entry>& all() const noexcept { return all_; }

 private:
  void add(std::string name, child_type type, actor_factory make,
           std::optional<argument_form> arguments = {});

  std::vector<entry> all_;
};

/// What the one symbol of a module points to. The first two fields never change, so that a module
/// of any age can be refused with a message that says why.
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
/// Use it once in a library. The name is what an application file may put before the slash of
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
#pragma GCC visibility pop
