// Reads the faults that a file plans.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "declaration/key_table.hpp"
#include "declaration/object_reader.hpp"
#include "declaration/struck_by.hpp"
#include "document/document_set.hpp"
#include "fauxtp/simulation.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

constexpr std::int64_t most = 1'000'000'000;

constexpr std::array<std::string_view, 1> during_words = {"reload"};

constexpr std::array fault_keys = {
    key_rule{.key = "fault",
             .doc = "What happens.",
             .reload = effect::nothing,
             .form = form::choice,
             .required = true,
             .choices = fault_words},
    key_rule{.key = "child",
             .doc = "The path of the actor, or that of a supervisor and / for one below it.",
             .reload = effect::nothing},
    key_rule{.key = "probability",
             .doc = "In how many of the runs.",
             .reload = effect::nothing,
             .form = form::number,
             .maximum = 1},
    key_rule{.key = "after",
             .doc = "How long after the calm before it.",
             .reload = effect::nothing,
             .form = form::duration},
    key_rule{.key = "at_step",
             .doc = "When there have been so many steps.",
             .reload = effect::nothing,
             .form = form::integer,
             .minimum = 1,
             .maximum = most},
    key_rule{.key = "during",
             .doc = "In the middle of what it strikes: of the reload before it.",
             .reload = effect::nothing,
             .form = form::choice,
             .choices = during_words},
    key_rule{.key = "at_message",
             .doc = "When the actor has taken so many messages.",
             .reload = effect::nothing,
             .form = form::integer,
             .minimum = 1,
             .maximum = most},
    key_rule{.key = "attempts",
             .doc = "So many starts, or operations on the disk, fail.",
             .reload = effect::nothing,
             .form = form::integer,
             .minimum = 1,
             .maximum = most},
    key_rule{.key = "time",
             .doc = "How long it lasts.",
             .reload = effect::nothing,
             .form = form::duration,
             .minimum = 1},
    key_rule{.key = "files",
             .doc = "A pattern of a shell, for names or paths of files.",
             .reload = effect::nothing},
    key_rule{.key = "at_operation",
             .doc = "When there have been so many operations on the disk.",
             .reload = effect::nothing,
             .form = form::integer,
             .minimum = 1,
             .maximum = most},
    key_rule{.key = "each",
             .doc = "How long each operation takes at most, or each way.",
             .reload = effect::nothing,
             .form = form::duration,
             .minimum = 1},
    key_rule{.key = "address",
             .doc = "Whom nobody reaches as before; port 0 stands for all ports.",
             .reload = effect::nothing},
    key_rule{.key = "file", .doc = "What the application becomes.", .reload = effect::nothing},
};
constexpr object_form fault_form =
    form_of("fault", "a fault", "What is done to the application.", fault_keys);

constexpr std::array plan_keys = {
    key_rule{.key = "faults",
             .doc = "One after the other.",
             .reload = effect::nothing,
             .form = form::sections,
             .required = true,
             .inside = &fault_form},
};
constexpr object_form plan_form =
    form_of("fault_plan", "a plan of faults", "What is done to the application.", plan_keys);

std::optional<io::address> read_address(complaints& complain, const json_node& node) {
  try {
    return io::address(*node.as<std::string>());
  } catch (const std::invalid_argument& wrong) {
    complain.at(node, "E105", std::string(wrong.what()));
    return std::nullopt;
  }
}

