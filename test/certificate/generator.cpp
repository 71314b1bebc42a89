// Makes up trees and what happens to them, so that much of it matters: a start that has failed once
// is likely to fail again, and a child that was terminated is asked for again.
#include "generator.hpp"

#include <algorithm>
#include <map>

#include "dice.hpp"

namespace certificate {
namespace {

using fauxtp::auto_shutdown;
using fauxtp::child_type;
using fauxtp::restart_type;
using fauxtp::strategy;

constexpr const char* reasons[] = {"normal", "normal", "shutdown", "{shutdown,done}",
                                   "boom",   "boom",   "boom",     "noproc",
                                   "killed", "kill",   "{odd,1}",  "{normal,x}"};

/// A place where something can be done: an actor that is in the tree when it starts, or that is
/// added later.
struct place {
  std::string path;
  std::string above;
  std::string id;
  bool supervisor;
  std::optional<child> shared{};  // the template of a dynamic supervisor
};

class maker {
 public:
  maker(std::uint64_t seed, std::size_t number) : dice_(seed, number) { made_.number = number; }

  scenario make() {
    made_.top = subtree("t", 1);
    if (dice_.percent(80)) {  // most trees shall outlive their first steps
      made_.top.intensity = 3 + dice_.below(4);
      made_.top.auto_shutdown = auto_shutdown::never;
      for (child& each : made_.top.children) each.significant = false;
    }
    note(made_.top, "");
    if (dice_.percent(5)) made_.steps.push_back(failing(worker_path(), 1 + dice_.below(2)));
    fill_all();
    const std::size_t length = made_.steps.size() + 3 + dice_.below(8);
    while (made_.steps.size() < length) add_steps();
    return std::move(made_);
  }

 private:
  child any_child(const std::string& id, std::size_t depth, auto_shutdown when_done) {
    child made = depth < 3 && dice_.percent(30) ? subtree(id, depth + 1) : worker(id);
    made.restart = dice_.one_of({restart_type::permanent, restart_type::permanent,
                                 restart_type::transient, restart_type::temporary});
    const bool legal = when_done != auto_shutdown::never && made.restart != restart_type::permanent;
    made.significant = dice_.percent(legal ? 50 : 1);
    return made;
  }

  child subtree(const std::string& id, std::size_t depth) {
    child made = supervisor(id);
    made.dynamic = dice_.percent(30);
    if (made.dynamic) {
      if (dice_.percent(50)) made.intensity += 3;
      made.children.push_back(any_child("template", depth, made.auto_shutdown));
      return made;
    }
    made.strategy =
        dice_.one_of({strategy::one_for_one, strategy::one_for_all, strategy::rest_for_one});
    const std::size_t count = dice_.percent(3) ? 0 : 1 + dice_.below(4);
    for (std::size_t n = 0; n < count; ++n) {
      const bool twice = n > 0 && dice_.below(400) == 0;  // a mistake that must be found
      made.children.push_back(any_child(letter(twice ? 0 : n), depth, made.auto_shutdown));
    }
    return made;
  }

  child supervisor(const std::string& id) {
    child made{.id = id, .type = child_type::supervisor};
    made.shutdown = dice_.one_of({"infinity", "infinity", "infinity", "60000", "brutal_kill"});
    made.intensity = dice_.one_of({0, 1, 1, 2, 2, 3, 4});
    made.auto_shutdown =
        dice_.one_of({auto_shutdown::never, auto_shutdown::never, auto_shutdown::never,
                      auto_shutdown::any_significant, auto_shutdown::all_significant});
    return made;
  }

  child worker(const std::string& id) {
    child made{.id = id};
    made.kind = dice_.one_of({kind::plain, kind::plain, kind::plain, kind::plain, kind::trapping,
                              kind::trapping, kind::slow, kind::odd, kind::stubborn});
    // No time limit may decide: an actor that ends does so long before its limit, and one that
    // refuses never ends.
    switch (made.kind) {
      case kind::plain:
        made.shutdown = dice_.one_of({"infinity", "60000", "0", "brutal_kill"});
        break;
      case kind::stubborn:
        made.shutdown = dice_.one_of({"0", "2", "5", "brutal_kill"});
        break;
      default:
        made.shutdown = dice_.one_of({"infinity", "60000", "60000", "brutal_kill"});
    }
    if (made.kind == kind::odd) {
      made.last = dice_.one_of({"normal", "{shutdown,odd}", "odd", "killed"});
    }
    return made;
  }

  static std::string letter(std::size_t n) { return {static_cast<char>('a' + n)}; }

