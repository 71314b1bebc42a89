// Finds out which actors the words in "levels" mean.
#include "application/log_levels.hpp"

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "application/tree_builder.hpp"
#include "declaration/foreign_words.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

/// Goes through the tree and notes, for each child, the words that mean it.
class level_search {
 public:
  explicit level_search(const detail::application_data& application)
      : modules_(application.modules),
        name_(application.loaded.spec->name),
        levels_(application.loaded.spec->logging.levels) {
    if (const auto level = level_of(name_)) by_path_[name_] = *level;
    look_at(application.root(), name_);
  }

  /// A word that means no child in the file may still mean a child that starts later.
  std::map<std::string, severity> by_path() && {
    for (const auto& [word, entry] : levels_) {
      if (known_.contains(word)) continue;
      by_path_.emplace(word, entry.level);
      by_path_.emplace(name_ + "/" + word, entry.level);
    }
    return std::move(by_path_);
  }

  /// Whether the word means neither a child nor anything that a child may start below itself.
  bool is_unknown(const std::string& word) const {
    for (std::size_t end = word.size(); end != std::string::npos; end = word.rfind('/', end - 1)) {
      if (known_.contains(word.substr(0, end))) return false;
      if (end == 0) break;
    }
    return true;
  }
  const std::set<std::string>& known() const { return known_; }

 private:
  std::optional<severity> level_of(const std::string& word) {
    if (word.empty()) return std::nullopt;
    known_.insert(word);
    const auto found = levels_.find(word);
    return found == levels_.end() ? std::nullopt : std::optional(found->second.level);
  }

  void look_at(const supervisor_entry& supervisor, const std::string& path) {
    for (const planned_child& each : planned_children(supervisor)) {
      look_at_child(each, path, path + "/" + each.id);
      if (each.supervisor() != nullptr) look_at(*each.supervisor(), path + "/" + each.id);
    }
    if (supervisor.is_dynamic) {
      const planned_child one{supervisor.template_child().id, "", &supervisor.children.front()};
      look_at_child(one, path, path + "/");
    }
  }

  void look_at_child(const planned_child& child, const std::string& above,
                     const std::string& path) {
    std::optional<severity> level;
    const auto if_there = [&level](std::optional<severity> said) {
      if (said) level = said;
    };
    const auto if_path_there = [&](const std::string& id) {
      if_there(level_of(above + "/" + id));
      if_there(level_of((above + "/" + id).substr(name_.size() + 1)));
    };
    if (const worker_entry* worker = child.worker()) {
      if (!levels_.empty()) if_there(level_of(modules_.find(worker->actor).library->name));
      if_there(worker->log_level);
      if_there(level_of(worker->name));  // of all its instances
      if_there(level_of(child.name));
      if_path_there(worker->id);
    } else {
      if_there(child.supervisor()->log_level);
      if_there(level_of(child.name));
    }
    if_path_there(child.id);
    if (level) by_path_[path] = *level;
  }

  const module_set& modules_;
  const std::string& name_;
  const std::map<std::string, level_entry>& levels_;
  std::map<std::string, severity> by_path_;
  std::set<std::string> known_;  // words
};

}  // namespace

std::map<std::string, severity> log_levels_of(const detail::application_data& application) {
  return level_search(application).by_path();
}

void check_levels(detail::application_data& application) {
  if (!application.loaded.ok() || application.loaded.spec->logging.levels.empty()) return;
  const level_search search(application);
  const std::vector<std::string_view> words(search.known().begin(), search.known().end());
  for (const auto& [word, entry] : application.loaded.spec->logging.levels) {
    if (!search.is_unknown(word)) continue;
    application.loaded
        .complain(entry.place, "W208", in_quotes(word) + " in \"levels\" is nobody in this file",
                  did_you_mean(nearest(word, words)),
                  "a path of ids below the root, a name, or a module; it counts for whoever takes "
                  "that name while it runs")
        .level = diagnostic::severity::warning;
  }
}

}  // namespace fauxtp