planned_fault read_fault(complaints& complain, const json_node& node, std::size_t number) {
  object_reader reader(complain, node, fault_form, "fault " + std::to_string(number));
  reader.check_keys();
  planned_fault made;
  const auto kind = reader.known_choice<fault_kind>("fault");
  made.kind = kind.value_or(made.kind);
  made.child = reader.text("child");
  made.probability = reader.number("probability", 1);
  if (reader.find("after") != nullptr) made.after = reader.time("after", {});
  if (reader.find("time") != nullptr) made.time = reader.time("time", {});
  if (reader.find("each") != nullptr) made.each = reader.time("each", {});
  made.files = reader.text("files");
  if (!reader.text("address").empty())
    made.address = read_address(complain, *reader.find("address"));
  made.at_operation = static_cast<std::size_t>(reader.integer("at_operation", 0));
  made.at_message = static_cast<std::size_t>(reader.integer("at_message", 0));
  made.at_step = static_cast<std::uint64_t>(reader.integer("at_step", 0));
  made.during_reload = reader.known_choice<int>("during").has_value();
  made.attempts = static_cast<std::size_t>(reader.integer("attempts", 1));
  const auto only_for = [&](const char* key, std::initializer_list<fault_kind> those) {
    const json_node* found = reader.find(key);
    if (found == nullptr || !kind || std::ranges::find(those, *kind) != those.end()) return;
    complain.at(*found, "E203",
                "fault " + std::to_string(number) + " is " + in_quotes(to_string(*kind)) +
                    ", which has no " + in_quotes(key));
  };
  using enum fault_kind;
  only_for("child", {kill, exit, error, slow, start});
  only_for("during", {kill, exit, error, slow, start, stall});
  const json_node* after = reader.find("after");
  for (const char* other : {"at_step", "during"}) {
    if (after == nullptr || reader.find(other) == nullptr) continue;
    complain.at(*after, "E203",
                "fault " + std::to_string(number) + R"( has "after" and )" + in_quotes(other) +
                    ", and one of them says when it comes");
  }
  only_for("at_message", {kill, exit, error, slow});
  only_for("attempts", {start, disk_error});
  only_for("time", {slow, stall, disk_full, disk_slow, partition, delay, partial});
  only_for("files", {disk_full, disk_error, disk_slow, bit_flip});
  only_for("at_operation", {disk_error, power});
  only_for("each", {disk_slow, delay});
  only_for("address", {cut, partition, half_open, delay, partial});
  only_for("file", {reload});
  if (kind == reload && reader.find("file") == nullptr && !reader.was_meant("file")) {
    complain.at(node, "E206", "fault " + std::to_string(number) + R"( is a reload of no "file")");
  }
  return made;
}

/// Whether the last of them does, or stands behind others that do.
bool comes_after_a_reload(const std::vector<planned_fault>& faults) {
  const auto other = std::find_if(faults.rbegin() + 1, faults.rend(),
                                  [](const auto& each) { return !each.during_reload; });
  return other != faults.rend() && other->kind == fault_kind::reload;
}

}  // namespace

std::string_view to_string(fault_kind kind) noexcept {
  return fault_words[static_cast<std::size_t>(kind)];
}

fault_plan fault_plan::load(const std::filesystem::path& file,
                            const std::vector<std::filesystem::path>& module_folders, bool colour) {
  fault_plan plan;
  document_set files(read_document(file));
  std::vector<diagnostic> found;
  complaints complain(files, found);
  complain.take_over(files.own());
  if (const json_node* root = files.own().root.get()) {
    if (root->is() == json_node::kind::object) {
      object_reader reader(complain, *root, plan_form, "the plan");
      reader.check_keys();
      for (const json_node* each : reader.sections("faults")) {
        planned_fault& made =
            plan.faults.emplace_back(read_fault(complain, *each, plan.faults.size() + 1));
        const json_member* next = each->find("file");
        if (made.during_reload && !comes_after_a_reload(plan.faults)) {
          complain.at(each->find("during")->value, "E203",
                      "fault " + std::to_string(plan.faults.size()) +
                          " strikes during a reload, and fault " +
                          std::to_string(plan.faults.size() - 1) + " is none");
        }
        if (made.kind != fault_kind::reload || next == nullptr) continue;
        const auto* name = next->value.as<std::string>();
        if (name == nullptr) continue;  // it was complained about
        made.next = std::make_shared<application>(
            application::load(files.path_beside(next->value, *name), module_folders));
        if (!made.next->ok()) plan.messages += made.next->messages(colour);
      }
    } else {
      complain.at(*root, "E103", "a plan is an object, not " + complain.written(*root));
    }
  }
  if (!found.empty()) plan.messages += render(found, colour);
  return plan;
}

}  // namespace fauxtp