  void note(const child& made, const std::string& above) {
    const std::string path = above.empty() ? made.id : above + "/" + made.id;
    places_.push_back({path, above, made.id, made.type == child_type::supervisor});
    if (made.dynamic) {
      places_.back().shared = made.children.front();
    } else {
      for (const child& each : made.children) note(each, path);
    }
  }

  /// Notes what a start adds to this supervisor.
  void note(const step& start, const place& supervisor) {
    child added = start.added ? *start.added : *supervisor.shared;
    if (!start.added) added.id = start.id;
    note(added, supervisor.path);
  }

  /// The place that was noted last for this path, if any.
  const place* find(const std::string& path) const {
    const auto found = std::find_if(places_.rbegin(), places_.rend(),
                                    [&](const place& each) { return each.path == path; });
    return found == places_.rend() ? nullptr : &*found;
  }
  bool is_dynamic(const std::string& path) const {
    const place* found = find(path);
    return found != nullptr && found->shared;
  }

  const place& any_place() { return places_[dice_.below(places_.size())]; }
  const place& any_but_top() {
    return places_.size() == 1 ? places_[0] : places_[1 + dice_.below(places_.size() - 1)];
  }
  const place& any_supervisor() {
    for (;;) {
      const place& found = any_place();
      if (found.supervisor) return found;
    }
  }
  std::string worker_path() {
    for (int attempt = 0; attempt < 20; ++attempt) {
      const place& found = any_place();
      if (!found.supervisor) return found.path;
    }
    return "t/a";
  }

  /// A step that ends this actor, in a way that works at once for each kind.
  step fault(const place& whom) {
    if (whom.supervisor) {
      killed_.push_back(whom.path);
      return {.verb = verb::signal, .path = whom.path, .reason = "kill"};
    }
    const auto roll = dice_.below(10);
    if (roll < 3) return {.verb = verb::crash, .path = whom.path};
    if (roll < 5) return {.verb = verb::signal, .path = whom.path, .reason = "kill"};
    return {.verb = verb::exit, .path = whom.path, .reason = dice_.one_of(reasons)};
  }

  step failing(const std::string& path, std::size_t times) {
    static constexpr const char* outcomes[] = {
        "crash",  "crash",         "{stop,boom}",     "{stop,{odd,1}}",
        "ignore", "{stop,normal}", "{stop,shutdown}", "{stop,{shutdown,busy}}"};
    return {.verb = verb::fail,
            .path = path,
            .reason = dice_.one_of(outcomes),
            .times = static_cast<int>(times)};
  }

  step about(verb what, const place& child) {
    return {.verb = what, .path = child.above.empty() ? "t" : child.above, .id = child.id};
  }

  /// An actor that is not below this supervisor: one below may be about to end, with a child that
  /// was killed at the same time.
  std::string stranger(const std::string& supervisor) {
    for (int attempt = 0; attempt < 20; ++attempt) {
      const std::string& found = any_place().path;
      if (!found.starts_with(supervisor + "/")) return found;
    }
    return "t";
  }

  /// Terminates by pid if the supervisor takes pids, and now and then the other way.
  step terminate(const place& child) {
    step made = about(verb::terminate, child);
    if (dice_.percent(is_dynamic(made.path) ? 90 : 3)) {
      made.verb = verb::terminate_pid;
      made.id.clear();
      made.whom = dice_.percent(90) ? child.path : stranger(made.path);
      if (may_be_orphan(made.whom)) return look(made.path);
    }
    return made;
  }

  /// With OTP, an actor whose supervisor was killed may be there still; here it is not.
  bool may_be_orphan(const std::string& path) const {
    return std::ranges::any_of(
        killed_, [&](const std::string& each) { return path.starts_with(each + "/"); });
  }

  step request(const place& child) {
    const bool dynamic = is_dynamic(child.above);
    if (dynamic && dice_.percent(60)) return terminate(child);
    const verb what = dice_.one_of({verb::terminate, verb::restart, verb::remove});
    return what == verb::terminate ? terminate(child) : about(what, child);
  }

  step look(const std::string& supervisor) {
    return {.verb = dice_.one_of({verb::which, verb::count}), .path = supervisor};
  }

  /// Workers may have the same id twice. Supervisors may not: the paths below them would mean two
  /// places.
  step start_with(const place& supervisor) {
    const bool workers = supervisor.shared->type == child_type::worker;
    const std::size_t n = workers ? dice_.below(5) : started_[supervisor.path]++;
    return {.verb = verb::start_with, .path = supervisor.path, .id = letter(n)};
  }

