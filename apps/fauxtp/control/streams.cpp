// Traces and logs, line by line.
#include "control/streams.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "control/targets.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/trace.hpp"
#include "run_log.hpp"

using namespace fauxtp;
using nlohmann::json;

namespace {

// How often a trace checks whether its client still reads.
constexpr std::chrono::milliseconds look_out{100};
// A longer time becomes this long: no clock has room for all numbers.
constexpr std::chrono::hours longest_trace{24 * 365};

void end(const control_answer& answer, const std::string& why) {
  answer.give(line_of({{"end", why}}));
}

}  // namespace

void trace_actor(const json& request, const running_tree& tree, const control_answer& answer) {
  const pid traced = target_of(request, tree);
  const std::size_t most = request.value("max", std::size_t{100});
  const duration time = std::min<duration>(
      std::chrono::milliseconds(request.value("for_ms", std::int64_t{10'000})), longest_trace);
  std::map<pid, std::string> names;
  const auto name_of = [&names](pid actor) {
    const auto found = names.find(actor);
    return found != names.end() ? found->second
                                : names.emplace(actor, label_of(actor)).first->second;
  };

  using clock = std::chrono::steady_clock;
  const auto until = clock::now() + time;
  answer.stream(line_of({{"ok", {{"path", name_of(traced)}, {"pid", to_string(traced)}}}}));
  trace(traced);
  std::size_t told = 0;
  while (told < most && answer.wanted() && is_alive(traced)) {
    const duration left = until - clock::now();
    if (left <= duration::zero()) break;
    const auto event = receive<trace_event>(std::min<duration>(left, look_out));
    if (!event) continue;
    ++told;
    json line = {{"time", time_now()},
                 {"event", event->what == trace_event::kind::sent ? "sent" : "received"},
                 {"message", event->message}};
    if (event->to) line["to"] = name_of(event->to);
    answer.stream(line_of(line));
  }
  untrace(traced);
  end(answer, told >= most ? "max" : is_alive(traced) ? "time" : "the actor has ended");
}

void show_log(const json& request, const running_tree& tree, const control_answer& answer) {
  log_filter wanted;
  if (request.contains("target")) {
    // An actor that does not run any more may be meant, too.
    const std::string target = text_of(request, "target");
    try {
      wanted.path = path_of_target(request, tree);
    } catch (const request_error&) {
      wanted.path = full_path(target, tree);
      if (!tree.log.knows(wanted.path)) throw;
    }
  }
  if (request.contains("level")) wanted.level = level_called(text_of(request, "level"));
  answer.stream(line_of({{"ok", nullptr}}));
  if (tree.log.show(wanted, answer, request.value("follow", false))) return;
  end(answer, "all");
}
