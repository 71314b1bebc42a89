// Reads a supervisor and the children below it, and checks what OTP checks before it starts them.
#include "declaration/supervisor_reader.hpp"

#include <algorithm>
#include <utility>

#include "declaration/child_kind.hpp"
#include "declaration/mailbox_reader.hpp"
#include "declaration/quantity.hpp"
#include "declaration/schedulers_reader.hpp"
#include "declaration/struck_by.hpp"
#include "document/node_term.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

using kind = json_node::kind;

std::string child_title(const json_node& node, std::size_t number, const std::string& parent) {
  for (const std::string_view key : {"id", "name"}) {
    const json_member* member = node.find(key);
    const auto* text = member == nullptr ? nullptr : member->value.as<std::string>();
    if (text != nullptr) return "child " + in_quotes(*text);
  }
  return "child number " + std::to_string(number) + " of " + parent;
}

// In the order of the format's choices. All but the last are strategies of a running supervisor.
enum class written_strategy { one_for_one, one_for_all, rest_for_one, simple_one_for_one };

using words = std::map<std::string, source_place>;

struct taken_word {
  std::string word;
  source_place first;
};

// Notes the word, or the word of each instance. Returns the first that was taken already.
std::optional<taken_word> take(const std::string& word, std::optional<std::size_t> instances,
                               const source_place& place, words& known) {
  std::optional<taken_word> taken;
  const auto note = [&](const std::string& each) {
    const auto [first, is_new] = known.emplace(each, place);
    if (!is_new && !taken) taken = {each, first->second};
  };
  if (!instances) note(word);
  for (std::size_t n = 1; n <= instances.value_or(0); ++n) note(numbered(word, n));
  return taken;
}

}  // namespace

struct supervisor_reader::family {
  std::string title;  // of the supervisor
  fauxtp::auto_shutdown auto_shutdown;
  bool auto_shutdown_is_known = true;         // false: what the file says is wrong
  std::map<std::string, source_place> ids{};  // of the children read so far
  bool of_template = false;                   // whether the supervisor is simple_one_for_one
  std::size_t count = 0;                      // of the children read so far
};

supervisor_entry supervisor_reader::read_root(const json_node& node) {
  supervisor_entry spec;
  spec.place = complain_.place_of(node);
  object_reader reader(complain_, node, supervisor_form, "the supervisor");
  reader.check_keys();
  read_own_keys(reader, spec, "the supervisor");
  return spec;
}

// Reads the keys that a supervisor has at the root and as a child, too.
void supervisor_reader::read_own_keys(object_reader& reader, supervisor_entry& spec,
                                      const std::string& title) {
  const auto how = reader.choice("strategy", written_strategy::one_for_one);
  spec.is_dynamic = how == written_strategy::simple_one_for_one;
  if (!spec.is_dynamic) spec.strategy = static_cast<strategy>(how);
  read_intensity(reader, spec);
  const auto rule = reader.known_choice<auto_shutdown>("auto_shutdown");
  spec.auto_shutdown = rule.value_or(auto_shutdown::never);
  const bool rule_is_known =
      rule || (reader.find("auto_shutdown") == nullptr && !reader.was_meant("auto_shutdown"));
  const json_node* children = reader.array("children", "an array of children");
  if (children == nullptr) return;
  family siblings{title, spec.auto_shutdown, rule_is_known, {}, spec.is_dynamic};
  // Only includes can make it this deep: one document is at most document::max_depth deep.
  if (++depth_ > document::max_depth) {
    complain_.at(
        *children, "E006",
        "more than " + std::to_string(document::max_depth) + " supervisors inside each other");
  } else {
    read_children(*children->as<json_node::array>(), spec, siblings);
    check_template(*children, siblings);
  }
  --depth_;
}

void supervisor_reader::read_intensity(object_reader& reader, supervisor_entry& spec) {
  spec.intensity = static_cast<int>(reader.integer("intensity", spec.intensity));
  spec.intensity_counts = reader.choice("intensity_counts", spec.intensity_counts);
  spec.period = reader.time("period", spec.period);
}

void supervisor_reader::read_children(const json_node::array& children, supervisor_entry& spec,
                                      family& siblings) {
  for (const json_node& each : children) {
    // Only includes can make them this many, too.
    if (++listed_ > document::max_values) {
      complain_.at(each, "E002",
                   "there are more than " + std::to_string(document::max_values) + " children");
      return;
    }
    read_listed(each, spec, siblings);
  }
}

