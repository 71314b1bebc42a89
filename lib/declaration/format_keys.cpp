// Finds keys in the forms, and tells what may be a word.
#include "declaration/format_keys.hpp"

#include <algorithm>
#include <array>

namespace fauxtp {
namespace {

// home_of names the first of them that has a key.
constexpr std::array forms = {&application_form,
                              &runtime_form,
                              &supervisor_form,
                              &worker_form,
                              &supervisor_child_form,
                              &listener_form,
                              &listen_form,
                              &listener_tls_form,
                              &connection_form,
                              &job_form,
                              &include_child_form,
                              &restart_delay_form,
                              &mailbox_form,
                              &shed_form,
                              &scheduler_form,
                              &logging_form,
                              &capsules_form,
                              &sink_form,
                              &metrics_form,
                              &dashboard_form,
                              &control_form,
                              &cluster_form,
                              &tls_form};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_in_word(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-'; }

}  // namespace

constinit const std::span<const object_form* const> all_forms = forms;

const key_rule* object_form::find(std::string_view key) const {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const key_rule& rule) { return rule.key == key; });
  return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string_view> object_form::key_names() const {
  std::vector<std::string_view> names;
  for (const key_rule& rule : keys) names.push_back(rule.key);
  std::sort(names.begin(), names.end());
  return names;
}

std::string_view home_of(std::string_view key, std::string_view choice) {
  const auto found = std::ranges::find_if(all_forms, [&](const object_form* each) {
    const key_rule* rule = each->find(key);
    return rule != nullptr &&
           (choice.empty() || std::ranges::find(rule->choices, choice) != rule->choices.end());
  });
  return found == all_forms.end() ? std::string_view() : (*found)->title;
}

bool is_extension_key(std::string_view key) { return key.starts_with("x-"); }

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= longest_word && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), is_in_word);
}

bool is_actor_name(std::string_view text) {
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const std::string_view module = text.substr(0, slash);
    if (module.empty() || !std::all_of(module.begin(), module.end(), is_in_word)) return false;
    text.remove_prefix(slash + 1);
  }
  return !text.empty() && text.size() <= longest_word && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_in_word(c) || c == ':'; });
}

}  // namespace fauxtp
