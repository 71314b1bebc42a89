#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "fauxtp/child_spec.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Makes the start function of one child from the arguments that start_child was given, as a tuple.
/// See dynamic_child_start().
using dynamic_start = std::function<start_function(const term& extra)>;

/// What the children of a dynamic supervisor have in common. Defaults as in child_spec.
struct child_template {
  dynamic_start start{};
  std::optional<restart_type> restart{};
  std::optional<shutdown_time> shutdown{};
  duration drain{};
  bool significant = false;
  child_type type = child_type::worker;
  duration start_timeout = infinity;
  spawn_options spawn{};
  std::optional<fauxtp::restart_delay> restart_delay{};
};

/// A dynamic supervisor as data. Its strategy is always one_for_one.
struct dynamic_supervisor_spec {
  child_template child{};
  std::size_t intensity = 3;
  duration period = std::chrono::seconds(5);
  fauxtp::intensity_counts intensity_counts = fauxtp::intensity_counts::each;
  fauxtp::auto_shutdown auto_shutdown = fauxtp::auto_shutdown::never;
  /// Further children are refused. OTP has no such limit, Elixir's DynamicSupervisor has one.
  std::size_t max_children = std::numeric_limits<std::size_t>::max();
};

/// How to start a dynamic supervisor as a child (`type = child_type::supervisor`).
start_function child_start(dynamic_supervisor_spec spec);

namespace detail {
[[noreturn]] void refuse_extra(const term& given, const std::string& wanted);

template <class Tuple, std::size_t... Positions>
Tuple extra_as(const term& given, const std::string& wanted, std::index_sequence<Positions...>) {
  const bool fits =
      given.size() == sizeof...(Positions) &&
      (given[Positions].template is<std::tuple_element_t<Positions, Tuple>>() && ... && true);
  if (!fits) refuse_extra(given, wanted);
  return Tuple(given[Positions].template as<std::tuple_element_t<Positions, Tuple>>()...);
}
}  // namespace detail

/// How to start the children as actors of a class: the constructor takes first the fixed arguments,
/// which are the same for all children, and then the extra ones that start_child was given, of
/// these types. A restarted child gets its own extra arguments again (R8).
template <class Actor, class... Extra, class... Fixed>
dynamic_start dynamic_child_start(Fixed&&... fixed) {
  static_assert(std::is_constructible_v<Actor, const std::decay_t<Fixed>&..., const Extra&...>,
                "fauxtp: the actor has no constructor that takes the fixed arguments and then the "
                "extra ones");
  static_assert((std::is_copy_constructible_v<std::decay_t<Fixed>> && ...) &&
                    (std::is_copy_constructible_v<Extra> && ...),
                "fauxtp: a child is started again with copies of its arguments, so they must be "
                "copyable");
  return [fixed = std::tuple<std::decay_t<Fixed>...>(std::forward<Fixed>(fixed)...)](
             const term& extra) {
    return std::apply([](const auto&... each) { return child_start<Actor>(each...); },
                      std::tuple_cat(fixed, detail::extra_as<std::tuple<Extra...>>(
                                                extra, type_name<std::tuple<Extra...>>(),
                                                std::index_sequence_for<Extra...>())));
  };
}

/// Starts children on request, all from one template, and stops them all at the same time: OTP's
/// `simple_one_for_one`, for connections, sessions and jobs that come and go.
///
/// ```cpp file=test/examples/dynamic_supervisor.cpp region=dynamic_supervisor
/// const pid hotel = dynamic_supervisor::start_link(
///     {.child = {.start = dynamic_child_start<guest, std::string, int>("Grand"),
///                .restart = restart_type::transient,
///                .shutdown = 2s},
///      .max_children = 200});
/// const pid ann =
///     dynamic_supervisor::start_child(hotel, "Ann", 7).actor;  // guest("Grand", "Ann", 7)
/// const pid bob = dynamic_supervisor::start_child(hotel, "Bob", 8).actor;
/// dynamic_supervisor::terminate_child(hotel, bob);
/// ```
///
/// It begins without children. Each child has its own extra arguments. The restarts of all children
/// count together, and a child that ends for good is forgotten (as if it were temporary: its
/// supervisor has nothing to start it from). When the supervisor ends, all children are told to
/// stop at once and share one `shutdown` time (S3). The functions `which_children` and
/// `count_children` of supervisor answer for a dynamic supervisor too; the ids that they show are
/// the numbers of the starts. The functions that take an id answer `simple_one_for_one`.
class dynamic_supervisor {
 public:
  dynamic_supervisor() = delete;

  static start_result start_link(dynamic_supervisor_spec spec, start_options options = {});
  static start_result start(dynamic_supervisor_spec spec, start_options options = {});

  /// Starts a child with these extra arguments. Fails with `start_failed` if their types are not
  /// those that the template takes, with `max_children` if there are as many children as there may
  /// be.
  template <class... Extra>
  static child_reply start_child(const server_ref& supervisor, Extra&&... extra) {
    return start_with(supervisor, tuple(std::forward<Extra>(extra)...));
  }
  /// Stops a child and forgets it. The reply is ok if the child has ended meanwhile, not_found if
  /// the actor is not a child of this supervisor.
  static child_reply terminate_child(const server_ref& supervisor, pid child);
  /// Gives the running supervisor this spec. Its children go on, and are started again in the way
  /// in which they were started before. Returns the first mistake, in which case nothing has
  /// changed.
  static std::optional<exit_reason> change(const server_ref& supervisor,
                                           dynamic_supervisor_spec spec);
  /// The template as the spec of this child; nothing if the actor is not a child of this
  /// supervisor.
  static std::optional<child_spec> get_childspec(const server_ref& supervisor, pid child);

 private:
  static child_reply start_with(const server_ref& supervisor, term extra);
};

}  // namespace fauxtp
#pragma GCC visibility pop