void supervisor_reader::read_listed(const json_node& node, supervisor_entry& spec,
                                    family& siblings) {
  if (kind_of_child(node) == child_kind::include) {
    read_included(node, spec, siblings);
    return;
  }
  ++siblings.count;
  if (node.is() == kind::object) {
    child_entry child = read_child(node, siblings);
    auto struck_by =
        read_struck_by(complain_, node, child_title(node, siblings.count, siblings.title));
    std::visit([&](auto& entry) { entry.struck_by = std::move(struck_by); }, child.spec);
    spec.children.push_back(std::move(child));
  } else {
    complain_.at(node, "E103",
                 "child number " + std::to_string(siblings.count) + " of " + siblings.title +
                     " must be an object, not " + complain_.written(node));
  }
}

void supervisor_reader::read_included(const json_node& node, supervisor_entry& spec,
                                      family& siblings) {
  object_reader reader(complain_, node, include_child_form,
                       "an include among the children of " + siblings.title);
  reader.check_keys();
  const json_node* name = reader.find("include");
  if (reader.text("include").empty()) {
    if (name != nullptr && name->is() == kind::text) {
      complain_.at(*name, "E104", "an include names no file");
    }
    return;
  }
  included_.in_file(*name, [&](const json_node& root) {
    if (const auto* children = root.as<json_node::array>()) {
      read_children(*children, spec, siblings);
    } else if (root.is() == kind::object) {
      read_listed(root, spec, siblings);
    } else {
      complain_.at(
          root, "E103",
          "a file of children is a child or an array of children, not " + complain_.written(root));
    }
  });
}

void supervisor_reader::check_template(const json_node& children, const family& siblings) {
  if (!siblings.of_template || siblings.count == 1) return;
  complain_.at(children, "E203",
               siblings.title + " is simple_one_for_one and has " + std::to_string(siblings.count) +
                   " children",
               "", "it has one: the template from which its children start on request");
}

child_entry supervisor_reader::read_child(const json_node& node, family& siblings) {
  const std::string title = child_title(node, siblings.count, siblings.title);
  check_that_it_is_one(node, title);
  switch (kind_of_child(node)) {
    case child_kind::listener:
      return {read_listener(node, title, siblings)};
    case child_kind::job:
      return {read_job(node, title, siblings)};
    case child_kind::supervisor:
      return {read_supervisor(node, title, siblings)};
    default:
      return {read_worker(node, title, siblings)};
  }
}

// Complains if a child has the keys of two kinds of children.
void supervisor_reader::check_that_it_is_one(const json_node& node, const std::string& title) {
  const json_member* found[] = {node.find("actor"), node.find("children"), node.find("listen")};
  const auto is_there = [](const json_member* each) { return each != nullptr; };
  const auto one = std::ranges::find_if(found, is_there);
  const auto other =
      std::find_if(one == std::end(found) ? one : one + 1, std::end(found), is_there);
  if (other == std::end(found)) return;
  complain_.at_key(
      **one, "E203",
      title + " has both " + in_quotes((*one)->key) + " and " + in_quotes((*other)->key), "",
      "a worker has \"actor\", a supervisor has \"children\", a listener has "
      "\"listen\"\n" +
          in_quotes((*other)->key) + " is at " + to_string(complain_.place_of((*other)->value)));
}

worker_entry supervisor_reader::read_worker(const json_node& node, const std::string& title,
                                            family& siblings) {
  worker_entry spec;
  spec.place = complain_.place_of(node);
  object_reader reader(complain_, node, worker_form, title);
  reader.check_keys({"actor"});
  if (reader.find("instances") != nullptr) {
    spec.instances = static_cast<std::size_t>(reader.integer("instances", 1));
  }
  spec.route = reader.known_choice<routing>("route");
  spec.when_all_fail = reader.choice("when_all_fail", spec.when_all_fail);
  const bool is_pool = spec.route && spec.instances;
  check_identity(node, reader, title, {spec.id, spec.name, spec.instances, is_pool}, siblings);
  if (!siblings.of_template) check_pool(reader, title);
  require_actor(reader, node, title);
  spec.type = reader.choice("type", child_type::worker);
  if (spec.type == child_type::supervisor) {
    spec.restart = restart_type::permanent;
    spec.shutdown = infinity;
  }
  spec.restart = reader.choice("restart", spec.restart);
  spec.restart_delay = read_restart_delay(reader, title);
  spec.drain = reader.time("drain", duration::zero());
  spec.significant = reader.boolean("significant", false);
  read_actor(reader, spec, title);
  spec.log_level = reader.known_choice<severity>("log_level");
  check_combinations(reader, title, spec.restart, spec.significant, spec.type, siblings);
  if (siblings.of_template) check_template_worker(reader, title);
  return spec;
}

