// A scenario as data: a supervision tree, and the steps that are done to it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fauxtp/supervisor.hpp"

namespace certificate {

/// Why an actor ends, as Erlang writes it: "normal", "{shutdown,done}". As the outcome of a start,
/// the word `crash` means an exception.
using reason = std::string;

/// How a worker reacts when it is stopped. Workers of all kinds do what a step tells them.
enum class kind {
  plain,     ///< does not trap exits
  trapping,  ///< ends as asked, by terminate
  slow,      ///< takes a while in terminate
  odd,       ///< ends with another reason than it was asked to
  stubborn   ///< traps exits and refuses: it must be killed
};

/// A child's spec. A worker has a kind, a supervisor the fields below it.
struct child {
  std::string id{};
  fauxtp::restart_type restart = fauxtp::restart_type::permanent;
  std::string shutdown = "infinity";  ///< "brutal_kill", "infinity", or milliseconds
  bool significant = false;
  fauxtp::child_type type = fauxtp::child_type::worker;

  certificate::kind kind = certificate::kind::plain;
  reason last = "normal";  ///< the reason with which an odd one ends

  fauxtp::strategy strategy = fauxtp::strategy::one_for_one;
  bool dynamic = false;  ///< OTP's simple_one_for_one; its only child here is the template
  std::size_t intensity = 1;
  fauxtp::auto_shutdown auto_shutdown = fauxtp::auto_shutdown::never;
  std::vector<child> children{};
};

enum class verb {
  exit,           ///< a worker is told to end with a reason
  crash,          ///< a worker is told to throw
  signal,         ///< any actor gets an exit signal from outside
  fail,           ///< the next starts of a worker have another outcome
  stop,           ///< the parent of the tree tells it to end
  which,          ///< requests to a supervisor, from here on
  count,          ///<
  start,          ///<
  start_with,     ///< start_child of a dynamic supervisor, with the id as extra argument
  terminate,      ///<
  terminate_pid,  ///< terminate_child of a dynamic supervisor
  restart,        ///<
  remove,         ///< delete_child
  at_once         ///< several steps, all before a supervisor has taken up the first
};

/// One step. Actors are named by their path in the tree: "t/s/a".
struct step {
  certificate::verb verb = verb::exit;
  std::string path{};            ///< of the actor that it is done to
  certificate::reason reason{};  ///< of exit, signal, stop; of fail: `ignore`, `crash`, {stop,…}
  int times = 1;                 ///< of fail
  std::string id{};              ///< of requests about one child
  std::string whom{};            ///< of terminate_pid: path of the actor last started there
  std::optional<child> added{};  ///< of start
  std::vector<step> all{};       ///< of at_once
};

struct scenario {
  std::size_t number = 0;
  child top;
  std::vector<step> steps;  ///< a `fail` before all others is for the first start of the tree
};

std::string_view to_string(kind kind);

/// The scenario as one Erlang term on one line, for reference.escript.
std::string erlang(const scenario& scenario);

/// For people: a drawing of the tree, and a step as a sentence.
std::string drawn(const child& top);
std::string sentence(const step& step);

}  // namespace certificate
