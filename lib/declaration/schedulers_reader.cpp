// Reads which schedulers there are besides the runtime's own threads, and which of them runs a
// worker.
#include "declaration/schedulers_reader.hpp"

#include <algorithm>

#include "declaration/foreign_words.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

bool has_a_name(complaints& complain, const json_member& scheduler) {
  const std::string name = in_quotes(scheduler.key);
  if (scheduler.key == default_scheduler) {
    complain.at_key(scheduler, "E207",
                    "there is a scheduler " + name + " already: the runtime's own threads", "",
                    "runtime.threads says how many they are");
    return false;
  }
  if (is_word(scheduler.key)) return true;
  complain.at_key(scheduler, "E107", name + " cannot be the name of a scheduler", "",
                  std::string(what_words_are));
  return false;
}

}  // namespace

std::vector<scheduler> read_schedulers(complaints& complain, object_reader& of_runtime) {
  std::vector<scheduler> all;
  const json_node* found = of_runtime.object("schedulers");
  if (found == nullptr) return all;
  for (const json_member& each : *found->as<json_node::object>()) {
    if (!has_a_name(complain, each)) continue;
    // It counts as known even if its value is wrong: a worker that asks for it makes no further
    // mistake.
    scheduler& made = all.emplace_back(scheduler{.name = each.key});
    const std::string title = in_quotes(each.key) + " of \"schedulers\"";
    if (!of_runtime.is_section(each.value, title)) continue;
    object_reader reader(complain, each.value, scheduler_form, title);
    reader.check_keys();
    made.threads = static_cast<std::size_t>(reader.integer("threads", 1));
  }
  return all;
}

std::string read_scheduler(complaints& complain, object_reader& of_worker,
                           const std::string& worker, const std::vector<scheduler>& known) {
  std::string name = of_worker.word("scheduler");
  if (name.empty() || name == default_scheduler) return {};
  if (std::ranges::find(known, name, &scheduler::name) != known.end()) return name;
  std::vector<std::string_view> names{default_scheduler};
  for (const scheduler& each : known) names.push_back(each.name);
  complain.at(*of_worker.find("scheduler"), "E207",
              worker + " asks for the scheduler " + in_quotes(name) +
                  ", which runtime.schedulers does not have",
              did_you_mean(nearest(name, names)), "there are: " + joined(names));
  return {};
}

}  // namespace fauxtp
