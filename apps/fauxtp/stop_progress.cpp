// Shows what a stop waits for.
#include "stop_progress.hpp"

#include <unistd.h>

#include <algorithm>

#include "actor_path.hpp"
#include "actor_table.hpp"

namespace {

using fauxtp::process_glance;
using fauxtp::process_info;
using fauxtp::process_status;
using clock_type = std::chrono::steady_clock;

// If a worker does not answer within this time, an actor holds it.
constexpr std::chrono::milliseconds longest_look{50};
constexpr std::chrono::milliseconds look_every{100};
constexpr std::chrono::seconds worth_a_line{1};
// How many actors of each worker are looked at, and how many in all are named at the end.
constexpr std::size_t most_of_a_worker = 500;
constexpr std::size_t most_named = 100;

std::string above(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

/// The number of its links to children: it has one more, to the actor that has started it.
std::size_t children_of(const process_info& supervisor) {
  return supervisor.links.empty() ? 0 : supervisor.links.size() - 1;
}

std::string name_of(fauxtp::pid actor) {
  const auto seen = fauxtp::info(actor, longest_look);
  if (!seen) return to_string(actor);
  return seen->name.empty() ? seen->label : seen->name;
}

}  // namespace

stop_progress::stop_progress(const tree_in_force& tree, run_log& log)
    : tree_(tree), log_(log), redraws_(isatty(STDERR_FILENO) != 0) {}

// Supervisors trap exits, and have links besides the one to the actor that has started them.
void stop_progress::begin() {
  const auto may_supervise = [](const process_glance& each) {
    return each.ending || (each.trap_exit && each.links > 1);
  };
  const std::vector<process_info> seen = actors(may_supervise);
  for (const process_info& each : seen) children_.emplace(each.actor, children_of(each));
  note(seen);  // an actor that holds a worker is known by now
}

void stop_progress::look() {
  note(actors([](const process_glance& each) { return each.ending; }));
}

void stop_progress::note(const std::vector<process_info>& seen) {
  std::map<std::string, const process_info*> above_others;
  std::map<std::string, const process_info*> by_path;
  for (const process_info& each : seen) by_path.emplace(each.label, &each);
  for (const process_info& each : seen) {
    const auto supervisor = by_path.find(above(each.label));
    if (supervisor != by_path.end() && each.status == process_status::exiting) {
      above_others.insert(*supervisor);
    }
  }
  const process_info* waited_for = nullptr;
  std::string left;
  std::size_t named = 0;
  for (const process_info& each : seen) {
    const bool held = each.status == process_status::running;
    if (!held && (each.status != process_status::exiting || above_others.contains(each.label))) {
      continue;
    }
    since_.try_emplace(each.actor, clock_type::now());
    if (waited_for == nullptr || held) waited_for = &each;
    if (++named > most_named) continue;
    left += "  " + each.label + " " + to_string(each.actor) + ": " + text_of(each) + "\n";
  }
  const std::size_t unnamed = unseen_ + (named > most_named ? named - most_named : 0);
  if (unnamed > 0) left += "  and " + std::to_string(unnamed) + " more\n";
  {
    const std::lock_guard lock(guard_);
    left_ = std::move(left);
  }
  if (waited_for == nullptr) return;
  const auto supervisor = by_path.find(above(waited_for->label));
  tell(*waited_for, supervisor == by_path.end() ? nullptr : supervisor->second);
}

std::string stop_progress::left() const {
  const std::lock_guard lock(guard_);
  return left_;
}

std::vector<process_info> stop_progress::actors(
    const std::function<bool(const process_glance&)>& choose) {
  const std::string root = tree_.application()->name();
  const auto begun = clock_type::now();
  fauxtp::process_list found = fauxtp::infos({.most_of_a_worker = most_of_a_worker,
                                              .wait = longest_look,
                                              .choose = [&](const process_glance& each) {
                                                return is_in(each.label, root) && choose(each);
                                              }});
  unseen_ = found.left_out;
  std::vector<process_info> seen = std::move(found.actors);
  until_next_look_ = std::max<clock_type::duration>(look_every, 4 * (clock_type::now() - begun));
  std::erase_if(seen, [&](const process_info& each) {  // a held worker does not choose
    return !is_in(each.label, root);
  });
  return seen;
}

std::string stop_progress::text_of(const process_info& actor) const {
  const double ms = milliseconds(clock_type::now() - since_.at(actor.actor));
  if (actor.status == process_status::running) {
    return "it runs and has not waited for " + time_text(ms);
  }
  std::string text = actor.handling.empty() ? "" : "handles " + actor.handling + ", ";
  if (!actor.waits) {
    text += "runs";
  } else {
    const fauxtp::wait_info& wait = *actor.waits;
    const std::string whom = wait.whom ? name_of(wait.whom) : wait.object;
    text += "waits for " + wait_text(std::string(to_string(wait.what)), whom,
                                     wait.where.file_name(), wait.where.line());
  }
  text += ", " + time_text(ms);
  const auto limit = tree_.application()->shutdown_of(actor.label);
  if (limit && !limit->is_brutal_kill() && limit->time() != fauxtp::infinity) {
    text += " of " + time_text(milliseconds(limit->time()));
  }
  return text;
}

void stop_progress::tell(const process_info& waited_for, const process_info* its_supervisor) {
  std::string place = above(waited_for.label);
  if (its_supervisor != nullptr) {
    const std::size_t now = children_of(*its_supervisor);
    const std::size_t before = children_.try_emplace(its_supervisor->actor, now).first->second;
    if (now > 0 && now <= before) {
      place += " " + std::to_string(before - now + 1) + " of " + std::to_string(before);
    }
  }
  if (!place.empty()) place.insert(0, " ");
  const std::string line = "stopping" + place + ", waiting for " +
                           waited_for.label.substr(waited_for.label.rfind('/') + 1) + ": " +
                           text_of(waited_for);
  if (redraws_) return log_.show_progress(line);
  const bool long_enough = clock_type::now() - since_.at(waited_for.actor) >= worth_a_line;
  if (long_enough && told_.insert(waited_for.actor).second) log_.say("  " + line);
}
