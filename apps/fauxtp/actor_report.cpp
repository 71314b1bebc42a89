// All actors as lines of the log.
#include "actor_report.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "actor_table.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/process_info.hpp"

namespace {

using fauxtp::process_info;

constexpr std::size_t most_lines = 10'000;
constexpr std::chrono::milliseconds patience{500};

std::string state_text(const process_info& actor) {
  if (!actor.waits) return std::string(to_string(actor.status));
  const fauxtp::wait_info& wait = *actor.waits;
  return "waits for " +
         wait_text(std::string(to_string(wait.what)), wait.whom ? to_string(wait.whom) : "",
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

}  // namespace

void log_all_actors() {
  fauxtp::process_list found = fauxtp::infos({.most_of_a_worker = most_lines, .wait = patience});
  std::vector<process_info>& all = found.actors;
  std::ranges::sort(all, {}, &process_info::label);
  const auto tell = [](std::string text) {
    fauxtp::submit(
        {.level = fauxtp::severity::notice, .label = "process/actors", .text = std::move(text)});
  };
  tell("SIGUSR1: " + std::to_string(all.size() + found.left_out) + " actors" +
       (all.size() > most_lines ? ", of which " + std::to_string(most_lines) + " are shown" : ""));
  if (all.size() > most_lines) all.resize(most_lines);
  for (const process_info& each : all) tell(text_of(each));
}
