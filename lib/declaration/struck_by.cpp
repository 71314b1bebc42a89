// Reads "x-simulate". It is the one key with "x-" that means something, because what a tree does
// does not depend on it.
#include "declaration/struck_by.hpp"

#include <algorithm>
#include <numeric>

#include "document/spelling.hpp"

namespace fauxtp {
namespace {

void complain_of(complaints& complain, const json_node& found, const std::string& title) {
  complain.at(found, "E104", "\"x-simulate\" of " + title + " cannot be " + complain.written(found),
              "",
              "it is false, or an array of the faults of a simulation that may strike the child: " +
                  joined(faults_of_children));
}

}  // namespace

std::optional<std::vector<std::size_t>> read_struck_by(complaints& complain, const json_node& child,
                                                       const std::string& title) {
  const json_member* member = child.find("x-simulate");
  if (member == nullptr) return std::nullopt;
  std::vector<std::size_t> all;
  if (const bool* any = member->value.as<bool>()) {
    if (*any) {
      all.resize(faults_of_children.size());
      std::iota(all.begin(), all.end(), std::size_t{0});
    }
    return all;
  }
  const auto* words = member->value.as<json_node::array>();
  if (words == nullptr) {
    complain_of(complain, member->value, title);
    return std::nullopt;
  }
  for (const json_node& each : *words) {
    const auto* word = each.as<std::string>();
    const auto found =
        word == nullptr ? faults_of_children.end() : std::ranges::find(faults_of_children, *word);
    if (found != faults_of_children.end()) {
      all.push_back(static_cast<std::size_t>(found - faults_of_children.begin()));
    } else if (word == nullptr) {
      complain_of(complain, each, title);
    } else {
      const auto meant = nearest_by_spelling(*word, faults_of_children);
      complain.at(each, "E104", "\"x-simulate\" of " + title + " names no fault: " + *word,
                  did_you_mean(meant ? std::optional(meant->word) : std::nullopt),
                  "the faults are " + joined(faults_of_children));
    }
  }
  return all;
}

}  // namespace fauxtp
