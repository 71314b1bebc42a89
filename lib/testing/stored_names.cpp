// Names of files that are not on the disk before their folder is synced.
#include "testing/stored_names.hpp"

#include <filesystem>
#include <utility>

namespace fauxtp::testing {

std::shared_ptr<stored_file> stored_names::find(const std::string& name) const {
  const auto known = found_.find(name);
  return known == found_.end() ? nullptr : known->second;
}

bool stored_names::is_folder(const std::string& name) const {
  const std::string inside = name.ends_with('/') ? name : name + '/';
  const auto first = found_.lower_bound(inside);
  return first != found_.end() && first->first.starts_with(inside);
}

std::shared_ptr<stored_file> stored_names::make(const std::string& name) {
  add({"", name, std::make_shared<stored_file>()});
  return find(name);
}

void stored_names::rename(const std::string& from, const std::string& to) {
  add({from, to, find(from)});
}

void stored_names::remove(const std::string& name) { add({name, "", nullptr}); }

void stored_names::put(const std::string& name, std::shared_ptr<stored_file> file) {
  std::erase_if(changes_, [&](const change& each) { return each.from == name || each.to == name; });
  found_[name] = kept_[name] = std::move(file);
}

void stored_names::sync(const std::string& folder) {
  for (const change& each : changes_) {
    if (is_in(each, folder)) apply(each, kept_);
  }
  std::erase_if(changes_, [&](const change& each) { return is_in(each, folder); });
}

void stored_names::fail_to_sync(const std::string& folder, survival& chance) {
  for (const change& each : changes_) {
    if (is_in(each, folder) && chance.of_step()) apply(each, kept_);
  }
  std::erase_if(changes_, [&](const change& each) { return is_in(each, folder); });
}

void stored_names::lose_power(survival& chance) {
  for (const change& each : changes_) {
    if (chance.of_step()) apply(each, kept_);
  }
  changes_.clear();
  found_ = kept_;
  for (const auto& [name, file] : found_) file->lose_power(chance);
}

void stored_names::add(change made) {
  apply(made, found_);
  changes_.push_back(std::move(made));
}

void stored_names::apply(const change& each, map& to) {
  if (!each.from.empty()) to.erase(each.from);
  if (!each.to.empty()) to[each.to] = each.file;
}

bool stored_names::is_in(const change& each, const std::string& folder) {
  return std::filesystem::path(each.to.empty() ? each.from : each.to).parent_path() == folder;
}

}  // namespace fauxtp::testing
