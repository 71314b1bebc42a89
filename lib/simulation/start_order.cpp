// Looks whether supervisors start their children from the first to the last.
#include "simulation/start_order.hpp"

#include <cstdint>
#include <vector>

#include "declaration/application_spec.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::simulation {
namespace {

/// "teller-1" and "teller-2", if there are two instances.
std::vector<std::string> ids_of(const term& child) {
  const auto id = child.get<std::string>("id");
  if (child.find("instances") == nullptr) return {id};
  std::vector<std::string> all;
  const auto count = child.get<std::int64_t>("instances");
  for (std::int64_t n = 1; n <= count; ++n)
    all.push_back(numbered(id, static_cast<std::size_t>(n)));
  return all;
}

}  // namespace

void start_order::learn(const application& of) {
  families_.clear();
  learn(of.name(), of.declared());
}

void start_order::learn(const std::string& path, const term& supervisor) {
  const auto strategy = supervisor.find("supervisor")->get<std::string>("strategy");
  if (strategy == "simple_one_for_one") return;  // its children start on request
  family& made = families_[path];
  made.restarts_all = strategy == "one_for_all";
  made.restarts_rest = strategy == "rest_for_one";
  for (const term& child : supervisor.find("children")->elements()) {
    for (const std::string& id : ids_of(child)) {
      made.places.emplace(id, made.places.size());
      if (child.get<std::string>("restart") != "temporary") made.always.insert(id);
      if (child.find("children") != nullptr) learn(path + "/" + id, child);
    }
  }
}

void start_order::note(const report& told) {
  if (!told.label.starts_with("supervisor/")) return;
  const auto known = families_.find(told.name);
  if (known == families_.end()) return;
  series& starts = series_[told.name];
  if (starts.supervisor != told.from) {
    starts.supervisor = told.from;
    begin(starts, known->second, {});
  }
  if (told.label == "supervisor/progress") {
    has_started(told.name, told.field("id"));
  } else if (told.label == "supervisor/child_terminated") {
    if (told.field("restarts").empty()) return;  // it is not started again
    starts.goes_on = false;
    if (known->second.restarts_all) begin(starts, known->second, {});
    if (known->second.restarts_rest) begin(starts, known->second, told.field("id"));
  } else if (told.label == "supervisor/start_error") {
    starts.last_started.clear();  // it is tried again, and then those behind it
  } else if (told.label == "supervisor/stopped" && !starts.last_started.empty()) {
    starts.goes_on = false;
  }
}

void start_order::begin(series& starts, const family& of, const std::string& first) {
  starts.goes_on = true;
  starts.last_started.clear();
  starts.missing.clear();
  const auto place = of.places.find(first);
  const std::size_t from = place == of.places.end() ? 0 : place->second;
  for (const std::string& id : of.always) {
    if (of.places.at(id) >= from) starts.missing.insert(id);
  }
}

void start_order::all_are_up() noexcept {
  for (auto& [path, starts] : series_) starts.goes_on = false;
}

void start_order::has_started(const std::string& path, const std::string& id) {
  const family& known = families_[path];
  series& starts = series_[path];
  const auto place = known.places.find(id), last = known.places.find(starts.last_started);
  if (!starts.goes_on || place == known.places.end()) return;
  if (last != known.places.end() && place->second < last->second && wrong_.empty()) {
    wrong_ = path + " has started \"" + id + "\" after \"" + starts.last_started +
             "\", which comes after it";
  }
  starts.last_started = id;
  starts.missing.erase(id);
  if (starts.missing.empty()) starts.goes_on = false;
}

}  // namespace fauxtp::simulation
