// Checks that the modules have the actors that an application's file names.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <variant>

#include "declaration/application_loader.hpp"
#include "declaration/foreign_words.hpp"
#include "declaration/object_reader.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

class actor_check {
 public:
  actor_check(loaded_application& application, std::span<const module_exports> modules)
      : application_(application), modules_(modules) {
    for (const module_exports& each : modules) {
      module_names_.push_back(each.module);
      if (each.by_full_name_only) continue;
      for (const std::string& actor : each.actors) exporters_[actor].insert(each.module);
    }
    for (const auto& [actor, exporters] : exporters_) actor_names_.push_back(actor);
  }

  void check(const supervisor_entry& supervisor) {
    for (const child_entry& each : supervisor.children) {
      if (application_.diagnostics.size() >= most_complaints) return;
      if (const auto* inner = std::get_if<supervisor_entry>(&each.spec)) {
        check(*inner);
      } else if (const auto& worker = std::get<worker_entry>(each.spec); !worker.actor.empty()) {
        check(worker);
      }
    }
  }

 private:
  void check(const worker_entry& worker) {
    const std::string_view wanted = worker.actor;
    const std::size_t slash = wanted.find('/');
    if (slash != std::string_view::npos) {
      check_in_module(worker, wanted.substr(0, slash), wanted.substr(slash + 1));
      return;
    }
    const auto found = exporters_.find(wanted);
    if (found == exporters_.end()) {
      say_unknown(worker, "no module has an actor " + in_quotes(wanted),
                  nearest(wanted, actor_names_), offers());
    } else if (found->second.size() > 1) {
      std::vector<std::string> full;
      std::vector<std::string_view> owners(found->second.begin(), found->second.end());
      for (const std::string_view module : owners) {
        full.push_back(std::string(module) + "/" + worker.actor);
      }
      const std::vector<std::string_view> choices(full.begin(), full.end());
      application_.complain(
          worker.actor_place, "E302",
          "the modules " + alternatives(owners, "and") + " both have an actor " + in_quotes(wanted),
          "write " + alternatives(choices, "or"));
    }
  }

  void check_in_module(const worker_entry& worker, std::string_view module,
                       std::string_view actor) {
    for (const module_exports& each : modules_) {
      if (each.module != module) continue;
      const std::vector<std::string_view> names(each.actors.begin(), each.actors.end());
      if (std::find(names.begin(), names.end(), actor) == names.end()) {
        auto meant = nearest(actor, names);
        if (meant) {
          meant = each.module + "/" + *meant;
        }
        say_unknown(worker, "module " + in_quotes(module) + " has no actor " + in_quotes(actor),
                    meant, offers());
      }
      return;
    }
    auto meant = nearest(module, module_names_);
    if (meant) {
      meant = *meant + "/" + std::string(actor);
    }
    application_.complain(worker.actor_place, "E303",
                          "module " + in_quotes(module) + " is not among the modules given",
                          label_of(meant), offers());
  }

  static std::string label_of(const std::optional<std::string>& meant) {
    return meant ? "did you mean " + in_quotes(*meant) + "?" : "";
  }

  void say_unknown(const worker_entry& worker, std::string message,
                   const std::optional<std::string>& meant, std::string help) {
    application_.complain(worker.actor_place, "E301", std::move(message), label_of(meant),
                          std::move(help));
  }

  // All actors that the modules offer, cut where the list would fill the screen.
  std::string offers() const {
    constexpr std::size_t most = 20;
    if (std::ranges::all_of(modules_, &module_exports::by_full_name_only)) {
      return R"(no modules are given: name them in "modules")";
    }
    std::string text;
    std::size_t count = 0;
    for (const module_exports& each : modules_) {
      for (const std::string& actor : each.actors) {
        if (++count <= most) {
          text += (text.empty() ? "" : ", ") + each.module + "/" + actor;
        }
      }
    }
    if (count == 0) return "the modules given have no actors";
    return "the modules given have: " + printable(text) +
           (count > most ? " and " + std::to_string(count - most) + " more" : "");
  }

  loaded_application& application_;
  std::span<const module_exports> modules_;
  std::map<std::string, std::set<std::string_view>, std::less<>> exporters_;
  std::vector<std::string_view> actor_names_;
  std::vector<std::string_view> module_names_;
};

}  // namespace

void check_actors(loaded_application& application, std::span<const module_exports> modules) {
  if (application.spec) actor_check(application, modules).check(application.spec->supervisor);
}

}  // namespace fauxtp