void supervisor_reader::require_actor(const object_reader& reader, const json_node& node,
                                      const std::string& title) {
  if (reader.find("actor") != nullptr || reader.was_meant("actor")) return;
  // OTP: missing_start.
  complain_.at(node, "E206", title + R"( has no "actor")", "",
               "a worker has \"actor\", a supervisor has \"children\", a listener has \"listen\"");
}

void supervisor_reader::check_pool(object_reader& reader, const std::string& title) {
  const auto needs = [&](std::string_view key, std::string_view other, std::string why) {
    const json_node* found = reader.find(key);
    if (found == nullptr || reader.find(other) != nullptr || reader.was_meant(other)) return;
    complain_.at(*found, "E203", title + " has " + in_quotes(key) + ", but no " + in_quotes(other),
                 "", std::move(why));
  };
  needs("route", "name", "a pool has a name, to which calls go; \"id\" is none");
  needs("route", "instances", "a pool has members: so many as \"instances\" says");
  needs("when_all_fail", "route",
        "it is for a pool: give " + title + " a \"route\", such as \"least_loaded\"");
}

// Reads which actor it is and how it runs: what children and connections have both.
void supervisor_reader::read_actor(object_reader& reader, worker_entry& spec,
                                   const std::string& title) {
  spec.actor = reader.actor("actor");
  if (const json_node* actor = reader.find("actor")) spec.actor_place = complain_.place_of(*actor);
  if (const json_node* args = reader.object_or_array("args")) {
    spec.args = to_term(*args);
    spec.args_node = std::make_shared<const json_node>(*args);
  }
  spec.shutdown = reader.shutdown("shutdown", spec.shutdown);
  spec.start_timeout = reader.timeout("start_timeout", infinity);
  spec.spawn.deadlines = reader.boolean("deadlines", false);
  spec.spawn.prioritize_stop = reader.boolean("prioritize_stop", false);
  spec.spawn.capsule = static_cast<std::size_t>(reader.integer("capsule", 0));
  spec.spawn.stack_size = reader.size("stack_size").value_or(0);
  spec.spawn.scheduler = read_scheduler(complain_, reader, title, runtime_.schedulers);
  // A supervisor gets few messages, and none of them may be lost.
  const bool is_supervisor = spec.type == child_type::supervisor;
  spec.spawn.mailbox =
      read_mailbox(complain_, reader, title, is_supervisor ? mailbox_limit() : runtime_.mailbox);
}

void supervisor_reader::check_template_worker(const object_reader& reader,
                                              const std::string& title) {
  const auto refuse = [&](std::string_view key, std::string why) {
    if (const json_node* found = reader.find(key)) {
      complain_.at(*found, "E203", title + " is a template and cannot have " + in_quotes(key), "",
                   std::move(why));
    }
  };
  refuse("name", "all children that start from it would have that name");
  refuse("route", "its supervisor has no name for all of them");
  refuse("when_all_fail", "its supervisor has no name for all of them");
  refuse("instances", "children start from it on request, so many as are asked for");
}

void supervisor_reader::read_max_children(object_reader& reader, supervisor_entry& spec,
                                          const std::string& title) {
  const json_node* found = reader.find("max_children");
  if (found == nullptr) return;
  spec.max_children = static_cast<std::size_t>(reader.integer("max_children", 1));
  const json_node* how = reader.find("strategy");
  const bool how_is_wrong = how != nullptr && (how->as<std::string>() == nullptr ||
                                               *how->as<std::string>() != to_string(spec.strategy));
  if (spec.is_dynamic || how_is_wrong) return;
  complain_.at(*found, "E203",
               title + R"( has "max_children", but its strategy is )" +
                   std::string(to_string(spec.strategy)),
               "",
               R"("max_children" belongs to a supervisor with "strategy": "simple_one_for_one", )"
               "whose children start on request");
}

std::optional<restart_delay> supervisor_reader::read_restart_delay(object_reader& reader,
                                                                   const std::string& title) {
  const json_node* node = reader.object("restart_delay");
  if (node == nullptr) return std::nullopt;
  object_reader inner(complain_, *node, restart_delay_form, "\"restart_delay\" of " + title);
  inner.check_keys();
  restart_delay delay;
  delay.min = inner.time("min", std::chrono::microseconds(1));
  delay.max = inner.time("max", std::max(delay.max, delay.min));
  delay.factor = inner.number("factor", delay.factor);
  delay.jitter = inner.number("jitter", delay.jitter);
  if (delay.max < delay.min) {
    complain_.at(*inner.find("max"), "E203",
                 "\"restart_delay\" of " + title + " is at most " + duration_text(delay.max) +
                     ", which is less than its \"min\", " + duration_text(delay.min));
    delay.max = delay.min;
  }
  return delay;
}

