// Writes all actors to the log, and where they are in their code.
#include "actor_report.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "actor_table.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/spawn.hpp"

namespace {

using fauxtp::process_info;

constexpr std::size_t most_lines = 10'000;
constexpr std::chrono::milliseconds patience{500};

// Bounds for the stacks. Most actors of a tree wait at one of a few places.
constexpr std::size_t most_stacks = 100;
constexpr std::size_t most_names = 10;  // names of actors with the same stack
constexpr std::chrono::seconds time_for_stacks{2};

void tell(std::string label, std::string text, std::vector<const void*> stack = {}) {
  fauxtp::submit({.level = fauxtp::severity::notice,
                  .label = std::move(label),
                  .text = std::move(text),
                  .stack = std::move(stack)});
}

std::string state_text(const process_info& actor) {
  if (!actor.waits) return std::string(to_string(actor.status));
  const fauxtp::wait_info& wait = *actor.waits;
  return "waits for " +
         wait_text(std::string(to_string(wait.what)),
                   wait.whom ? to_string(wait.whom) : wait.object,
                   wait.where.line() == 0 ? "" : wait.where.file_name(), wait.where.line()) +
         ", " + time_text(milliseconds(wait.since));
}

std::string text_of(const process_info& actor) {
  const std::size_t depth = static_cast<std::size_t>(std::ranges::count(actor.label, '/'));
  std::string text(2 * depth, ' ');
  text += actor.label + " " + to_string(actor.actor) + " " + state_text(actor) + ", mailbox " +
          std::to_string(actor.messages) + ", handled " + std::to_string(actor.handled);
  if (actor.status == fauxtp::process_status::exiting) text += ", is to end";
  return text + ", stack " + std::to_string(actor.stack_used) + " of " +
         std::to_string(actor.stack_size) + " bytes";
}

/// Actors that have the same stack, in the order of their paths.
struct place {
  std::vector<const void*> stack;
  std::vector<std::string> paths;

  std::string text() const {
    const std::size_t shown = std::min(paths.size(), most_names);
    std::string all = paths.size() == 1 ? "here is" : "here are";
    for (std::size_t i = 0; i < shown; ++i) all += (i == 0 ? " " : ", ") + paths[i];
    if (shown < paths.size()) all += " and " + std::to_string(paths.size() - shown) + " more";
    return all;
  }
};

void log_places(const std::vector<process_info>& actors) {
  const auto until = std::chrono::steady_clock::now() + time_for_stacks;
  std::map<std::vector<const void*>, std::size_t> known;
  std::vector<place> all;
  std::size_t not_shown = 0;
  for (const process_info& each : actors) {
    if (each.actor == fauxtp::self()) continue;
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= left.zero()) {
      ++not_shown;
      continue;
    }
    std::vector<const void*> stack =
        fauxtp::stack_of(each.actor, std::min<fauxtp::duration>(left, patience));
    if (stack.empty()) continue;
    const auto [found, is_new] = known.emplace(std::move(stack), all.size());
    if (is_new) all.push_back({found->first, {}});
    all[found->second].paths.push_back(each.label);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i < most_stacks) {
      std::string text = all[i].text();
      tell("process/stack", std::move(text), std::move(all[i].stack));
    } else {
      not_shown += all[i].paths.size();
    }
  }
  if (not_shown > 0) {
    tell("process/stack", "the stacks of " + std::to_string(not_shown) + " more are not shown");
  }
}

}  // namespace

void log_all_actors() {
  fauxtp::process_list found = fauxtp::infos({.most_of_a_worker = most_lines, .wait = patience});
  std::vector<process_info>& all = found.actors;
  std::ranges::sort(all, {}, &process_info::label);
  tell("process/actors",
       "SIGUSR1: " + std::to_string(all.size() + found.left_out) + " actors" +
           (all.size() > most_lines ? ", of which " + std::to_string(most_lines) + " are shown"
                                    : ""));
  if (all.size() > most_lines) all.resize(most_lines);
  for (const process_info& each : all) tell("process/actors", text_of(each));
  log_places(all);
}
