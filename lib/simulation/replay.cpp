// One actor takes again what it took before it crashed.
#include "fauxtp/replay.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>

#include "actor/local_node.hpp"
#include "actor/post.hpp"
#include "actor/signals.hpp"
#include "actor/traced_text.hpp"
#include "behaviour/written_term.hpp"
#include "declaration/application_spec.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/supervisor.hpp"
#include "simulation/simulated_world.hpp"
#include "simulation/story.hpp"

namespace fauxtp {

bad_capsule::~bad_capsule() = default;

namespace {

using namespace std::chrono_literals;
using happened = simulation_event::kind;

/// What the capsule has, read.
struct capsule_content {
  explicit capsule_content(const term& of)
      : child(text(of, "child")),
        reason(text(of, "reason")),
        parent(of.get<std::string>("parent", "")),
        ended(milliseconds(of, "ended_ms")),
        messages(list_in(of, "taken")),
        unread(list_in(of, "waiting")) {
    for (std::size_t each = 0; each < messages.size(); ++each) {
      if (messages[each].find("at_ms") != nullptr) continue;
      throw bad_capsule("message " + std::to_string(each + 1) + " has no \"at_ms\"");
    }
  }

  static duration milliseconds(const term& of, const char* key) {
    entry(of, key);
    const auto count = std::clamp(of.get<double>(key), 0.0, longest_ms);
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double, std::milli>(count));
  }

  const std::string child, reason, parent;
  const duration ended;
  const std::span<const term> messages, unread;

 private:
  static constexpr double longest_ms = 1e12;  // 32 years

  static const term& entry(const term& of, const char* key) {
    const term* found = of.find(key);
    if (found == nullptr) throw bad_capsule("it has no \"" + std::string(key) + "\"");
    return *found;
  }
  static std::string text(const term& of, const char* key) {
    const term& found = entry(of, key);
    if (found.kind() != term_kind::text) {
      throw bad_capsule("its \"" + std::string(key) + "\" is " + to_string(found) + ", not a text");
    }
    return found.as<std::string>();
  }
  static std::span<const term> list_in(const term& of, const char* key) {
    const term& found = entry(of, key);
    if (found.kind() != term_kind::list) {
      throw bad_capsule("its \"" + std::string(key) + "\" is no list");
    }
    return found.elements();
  }
};

const term& part(const term& of, const char* key) {
  const term* found = of.find(key);
  if (found == nullptr) throw detail::not_readable("there is no \"" + std::string(key) + "\"");
  return *found;
}

/// The names that the children of a file have.
void collect_names(const term& declared, std::set<std::string>& names) {
  const term* name = declared.find("name");
  if (name != nullptr) {
    const auto instances = declared.get<std::int64_t>("instances", 0);
    for (std::int64_t n = 1; n <= instances; ++n) {
      names.insert(numbered(name->as<std::string>(), static_cast<std::size_t>(n)));
    }
    if (instances == 0 || declared.find("route") != nullptr) names.insert(name->as<std::string>());
  }
  if (const term* children = declared.find("children")) {
    for (const term& each : children->elements()) collect_names(each, names);
  }
}

class replayed_run {
 public:
  replayed_run(const application& of, const term& capsule, const replay_options& options)
      : application_(of),
        content_(capsule),
        options_(options),
        world_(1, interleaving::schedule::exact) {
    world_.turns().stop_at(options.stop_at);
  }

  replay_result result() {
    auto alone = application_.alone(content_.child);
    if (!alone) {
      throw bad_capsule(application_.name() + " declares no worker at " + content_.child);
    }
    detail::local_node node(options(), world_.world());
    node.watch_births([this](detail::process& born) { at_birth(born); });
    trap_exit();
    child_spec& own = alone->children.front();
    own.start_timeout = longest();  // it may wait for a message that is not in the capsule
    own.spawn.scheduler.clear();
    own_name_ = own.name;
    stand_in_for_all();
    postman_ = spawn({.label = "replay"}, [this] { bring_messages(); });
    live(std::move(*alone));
    result_.story = story_.take();
    return std::move(result_);
  }