supervisor_entry supervisor_reader::read_supervisor(const json_node& node, const std::string& title,
                                                    family& siblings) {
  supervisor_entry spec;
  spec.place = complain_.place_of(node);
  // The reader has complained already about an "actor" beside "children", so here it is neither
  // known nor unknown.
  object_reader reader(complain_, node, supervisor_child_form, title);
  reader.ignore("actor");
  reader.check_keys();
  check_identity(node, reader, title, {spec.id, spec.name, {}}, siblings);
  (void)reader.choice("type", child_type::supervisor);
  spec.shutdown = reader.shutdown("shutdown", spec.shutdown);
  read_restarts(reader, spec, title, siblings);
  check_no_template(node, title, "children", siblings);
  read_own_keys(reader, spec, title);
  read_max_children(reader, spec, title);
  return spec;
}

void supervisor_reader::check_no_template(const json_node& node, const std::string& title,
                                          std::string_view key, const family& siblings) {
  if (!siblings.of_template) return;
  complain_.at(node, "E203", title + " is a template and cannot have " + in_quotes(key), "",
               R"(a template has an "actor", which may be a supervisor itself)");
}

// Reads what any supervisor below the root has.
void supervisor_reader::read_restarts(object_reader& reader, supervisor_entry& spec,
                                      const std::string& title, family& siblings) {
  spec.restart = reader.choice("restart", spec.restart);
  spec.restart_delay = read_restart_delay(reader, title);
  spec.significant = reader.boolean("significant", false);
  spec.log_level = reader.known_choice<severity>("log_level");
  check_combinations(reader, title, spec.restart, spec.significant, child_type::supervisor,
                     siblings);
}

void supervisor_reader::check_identity(const json_node& node, object_reader& reader,
                                       const std::string& title, identity child, family& siblings) {
  child.id = reader.word("id");
  child.name = reader.word("name");
  const json_node* id_node = reader.find("id");
  const json_node* name_node = reader.find("name");
  if (id_node == nullptr && name_node == nullptr) {
    if (!reader.was_meant("id") && !reader.was_meant("name")) {
      complain_.at(
          node, "E205", title + R"( has neither "id" nor "name")", "",
          R"("name" registers the actor and is its id too; "id" only tells siblings apart)");
    }
    return;
  }
  bool name_is_taken = false;
  if (!child.name.empty()) {
    const source_place place = complain_.place_of(*name_node);
    auto taken = take(child.name, child.instances, place, names_);
    if (!taken && child.is_pool) taken = take(child.name, {}, place, names_);
    if (taken) {
      name_is_taken = true;
      complain_.at(*name_node, "E202", "the name " + in_quotes(taken->word) + " is given twice", "",
                   "first at " + to_string(taken->first) +
                       "\na name is registered for the whole application");
    }
  }
  if (id_node == nullptr) child.id = child.name;
  // A child that has only a name makes one mistake, not two.
  if (child.id.empty() || (id_node == nullptr && name_is_taken)) return;
  const json_node& says_id = id_node != nullptr ? *id_node : *name_node;
  if (const auto taken =
          take(child.id, child.instances, complain_.place_of(says_id), siblings.ids)) {
    // OTP: duplicate_child_name.
    complain_.at(says_id, "E201",
                 "the id " + in_quotes(taken->word) + " is given twice among the children of " +
                     siblings.title,
                 "", "first at " + to_string(taken->first));
  }
}

void supervisor_reader::check_combinations(const object_reader& reader, const std::string& title,
                                           restart_type restart, bool significant, child_type type,
                                           const family& siblings) {
  const json_node* restart_node = reader.find("restart");
  if (significant && restart == restart_type::permanent) {
    complain_.at(*reader.find("significant"), "E203",
                 title + " is significant and permanent" +
                     (restart_node == nullptr ? ", as supervisors are by default" : ""),
                 "",
                 "a significant child is \"transient\" or \"temporary\": a permanent one is "
                 "started again whenever it ends");
  }
  if (significant && siblings.auto_shutdown_is_known &&
      siblings.auto_shutdown == auto_shutdown::never) {
    complain_.at(
        *reader.find("significant"), "E203",
        title + " is significant, but " + siblings.title + R"( has "auto_shutdown": "never")", "",
        "give " + siblings.title + R"( "auto_shutdown": "any_significant" or "all_significant")");
  }
  if (type == child_type::supervisor && restart == restart_type::transient && !significant &&
      restart_node != nullptr) {
    complain_
        .at(*restart_node, "W201",
            title + " is a transient supervisor: if it gives up, nobody starts it again", "",
            "it gives up with the reason shutdown, after which a transient child stays away;\n"
            "supervisors are \"permanent\" by default")
        .level = diagnostic::severity::warning;
  }
}

}  // namespace fauxtp
