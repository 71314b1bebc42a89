#include "scenario.hpp"

#include <array>

namespace certificate {
namespace {

template <class T, class Function>
std::string listed(const std::vector<T>& all, Function text, std::string_view between = ",") {
  std::string line;
  for (const T& each : all) line += std::string(line.empty() ? "" : between) + text(each);
  return line;
}

std::string strategy_of(const child& child) {
  return child.dynamic ? "simple_one_for_one" : std::string(to_string(child.strategy));
}

std::string erlang(const child& child) {
  std::string body = "{worker," + std::string(to_string(child.kind)) + "," + child.last + "}";
  if (child.type == fauxtp::child_type::supervisor) {
    body = "{supervisor," + strategy_of(child) + "," + std::to_string(child.intensity) + "," +
           std::string(to_string(child.auto_shutdown)) + ",[" +
           listed(child.children, [](const auto& each) { return erlang(each); }) + "]}";
  }
  return "{" + child.id + "," + std::string(to_string(child.restart)) + "," + child.shutdown + "," +
         (child.significant ? "true," : "false,") + body + "}";
}

std::string erlang(const step& step) {
  const std::string path = "\"" + step.path + "\"";
  switch (step.verb) {
    case verb::exit:
      return "{exit," + path + "," + step.reason + "}";
    case verb::crash:
      return "{crash," + path + "}";
    case verb::signal:
      return "{signal," + path + "," + step.reason + "}";
    case verb::fail:
      return "{fail," + path + "," + step.reason + "," + std::to_string(step.times) + "}";
    case verb::stop:
      return "{stop," + step.reason + "}";
    case verb::which:
      return "{which," + path + "}";
    case verb::count:
      return "{count," + path + "}";
    case verb::start:
      return "{start," + path + "," + erlang(*step.added) + "}";
    case verb::start_with:
      return "{start_with," + path + "," + step.id + "}";
    case verb::terminate_pid:
      return "{terminate_pid," + path + ",\"" + step.whom + "\"}";
    case verb::terminate:
      return "{terminate," + path + "," + step.id + "}";
    case verb::restart:
      return "{restart," + path + "," + step.id + "}";
    case verb::remove:
      return "{delete," + path + "," + step.id + "}";
    case verb::at_once:
      return "{at_once," + path + ",[" +
             listed(step.all, [](const auto& each) { return erlang(each); }) + "]}";
  }
  return {};
}

std::string described(const child& child) {
  std::string text = child.id;
  if (child.type == fauxtp::child_type::supervisor) {
    text += "  " + strategy_of(child) + ", intensity " + std::to_string(child.intensity);
    if (child.auto_shutdown != fauxtp::auto_shutdown::never) {
      text += ", auto_shutdown " + std::string(to_string(child.auto_shutdown));
    }
    text += ";";
  } else {
    text += "  " + std::string(to_string(child.kind));
    if (child.kind == kind::odd) text += " (" + child.last + ")";
    text += ",";
  }
  text += " " + std::string(to_string(child.restart)) + ", shutdown " + child.shutdown;
  return text + (child.significant ? ", significant" : "");
}

void draw(const child& child, const std::string& indent, std::string& text) {
  text += indent + described(child) + "\n";
  for (const auto& each : child.children) draw(each, indent + "  ", text);
}

}  // namespace

std::string_view to_string(kind kind) {
  return std::array{"plain", "trapping", "slow", "odd", "stubborn"}[static_cast<std::size_t>(kind)];
}

std::string erlang(const scenario& scenario) {
  return "{" + std::to_string(scenario.number) + "," + erlang(scenario.top) + ",[" +
         listed(scenario.steps, [](const auto& each) { return erlang(each); }) + "]}.";
}

std::string drawn(const child& top) {
  std::string text;
  draw(top, "  ", text);
  return text;
}

std::string sentence(const step& step) {
  switch (step.verb) {
    case verb::exit:
      return step.path + " is told to end with " + step.reason;
    case verb::crash:
      return step.path + " is told to throw";
    case verb::signal:
      return step.path + " gets an exit signal, " + step.reason;
    case verb::fail:
      return "the next " + std::to_string(step.times) + " starts of " + step.path +
             " have the outcome " + step.reason;
    case verb::stop:
      return "the parent of the tree tells it to end with " + step.reason;
    case verb::which:
      return "which_children of " + step.path;
    case verb::count:
      return "count_children of " + step.path;
    case verb::start:
      return "start_child in " + step.path + ":\n" + drawn(*step.added);
    case verb::start_with:
      return "start_child " + step.id + " in " + step.path;
    case verb::terminate_pid:
      return "terminate_child of " + step.path + " by the pid of " + step.whom;
    case verb::terminate:
      return "terminate_child " + step.id + " of " + step.path;
    case verb::restart:
      return "restart_child " + step.id + " of " + step.path;
    case verb::remove:
      return "delete_child " + step.id + " of " + step.path;
    case verb::at_once:
      return "before " + step.path + " has taken up the first: " +
             listed(
                 step.all, [](const auto& each) { return sentence(each); }, "; then ");
  }
  return {};
}

}  // namespace certificate