 private:
  duration longest() const { return content_.ended + 1min; }

  node_options options() {
    node_options wanted = application_.runtime();
    wanted.workers = 1;  // the messages are put into the actor's own mailbox
    wanted.schedulers.clear();
    wanted.seed = 1;
    wanted.stall_after = infinity;
    wanted.log = [this](const report& report) { note(report); };
    wanted.trace = [this](const trace_event& event) {
      if (event.actor == actor_) story_.tell(event);
    };
    return wanted;
  }

  void live(supervisor_spec alone) {
    const std::string path = content_.child.substr(0, content_.child.rfind('/'));
    const start_result started =
        supervisor::start_link(std::move(alone), {.spawn = {.label = path}, .supervised = true});
    if (started.ok()) {
      const auto ended = receive<exit_signal>(longest());
      if (!ended) story_.tell(happened::report, content_.child + " has not ended");
      exit(actor_, exit_reason::kill);  // it hears no order to end
    }
    result_.as_before = result_.end == content_.reason;
  }

  // The actor that is looked at.

  void at_birth(detail::process& born) {
    if (born.name() != content_.child || actor_) return;
    actor_ = born.id();
    born.hears_only_replays();
    detail::post_message(postman_, term("born"));
  }

  void note(const report& report) {
    if (report.label == "actor/crash" && report.from == actor_)
      result_.end = report.field("reason");
    if (report.from != actor_ && report.level < severity::error) return;
    if (report.label.starts_with("supervisor/")) return;
    story_.tell(report);
  }

  // What it takes.

  void bring_messages() {
    receive(on("born", [] {}));
    const auto begin = now();
    std::size_t number = 0;
    for (const term& each : content_.messages) {
      ++number;
      const duration at = capsule_content::milliseconds(each, "at_ms");
      if (begin + at > now()) sleep(begin + at - now());
      try {
        bring(each);
      } catch (const std::runtime_error& why) {
        leave_out("message " + std::to_string(number), why.what());
      }
    }
    for (const term& each : content_.unread) {
      try {
        deliver(each);
      } catch (const std::runtime_error& why) {
        leave_out("an unread message", why.what());
      }
    }
    receive(on("never", [] {}));
  }

  void leave_out(const std::string& what, const char* why) {
    ++result_.left_out;
    story_.tell(happened::report, what + " is left out: " + why);
  }

  void bring(const term& entry) {
    if (const term* message = entry.find("message")) return deliver(*message);
    const std::string of = entry.get<std::string>("of", "");
    const term* failure = entry.find("failed");
    const term* answer = entry.find("answer");
    if (failure == nullptr && answer == nullptr) throw bad_capsule("it is no message");
    answers_.push_back({of, read(failure != nullptr ? *failure : *answer), failure != nullptr});
    answer_calls();
  }

  void deliver(const term& message) {
    detail::process* const receiver = detail::local(actor_);
    if (receiver == nullptr) return;
    if (const term* request = message.find("$call")) {
      const pid caller = actor_of(part(message, "from"));
      const ref tag = make_ref();
      term call(detail::call_message{{.client = caller, .tag = tag}, read(*request)});
      receiver->replays(
          [&] { detail::call_signal(actor_, caller, tag, std::move(call)).act(*receiver); });
    } else if (const term* cast = message.find("$cast")) {
      deliver_message(*receiver, detail::cast_message{read(*cast)});
    } else if (const term* ended = message.find("$down")) {
      deliver_down(*receiver, actor_of(*ended), message);
    } else if (const term* sender = message.find("$exit")) {
      const bool is_parent =
          sender->find("$pid") != nullptr && *sender->find("$pid") == content_.parent;
      const pid from = is_parent ? receiver->parent() : actor_of(*sender);
      exit_reason why = reason_in(message);
      receiver->replays([&] { receiver->receive_exit(from, std::move(why), true); });
    } else {
      deliver_message(*receiver, read(message));
    }
  }

