// Compares a file with the running tree, and changes the tree to what the file says.
#include "tree_in_force.hpp"

#include <chrono>

#include "control/requests.hpp"
#include "fauxtp/blocking.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/reload.hpp"
#include "rehearsal.hpp"
#include "service_manager.hpp"

namespace {

using nlohmann::json;

json shown(const std::vector<fauxtp::tree_change>& changes) {
  json all = json::array();
  for (const fauxtp::tree_change& each : changes) {
    all.push_back({{"what", to_string(each.what)}, {"path", each.path}, {"why", each.why}});
  }
  return all;
}

std::string failure_text(const fauxtp::reload_result& result) {
  std::string text = result.failed + " did not start: " + to_string(result.reason) + "; ";
  if (result.lost.empty()) return text + "all is as it was before";
  text += "what was before is back, but for";
  for (const std::string& each : result.lost) text += " " + each;
  return text;
}

}  // namespace

struct tree_in_force::comparison {
  fauxtp::pid root;
  std::filesystem::path file;
  std::shared_ptr<fauxtp::application> next;
  fauxtp::reload_plan plan;

  json notes() const {
    json all = json::array();
    for (const auto& module : next->rebuilt_modules()) {
      all.push_back(module.filename().string() +
                    " was built anew since it was loaded; --modules restarts what uses it");
    }
    return all;
  }
  json described() const {
    return {{"file", file.string()},
            {"changes", shown(plan.changes())},
            {"notes", notes()},
            {"warnings", next->messages()}};
  }
};

tree_in_force::tree_in_force(const command_options& options,
                             std::shared_ptr<const fauxtp::application> application, run_log& log)
    : module_folders_(options.module_folders),
      log_(log),
      file_(std::filesystem::absolute(options.file)),
      application_(std::move(application)) {}

void tree_in_force::runs_as(fauxtp::pid root) {
  const std::lock_guard lock(guard_);
  root_ = root;
}

fauxtp::pid tree_in_force::root() const {
  const std::lock_guard lock(guard_);
  return root_;
}

std::shared_ptr<const fauxtp::application> tree_in_force::application() const {
  const std::lock_guard lock(guard_);
  return application_;
}

std::vector<std::filesystem::path> tree_in_force::changed_files() const {
  return fauxtp::blocking([running = application()] { return running->changed_files(); });
}

tree_in_force::comparison tree_in_force::compare(const json& request) const {
  std::filesystem::path file = request.value("file", std::string());
  std::shared_ptr<const fauxtp::application> running;
  fauxtp::pid root;
  {
    const std::lock_guard lock(guard_);
    if (file.empty()) file = file_;
    running = application_;
    root = root_;
  }
  if (!root) throw request_error(exit_failed, running->name() + " is not up yet");
  const auto age =
      request.value("modules", false) ? fauxtp::module_age::newest : fauxtp::module_age::loaded;
  const auto next = read(file, age);
  if (!next->ok()) throw request_error(exit_invalid_file, next->messages());
  return {root, file, next, fauxtp::reload_plan(running, next)};
}

std::shared_ptr<fauxtp::application> tree_in_force::read(const std::filesystem::path& file,
                                                         fauxtp::module_age age) const {
  struct note {
    const tree_in_force& of;
    std::multiset<std::filesystem::path>::iterator at;
    ~note() {
      const std::lock_guard lock(of.guard_);
      of.being_read_.erase(at);
    }
  };
  return fauxtp::blocking([&] {
    const note while_it_lasts = [&] {
      const std::lock_guard lock(guard_);
      return note{*this, being_read_.insert(file)};
    }();
    rehearse(file, module_folders_);
    return std::make_shared<fauxtp::application>(
        fauxtp::application::load(file, module_folders_, age));
  });
}

std::string tree_in_force::under_way() const {
  const std::lock_guard lock(guard_);
  return being_read_.empty() ? "" : "reading " + being_read_.begin()->string() + " and its modules";
}

json tree_in_force::plan(const json& request) const { return compare(request).described(); }

json tree_in_force::reload(const json& request) {
  if (reloading_.exchange(true)) throw request_error(exit_failed, "a reload is under way already");
  return reload_in_turn(request);
}

json tree_in_force::reload_in_turn(const json& request) {
  struct release {
    std::atomic<bool>& taken;
    ~release() { taken = false; }
  } const at_the_end{reloading_};
  service_manager::reloading();
  struct again_ready {
    ~again_ready() { service_manager::ready_again(); }
  } const told;
  comparison compared = compare(request);
  return apply(compared);
}

json tree_in_force::apply(comparison& compared) {
  const auto begun = std::chrono::steady_clock::now();
  std::shared_ptr<log_sinks> sinks;
  try {
    sinks = fauxtp::blocking([&] { return log_.opened(*compared.next); });
  } catch (const std::runtime_error& failure) {
    throw request_error(exit_failed, failure.what());
  }
  fauxtp::reload_result result;
  try {
    result = compared.plan.apply(compared.root);
  } catch (const fauxtp::call_error& error) {
    if (is_alive(compared.root)) throw;
    throw request_error(exit_failed, "the application stops; the reload has come to its end");
  }
  if (!result.ok) throw request_error(exit_failed, failure_text(result));
  json answer = compared.described();
  answer["ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(
                     std::chrono::steady_clock::now() - begun)
                     .count();
  {
    const std::lock_guard lock(guard_);
    compared.next->keep_runtime_of(*application_);
    file_ = compared.file;
    application_ = compared.next;
  }
  log_.change(std::move(sinks), *compared.next);
  if (!compared.plan.changes().empty()) {
    fauxtp::log(fauxtp::severity::notice, "reloaded " + compared.file.string() + ": " +
                                              std::to_string(compared.plan.changes().size()) +
                                              " changes");
  }
  return answer;
}

void tree_in_force::reload_by_signal() {
  // A reload of an operator may have read the file before the change that the signal is about.
  constexpr std::chrono::milliseconds look_again{20};
  while (reloading_.exchange(true)) fauxtp::sleep(look_again);
  try {
    const json answer = reload_in_turn(json::object());
    if (answer["changes"].empty()) {
      fauxtp::log(fauxtp::severity::notice, "SIGHUP: the file says what runs already");
    }
  } catch (const std::exception& error) {
    fauxtp::log(fauxtp::severity::error,
                std::string("SIGHUP: nothing is reloaded: ") + error.what());
  }
}
