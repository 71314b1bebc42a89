// Draws a supervision tree.
#include "application/tree_drawing.hpp"

#include <algorithm>

#include "application/quantity.hpp"

namespace fauxtp {
namespace {

struct line {
  std::string left;   // branches and id
  std::size_t width;  // of `left`, in characters
  std::string right;
};

struct branches {
  const char *middle, *last, *down;
};
constexpr branches lines_unicode{"├─ ", "└─ ", "│  "};
constexpr branches lines_ascii{"|- ", "`- ", "|  "};

std::string about(const supervisor_entry& supervisor) {
  std::string text(supervisor.is_dynamic ? "simple_one_for_one" : to_string(supervisor.how));
  if (supervisor.max_children != supervisor_entry().max_children) {
    text += ", at most " + std::to_string(supervisor.max_children) + " children";
  }
  text += ", at most " + std::to_string(supervisor.intensity) + " restarts in " +
          duration_text(supervisor.period);
  if (supervisor.when_done != auto_shutdown::never) {
    text += ", ends with " + std::string(to_string(supervisor.when_done));
  }
  if (supervisor.significant) text += ", significant";
  return text;
}

std::string about(const worker_entry& worker, bool on_request) {
  std::string text = worker.actor + "  " + std::string(to_string(worker.restart));
  if (on_request) text += ", on request";
  if (worker.significant) text += ", significant";
  if (worker.shutdown.is_brutal_kill()) text += ", killed to stop";
  if (!worker.name.empty() && worker.name != worker.id) text += ", named " + worker.name;
  return text;
}

class drawing {
 public:
  explicit drawing(const branches& signs) : signs_(signs) {}

  void add_children(const supervisor_entry& supervisor, const std::string& indent,
                    std::size_t depth) {
    for (const child_entry& child : supervisor.children) {
      const bool last = &child == &supervisor.children.back();
      const std::string branch = indent + (last ? signs_.last : signs_.middle);
      if (const auto* worker = std::get_if<worker_entry>(&child.spec)) {
        const std::string range =
            worker->instances ? "-1.." + std::to_string(*worker->instances) : "";
        add(branch, depth, worker->id + range, about(*worker, supervisor.is_dynamic));
        continue;
      }
      const auto& inner = std::get<supervisor_entry>(child.spec);
      add(branch, depth, inner.id, about(inner));
      add_children(inner, indent + (last ? "   " : signs_.down), depth + 1);
    }
  }

  void add(const std::string& branch, std::size_t depth, const std::string& id, std::string right) {
    lines_.push_back({branch + id, 3 * depth + id.size(), std::move(right)});
  }

  std::string text() const {
    std::size_t widest = 0;
    for (const line& each : lines_) widest = std::max(widest, each.width);
    std::string all;
    for (const line& each : lines_) {
      all += each.left + std::string(widest - each.width + 2, ' ') + each.right + "\n";
    }
    return all;
  }

 private:
  const branches& signs_;
  std::vector<line> lines_;
};

}  // namespace

std::string draw_tree(const application_spec& application, bool unicode) {
  drawing tree(unicode ? lines_unicode : lines_ascii);
  tree.add("", 0, application.name, about(application.supervisor));
  tree.add_children(application.supervisor, "", 1);
  return tree.text();
}

}  // namespace fauxtp