  void deliver_message(detail::process& receiver, term content) {
    receiver.replays([&] { receiver.accept(*new detail::message(actor_, std::move(content))); });
  }

  // Its own monitor has brought it.
  void deliver_down(detail::process& receiver, pid ended, const term& message) {
    ref monitor;
    receiver.relations().for_each_watched([&](ref each, pid watched) {
      if (watched == ended) monitor = each;
    });
    if (!monitor) return deliver_message(receiver, read(message));
    exit_reason why = reason_in(message);
    receiver.replays([&] { receiver.receive_down(ended, monitor, std::move(why)); });
  }

  term read(const term& written) { return detail::read_written(written, actors_); }
  exit_reason reason_in(const term& message) {
    return detail::read_reason(part(message, "reason"), actors_);
  }
  pid actor_of(const term& written) { return read(written).as<pid>(); }

  // Who stands in the places of others.

  void stand_in_for_all() {
    std::set<std::string> names;
    collect_names(application_.declared(), names);
    for (const term& each : content_.messages) names.insert(each.get<std::string>("of", ""));
    names.erase(own_name_);
    names.erase("");
    for (const std::string& each : names) {
      const pid made = stand_in(each);
      if (!each.starts_with('<')) register_name(each, made);
    }
  }

  pid stand_in(const std::string& name) {
    const pid made = spawn({.label = name}, [this, name] {
      for (;;) {
        receive(on([&](detail::call_message&& call) {
                  calls_.push_back({name, call.client});
                  answer_calls();
                }),
                on(any, [](const term&) {}));
      }
    });
    stand_ins_[name] = made;
    story_.know(made, name.starts_with('<') ? "somebody, then " + name + ", now" : name);
    return made;
  }

  pid actor_named(std::string_view text, std::string_view name) {
    if (name == own_name_ && !name.empty()) return actor_;
    const std::string called(name.empty() ? text : name);
    const auto known = stand_ins_.find(called);
    return known != stand_ins_.end() ? known->second : stand_in(called);
  }

  struct answer {
    std::string of;
    term content;
    bool failed;
  };
  struct open_call {
    std::string to;
    from client;
  };

  // An answer goes to the oldest call of those to that actor that are still waited for; to one of
  // an actor that had another name or no name any more, if there is none.
  void answer_calls() {
    detail::process* const receiver = detail::local(actor_);
    while (receiver != nullptr && !answers_.empty()) {
      std::erase_if(calls_, [&](const open_call& each) {
        return receiver->requests().find(each.client.tag) == nullptr;
      });
      if (calls_.empty()) return;
      answer next = std::move(answers_.front());
      answers_.pop_front();
      auto found = std::ranges::find(calls_, next.of, &open_call::to);
      if (found == calls_.end()) found = calls_.begin();
      const from client = found->client;
      story_.tell(happened::report, found->to + " answers: " + detail::traced_text(next.content));
      calls_.erase(found);
      if (next.failed) {
        detail::fail_term(client, next.content.as<exit_reason>());
      } else {
        detail::reply_term(client, std::move(next.content));
      }
    }
  }

  const application& application_;
  const capsule_content content_;
  const replay_options& options_;
  simulation::simulated_world world_;
  const runtime::time_point begin_ = world_.now();
  simulation::story story_{[this](simulation_event& event) {
                             event.at = duration(world_.now() - begin_);
                             event.step = world_.turns().steps();
                           },
                           options_.tell};
  const detail::actor_reader actors_ = [this](std::string_view text, std::string_view name) {
    return actor_named(text, name);
  };
  pid actor_, postman_;
  std::string own_name_;
  std::map<std::string, pid> stand_ins_;
  std::deque<answer> answers_;
  std::deque<open_call> calls_;
  replay_result result_;
};

}  // namespace

replay_result replay(const application& of, const term& capsule, const replay_options& options) {
  try {
    return replayed_run(of, capsule, options).result();
  } catch (const bad_term& why) {
    throw bad_capsule(why.what());
  }
}

}  // namespace fauxtp
