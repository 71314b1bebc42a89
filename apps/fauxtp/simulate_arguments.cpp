// The command lines of fauxtp simulate and fauxtp replay.
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "arguments.hpp"
#include "replay_options.hpp"
#include "simulate_options.hpp"

namespace {

/// Takes a number off the beginning.
bool take_number(std::string_view& text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc();
}
bool take_sign(std::string_view& text, char sign) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(1);
  return true;
}

/// "96-113": between these steps; "96,113:1": exactly at these, and the second of the threads that
/// could go on; "none".
void take_switches(const std::string& steps, simulate_options& wanted) {
  if (steps == "none") {
    wanted.first_switch = wanted.last_switch = no_step;
    return;
  }
  std::string_view left = steps;
  std::uint64_t first = 0, last = 0, thread = 0;
  bool is_right = take_number(left, first);
  if (is_right && take_sign(left, '-')) {
    is_right = take_number(left, last) && first <= last;
    wanted.first_switch = first;
    wanted.last_switch = last;
  } else if (is_right) {
    wanted.strategy = exhaustive;
    do {
      is_right = is_right && (!take_sign(left, ':') || take_number(left, thread));
      wanted.switches.emplace(first, std::exchange(thread, 0));
    } while (is_right && take_sign(left, ',') && (is_right = take_number(left, first)));
  }
  if (!is_right || !left.empty()) {
    throw CLI::ValidationError("--switches",
                               steps + " is none of \"96-113\", \"96,113\" and \"none\"");
  }
}

}  // namespace

void add_simulate(CLI::App& app, simulate_options& wanted) {
  auto* command = app.add_subcommand(
      "simulate", "run the application many times in a world where chance follows from a seed");
  constexpr std::uint64_t most = std::uint64_t{1} << 62;
  add_common(*command, wanted.common);
  command->add_option("--seeds", wanted.seeds, "how many runs, each with a seed of its own")
      ->check(CLI::Range(std::uint64_t{1}, most).description(""))
      ->capture_default_str();
  command->add_option("--first", wanted.first_seed, "the first seed")
      ->check(CLI::Range(std::uint64_t{0}, most).description(""))
      ->capture_default_str();
  auto* seed =
      command->add_option("--seed", wanted.seed, "only this one, and tell all that happens")
          ->check(CLI::Range(std::uint64_t{0}, most).description(""));
  command
      ->add_option("--build", wanted.build,
                   "run that seed only if it is of this build: of the same file and modules")
      ->needs(seed);
  command->add_flag("--messages", wanted.messages, "of that seed, all messages, too")->needs(seed);
  command
      ->add_option("--until", wanted.stop_at,
                   "of that seed, the step (#17) at which a debugger is to stop")
      ->needs(seed)
      ->check(CLI::Range(std::uint64_t{1}, most).description(""));
  command->add_option("--workers", wanted.workers, "worker threads, of which one runs at a time")
      ->check(CLI::Range(1, 8).description(""))
      ->capture_default_str();
  command->add_option("--faults", wanted.faults, "how many faults there are in a run")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1'000'000}).description(""))
      ->capture_default_str();
  std::vector<std::string> words;
  for (const fauxtp::fault_kind each : drawn_faults) words.emplace_back(to_string(each));
  auto* kinds =
      command
          ->add_option("--kinds", wanted.kinds,
                       "which faults; those of the disk and of the network come only if they are "
                       "named: " +
                           CLI::detail::join(words, ", "))
          ->delimiter(',')
          ->allow_extra_args(false)
          ->type_name("KIND,...")
          ->check(CLI::IsMember(words).description(""));
  command
      ->add_option("--plan", wanted.plan_file,
                   "a file with the faults that come instead; reload, bit_flip "
                   "and power come by a plan only")
      ->check(CLI::ExistingFile.description(""))
      ->excludes(kinds);
  command
      ->add_option("--allow", wanted.allowed,
                   "what the application means to do, and is not to be told as a finding: timeouts "
                   "(calls that time out before the first fault), livelock (a second in which "
                   "somebody always runs)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("WHAT,...")
      ->check(CLI::IsMember({std::string(timeouts), std::string(livelock)}).description(""));
  command->add_option("--without", wanted.without, "leave out the faults with these numbers")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("N,...");
  command
      ->add_option_function<std::string>(
          "--switches", [&wanted](const std::string& steps) { take_switches(steps, wanted); },
          "between which steps (96-113) the seed decides which thread goes on, or exactly at "
          "which ones (96,113) another one does; else it goes on until it sleeps")
      ->type_name("STEPS");
  command
      ->add_option(
          "--strategy", wanted.strategy,
          "how threads are chosen: mixed, uniform or priorities, by seeds; exhaustive: all "
          "ways to choose, of the first seed, and at most as many as --seeds")
      ->check(CLI::IsMember({"mixed", "uniform", "priorities", "exhaustive"}).description(""))
      ->capture_default_str();
  command
      ->add_option("--bound", wanted.bound,
                   "of exhaustive: at how many steps a thread that could go on does not")
      ->check(CLI::Range(std::size_t{0}, std::size_t{100}).description(""))
      ->capture_default_str();
  command->add_option("--diagram", wanted.diagram,
                      "draw what was found into this file, as SVG: who sent what to whom");
  takes_time(*command
                  ->add_option("--calm", wanted.calm_ms,
                               "how long after each fault until all must be well again")
                  ->default_str("1m"));
  command->footer("Example: fauxtp simulate config/quickstart.json --seeds 100");
}

void add_replay(CLI::App& app, replay_command& wanted) {
  auto* command = app.add_subcommand(
      "replay", "let an actor take again what it took before it crashed, from its capsule");
  command->add_option("capsule", wanted.capsule, "the file that the crash has left")
      ->required()
      ->check(CLI::ExistingFile.description(""));
  command
      ->add_option("--file", wanted.file, "the application's file, if not the one of the capsule")
      ->check(CLI::ExistingFile.description(""));
  command->add_option("--modules", wanted.module_folders, "look for modules in this folder too")
      ->type_name("FOLDER")
      ->allow_extra_args(false);
  command->add_option("--until", wanted.stop_at, "the step (#17) at which a debugger is to stop")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 62).description(""));
  command->footer(
      "Example: fauxtp replay capsules/20261201T120000Z-shop.store-0.65.1.capsule.json");
}
