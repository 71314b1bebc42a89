// What a stop waits for.
#include "stop_progress.hpp"

#include <unistd.h>

#include <algorithm>

#include "actor_table.hpp"

namespace {

using fauxtp::process_info;
using fauxtp::process_status;
using clock_type = std::chrono::steady_clock;

// A worker that does not answer for so long is held by one actor.
constexpr std::chrono::milliseconds longest_look{50};
constexpr std::chrono::seconds worth_a_line{1};

std::string above(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::map<std::string, std::size_t> children_of_each(const std::vector<process_info>& actors) {
  std::map<std::string, std::size_t> children;
  for (const process_info& each : actors) ++children[above(each.label)];
  return children;
}

double milliseconds(clock_type::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

stop_progress::stop_progress(const tree_in_force& tree, run_log& log)
    : tree_(tree), log_(log), redraws_(isatty(STDERR_FILENO) != 0) {}

void stop_progress::begin() {
  const std::vector<process_info> all = actors();
  children_ = children_of_each(all);
  for (const process_info& each : all) {
    names_.emplace(each.actor, each.name.empty() ? each.label : each.name);
  }
  note(all);  // who holds a worker is known by now
}

void stop_progress::look() { note(actors()); }

void stop_progress::note(const std::vector<process_info>& all) {
  const std::map<std::string, std::size_t> alive = children_of_each(all);
  const process_info* waited_for = nullptr;
  std::string left;
  for (const process_info& each : all) {
    const bool above_others = alive.contains(each.label);
    const bool held = each.status == process_status::running;
    if (!held && (each.status != process_status::exiting || above_others)) continue;
    since_.try_emplace(each.actor, clock_type::now());
    left += "  " + each.label + " " + to_string(each.actor) + ": " + text_of(each) + "\n";
    if (waited_for == nullptr || held) waited_for = &each;
  }
  {
    const std::lock_guard lock(guard_);
    left_ = std::move(left);
  }
  if (waited_for != nullptr) tell(*waited_for, alive);
}

std::string stop_progress::left() const {
  const std::lock_guard lock(guard_);
  return left_;
}

std::vector<process_info> stop_progress::actors() const {
  std::vector<process_info> all = fauxtp::infos(10'000, longest_look);
  const std::string root = tree_.application()->name();
  std::erase_if(all, [&root](const process_info& each) {
    return each.label != root && !each.label.starts_with(root + "/");
  });
  return all;
}

std::string stop_progress::text_of(const process_info& actor) const {
  const double ms = milliseconds(clock_type::now() - since_.at(actor.actor));
  if (actor.status == process_status::running) {
    return "it runs and has not waited for " + time_text(ms);
  }
  std::string text = "it runs";
  if (actor.waits) {
    const fauxtp::wait_info& wait = *actor.waits;
    const auto name = names_.find(wait.whom);
    const std::string whom = !wait.whom             ? ""
                             : name == names_.end() ? to_string(wait.whom)
                                                    : name->second;
    text = "waits for " + wait_text(std::string(to_string(wait.what)), whom, wait.where.file_name(),
                                    wait.where.line());
  }
  text += ", " + time_text(ms);
  const auto limit = tree_.application()->shutdown_of(actor.label);
  if (limit && !limit->is_brutal_kill() && limit->time() != fauxtp::infinity) {
    text += " of " + time_text(milliseconds(limit->time()));
  }
  return text;
}

void stop_progress::tell(const process_info& waited_for,
                         const std::map<std::string, std::size_t>& alive) {
  const std::string supervisor = above(waited_for.label);
  std::string place = supervisor;
  const auto before = children_.find(supervisor);
  const auto now = alive.find(supervisor);
  if (before != children_.end() && now != alive.end() && now->second <= before->second) {
    place += " " + std::to_string(before->second - now->second + 1) + " of " +
             std::to_string(before->second);
  }
  const std::string line = "stopping " + place + ", waiting for " +
                           waited_for.label.substr(waited_for.label.rfind('/') + 1) + ": " +
                           text_of(waited_for);
  if (redraws_) return log_.show_progress(line);
  const bool long_enough = clock_type::now() - since_.at(waited_for.actor) >= worth_a_line;
  if (long_enough && told_.insert(waited_for.actor).second) log_.say("  " + line);
}
