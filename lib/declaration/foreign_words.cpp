// Guesses which word was meant, from the word that was written.
#include "declaration/foreign_words.hpp"

#include <algorithm>
#include <array>

namespace fauxtp {
namespace {

struct foreign_word {
  std::string_view foreign;  // as `folded` writes it
  std::string_view ours;
};

// What other systems call the same thing. A word may stand here twice: the candidates decide.
constexpr std::array foreign_words = {
    // Erlang and Elixir
    foreign_word{"maxrestarts", "intensity"},
    foreign_word{"maxr", "intensity"},
    foreign_word{"maxseconds", "period"},
    foreign_word{"maxt", "period"},
    foreign_word{"class", "actor"},
    foreign_word{"module", "actor"},
    foreign_word{"mod", "actor"},
    foreign_word{"start", "actor"},
    foreign_word{"mfa", "actor"},
    foreign_word{"arg", "args"},
    foreign_word{"arguments", "args"},
    foreign_word{"initarg", "args"},
    foreign_word{"initargs", "args"},
    foreign_word{"parameters", "args"},
    foreign_word{"params", "args"},
    foreign_word{"options", "args"},
    foreign_word{"config", "args"},
    foreign_word{"childspecs", "children"},
    foreign_word{"workers", "children"},
    foreign_word{"processes", "children"},
    foreign_word{"restarttype", "restart"},
    foreign_word{"registeredname", "name"},
    foreign_word{"version", "vsn"},
    foreign_word{"formatversion", "fauxtp"},
    foreign_word{"tree", "supervisor"},
    foreign_word{"timeout", "start_timeout"},
    foreign_word{"brutal", "brutal_kill"},
    foreign_word{"forever", "infinity"},
    foreign_word{"inf", "infinity"},
    foreign_word{"never", "infinity"},
    foreign_word{"none", "infinity"},
    foreign_word{"unlimited", "infinity"},
    foreign_word{"restforall", "rest_for_one"},
    foreign_word{"oneforrest", "rest_for_one"},
    foreign_word{"allforone", "one_for_all"},
    foreign_word{"all", "one_for_all"},
    foreign_word{"any", "any_significant"},
    foreign_word{"all", "all_significant"},
    foreign_word{"registered", "name"},
    foreign_word{"applications", "modules"},
    foreign_word{"maxchildspecs", "max_children"},
    foreign_word{"dynamic", "simple_one_for_one"},
    foreign_word{"dynamicsupervisor", "simple_one_for_one"},
    foreign_word{"simple", "simple_one_for_one"},
    foreign_word{"template", "simple_one_for_one"},
    foreign_word{"warn", "warning"},
    foreign_word{"err", "error"},
    foreign_word{"emergency", "critical"},
    foreign_word{"alert", "critical"},
    foreign_word{"logger", "logging"},
    foreign_word{"handlers", "sinks"},
    foreign_word{"distribution", "cluster"},
    foreign_word{"setcookie", "cookie_file"},
    foreign_word{"cookie", "cookie_file"},
    foreign_word{"nodes", "peers"},
    foreign_word{"observer", "dashboard"},
    // Docker Compose
    foreign_word{"services", "children"},
    foreign_word{"services", "supervisor"},
    foreign_word{"image", "actor"},
    foreign_word{"command", "actor"},
    foreign_word{"entrypoint", "actor"},
    foreign_word{"containername", "name"},
    foreign_word{"condition", "restart"},
    foreign_word{"maxattempts", "intensity"},
    foreign_word{"window", "period"},
    foreign_word{"stopgraceperiod", "shutdown"},
    foreign_word{"environment", "env"},
    foreign_word{"replicas", "instances"},
    foreign_word{"scale", "instances"},
    foreign_word{"delay", "restart_delay"},
    foreign_word{"extends", "include"},
    foreign_word{"driver", "type"},
    foreign_word{"always", "permanent"},
    foreign_word{"unlessstopped", "permanent"},
    foreign_word{"any", "permanent"},
    foreign_word{"onfailure", "transient"},
    foreign_word{"no", "temporary"},
    foreign_word{"none", "temporary"},
    foreign_word{"never", "temporary"},
    foreign_word{"once", "temporary"},
    // Kubernetes
    foreign_word{"apiversion", "fauxtp"},
    foreign_word{"kind", "type"},
    foreign_word{"metadata", "name"},
    foreign_word{"spec", "supervisor"},
    foreign_word{"containers", "children"},
    foreign_word{"restartpolicy", "restart"},
    foreign_word{"terminationgraceperiodseconds", "shutdown"},
    foreign_word{"prestop", "drain"},
    foreign_word{"backofflimit", "intensity"},
    foreign_word{"crashloopbackoff", "restart_delay"},
    foreign_word{"progressdeadlineseconds", "start_timeout"},
    // systemd
    foreign_word{"execstart", "actor"},
    foreign_word{"startlimitburst", "intensity"},
    foreign_word{"startlimitinterval", "period"},
    foreign_word{"startlimitintervalsec", "period"},
    foreign_word{"timeoutstartsec", "start_timeout"},
    foreign_word{"timeoutstopsec", "shutdown"},
    foreign_word{"killsignal", "shutdown"},
    foreign_word{"restartsec", "restart_delay"},
    foreign_word{"restartmaxdelaysec", "max"},
    foreign_word{"timeoutsec", "shutdown"},
    foreign_word{"wants", "children"},
    foreign_word{"onsuccess", "permanent"},
    foreign_word{"onwatchdog", "transient"},
    foreign_word{"onabnormal", "transient"},
    foreign_word{"onabort", "transient"},
    foreign_word{"sigkill", "brutal_kill"},
    foreign_word{"kill", "brutal_kill"},
    foreign_word{"immediate", "brutal_kill"},
    // Configurations and libraries of many kinds
    foreign_word{"$ref", "include"},
    foreign_word{"$include", "include"},
    foreign_word{"import", "include"},
    foreign_word{"imports", "include"},
    foreign_word{"count", "instances"},
    foreign_word{"poolsize", "instances"},
    foreign_word{"copies", "instances"},
    foreign_word{"maxworkers", "max_children"},
    foreign_word{"limit", "max_children"},
    foreign_word{"backoff", "restart_delay"},
    foreign_word{"initial", "min"},
    foreign_word{"initialdelay", "min"},
    foreign_word{"minimum", "min"},
    foreign_word{"maximum", "max"},
    foreign_word{"maxdelay", "max"},
    foreign_word{"cap", "max"},
    foreign_word{"multiplier", "factor"},
    foreign_word{"exponent", "factor"},
    foreign_word{"randomness", "jitter"},
    foreign_word{"workers", "threads"},
    foreign_word{"cores", "threads"},
    foreign_word{"cpus", "threads"},
    foreign_word{"parallelism", "threads"},
    foreign_word{"executors", "schedulers"},
    foreign_word{"pools", "schedulers"},
    foreign_word{"dispatchers", "schedulers"},
    foreign_word{"executor", "scheduler"},
    foreign_word{"pool", "scheduler"},
    foreign_word{"dispatcher", "scheduler"},
    foreign_word{"stoptimeout", "shutdown_timeout"},
    foreign_word{"watchdog", "stall_after"},
    foreign_word{"queue", "mailbox"},
    foreign_word{"inbox", "mailbox"},
    foreign_word{"size", "limit"},
    foreign_word{"capacity", "limit"},
    foreign_word{"max", "limit"},
    foreign_word{"maxlength", "limit"},
    foreign_word{"policy", "overflow"},
    foreign_word{"onfull", "overflow"},
    foreign_word{"wait", "block"},
    foreign_word{"error", "reject"},
    foreign_word{"fail", "reject"},
    foreign_word{"refuse", "reject"},
    foreign_word{"drop", "drop_newest"},
    foreign_word{"dropnew", "drop_newest"},
    foreign_word{"dropold", "drop_oldest"},
    foreign_word{"ttl", "max_age"},
    foreign_word{"expires", "max_age"},
    foreign_word{"codel", "shed"},
    foreign_word{"loadshedding", "shed"},
    foreign_word{"highwatermark", "queue_alarm"},
    foreign_word{"longmessagequeue", "queue_alarm"},
    foreign_word{"log", "logging"},
    foreign_word{"verbosity", "level"},
    foreign_word{"severity", "level"},
    foreign_word{"trace", "debug"},
    foreign_word{"verbose", "debug"},
    foreign_word{"fatal", "critical"},
    foreign_word{"plain", "text"},
    foreign_word{"appenders", "sinks"},
    foreign_word{"outputs", "sinks"},
    foreign_word{"targets", "sinks"},
    foreign_word{"stdout", "stderr"},
    foreign_word{"console", "stderr"},
    foreign_word{"syslog", "journald"},
    foreign_word{"filename", "path"},
    foreign_word{"path", "socket"},
    foreign_word{"maxsize", "rotate_size"},
    foreign_word{"maxfiles", "keep"},
    foreign_word{"prometheus", "metrics"},
    foreign_word{"ui", "dashboard"},
    foreign_word{"admin", "control"},
    foreign_word{"management", "control"},
    foreign_word{"address", "listen"},
    foreign_word{"bind", "listen"},
    foreign_word{"host", "listen"},
    foreign_word{"port", "listen"},
    foreign_word{"token", "token_file"},
    foreign_word{"seeds", "peers"},
    foreign_word{"members", "peers"},
    foreign_word{"interval", "heartbeat"},
    foreign_word{"certificate", "cert"},
    foreign_word{"certfile", "cert"},
    foreign_word{"keyfile", "key"},
    foreign_word{"privatekey", "key"},
    foreign_word{"cafile", "ca"},
};

struct advice {
  std::string_view foreign;  // as `folded` writes it
  std::string_view ours;
};

constexpr std::string_view order =
    "children start from first to last, each when the one before it is ready; with \"strategy\": "
    "\"rest_for_one\" those after one that is restarted are restarted, too";
constexpr std::string_view variables =
    "variables of the environment stand in texts as ${VAR}; \"env\" of the application is what "
    "app_env() gives";
constexpr std::string_view process =
    "that is for whoever starts the process: fauxtp runs all actors in one";

// Words for which there is no key here, because the same is done in another way.
constexpr std::array advices = {
    advice{"dependson", order},
    advice{"after", order},
    advice{"before", order},
    advice{"requires", order},
    advice{"bindsto", order},
    advice{"partof", order},
    advice{"links", order},
    advice{"initcontainers", order},
    advice{"envfile", variables},
    advice{"environmentfile", variables},
    advice{"envfrom", variables},
    advice{"environment", variables},
    advice{"env", variables},
    advice{"workingdir", process},
    advice{"workingdirectory", process},
    advice{"user", process},
    advice{"group", process},
    advice{"ports", process},
    advice{"volumes", process},
    advice{"networks", process},
    advice{"resources", process},
    advice{"nice", process},
};

}  // namespace

std::optional<std::string> nearest(std::string_view word,
                                   std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > longest_to_compare) return std::nullopt;
  const std::optional<similar_word> similar = nearest_by_spelling(word, candidates);
  if (similar && similar->distance == 0) return similar->word;
  const std::string written = folded(word);
  const auto is_candidate = [&](const foreign_word& each) {
    return std::ranges::find(candidates, each.ours) != candidates.end();
  };
  // A word that has a meaning elsewhere was not mistyped: that meaning comes before a similar
  // spelling.
  for (const foreign_word& each : foreign_words) {
    if (each.foreign == written && is_candidate(each)) return std::string(each.ours);
  }
  if (similar) return similar->word;
  if (written.size() <= 4) return std::nullopt;
  for (const foreign_word& each : foreign_words) {  // "allways"
    if (edit_distance(written, each.foreign) == 1 && is_candidate(each)) {
      return std::string(each.ours);
    }
  }
  return std::nullopt;
}

std::string advice_for(std::string_view word) {
  if (word.size() > longest_to_compare) return {};
  const std::string written = folded(word);
  const auto found = std::ranges::find(advices, written, &advice::foreign);
  return found == advices.end() ? std::string() : std::string(found->ours);
}

}  // namespace fauxtp
