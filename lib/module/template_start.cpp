// Combines the args of a template with those of a request.
#include "module/template_start.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace fauxtp {
namespace {

void append(list& all, const term& more) {
  for (const term& each : more.elements()) all.push_back(each.clone());
}

term named_with(const term& args, const term& extra) {
  term all = args.clone();
  for (const term& each : extra.elements()) {
    const auto* named = each.get_if<map>();
    if (named == nullptr) {
      throw std::invalid_argument("start_child was given " + to_string(each) +
                                  ", but the args of the children are named: give a map");
    }
    for (const auto& [key, value] : *named) all.get_if<map>()->set(key, value.clone());
  }
  return all;
}

}  // namespace

dynamic_start start_of_template(actor_factory make, const term& args) {
  auto kept = std::make_shared<const term>(args.clone());
  return
      [make = std::move(make), kept](const term& extra) { return make(args_with(*kept, extra)); };
}

term args_with(const term& args, const term& extra) {
  if (args.kind() == term_kind::map) return named_with(args, extra);
  if (args.is_nil() && extra.size() <= 1) {
    return extra.size() == 0 ? term() : extra.elements()[0].clone();
  }
  list all;
  append(all, args);
  append(all, extra);
  return all;
}

}  // namespace fauxtp