  step start_child(const place& supervisor) {
    if (supervisor.shared) return start_with(supervisor);
    const auto depth = 1 + static_cast<std::size_t>(
                               std::count(supervisor.path.begin(), supervisor.path.end(), '/'));
    const std::string id = letter(dice_.below(7));
    const auto allowed = dice_.one_of({auto_shutdown::never, auto_shutdown::any_significant});
    return {.verb = verb::start, .path = supervisor.path, .added = any_child(id, depth, allowed)};
  }

  /// Most dynamic supervisors get some children at once.
  void fill_all() {
    for (std::size_t n = 0; n < places_.size(); ++n) {  // fill_all adds more of them
      const place home = places_[n];
      for (std::size_t left = home.shared ? dice_.below(4) : 0; left > 0; --left) {
        made_.steps.push_back(start_with(home));
        note(made_.steps.back(), home);
      }
    }
  }

  step at_once() {
    const place home = any_supervisor();
    std::vector<place> children;
    for (const place& each : places_) {
      if (each.above == home.path) children.push_back(each);
    }
    step made{.verb = verb::at_once, .path = home.path};
    if (children.empty()) return fault(any_but_top());
    const std::size_t count = 2 + dice_.below(2);
    while (made.all.size() < count) {
      const place& child = children[dice_.below(children.size())];
      const auto roll = dice_.below(10);
      if (roll < 6) {
        const bool twice = std::ranges::any_of(
            made.all, [&](const step& each) { return each.path == child.path; });
        if (!twice) made.all.push_back(fault(child));
      } else if (roll < 9) {
        made.all.push_back(request(child));
      } else if (dice_.percent(60)) {
        made.all.push_back(look(home.path));
      } else {
        made.all.push_back(start_child(home));
      }
    }
    return made;
  }

  /// The next starts of a child fail, so that the requests that follow meet it while it is being
  /// restarted.
  void add_request_during_restart() {
    const std::string path = worker_path();
    const place* found = find(path);
    if (found == nullptr) return;
    const place child = *found;
    made_.steps.push_back(failing(path, 1 + dice_.below(3)));
    step both{.verb = verb::at_once, .path = child.above};
    both.all.push_back({.verb = verb::crash, .path = path});
    step start{.verb = verb::start, .path = child.above, .added = worker(child.id)};
    if (is_dynamic(child.above)) start = start_with(*find(child.above));
    both.all.push_back(dice_.percent(25) ? start : request(child));
    if (dice_.percent(50)) both.all.push_back(look(child.above));
    made_.steps.push_back(both);
  }

  void add_steps() {
    const auto roll = dice_.below(100);
    if (roll < 35) {
      made_.steps.push_back(fault(any_but_top()));
    } else if (roll < 50) {  // a restart that fails
      const std::string path = worker_path();
      made_.steps.push_back(failing(path, 1 + dice_.below(3)));
      made_.steps.push_back({.verb = verb::crash, .path = path});
    } else if (roll < 54) {  // a signal that changes nothing, or not everything
      made_.steps.push_back({.verb = verb::signal,
                             .path = any_but_top().path,
                             .reason = dice_.one_of({"normal", "shutdown", "boom"})});
    } else if (roll < 66) {
      const place child = any_but_top();
      made_.steps.push_back(terminate(child));
      if (dice_.percent(60)) made_.steps.push_back(request(child));
    } else if (roll < 72) {
      made_.steps.push_back(request(any_but_top()));
    } else if (roll < 80) {
      const place home = any_supervisor();
      step start = start_child(home);
      const child& added = start.added ? *start.added : *home.shared;
      if (added.type == child_type::worker && dice_.percent(40)) {
        const std::string& id = start.added ? start.added->id : start.id;
        made_.steps.push_back(failing(home.path + "/" + id, 1));
      }
      made_.steps.push_back(std::move(start));
      note(made_.steps.back(), home);
    } else if (roll < 88) {
      made_.steps.push_back(at_once());
    } else if (roll < 98) {
      add_request_during_restart();
    } else {
      made_.steps.push_back({.verb = verb::stop,
                             .path = "t",
                             .reason = dice_.one_of({"shutdown", "normal", "boom", "kill"})});
    }
  }

  dice dice_;
  scenario made_;
  std::vector<place> places_;
  std::vector<std::string> killed_;             // supervisors
  std::map<std::string, std::size_t> started_;  // by each dynamic supervisor, at its path
};

}  // namespace

scenario generate(std::uint64_t seed, std::size_t number) { return maker(seed, number).make(); }

}  // namespace certificate
