// Writes the capsules of crashes into files.
#include "capsule_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "fauxtp/json.hpp"
#include "log_line.hpp"
#include "module_build.hpp"
#include "stack_names.hpp"

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds last_patience{1};
constexpr const char* ending = ".capsule.json";
constexpr const char* part_ending = ".capsule.json.part";

/// "shop.store" of "shop/store": it becomes part of a file's name.
std::string in_file_name(std::string path) {
  constexpr std::size_t longest = 150;  // bytes; a name may have 255
  const auto is_harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  for (char& each : path) {
    if (!is_harmless(each)) each = each == '/' ? '.' : '_';
  }
  path.resize(std::min(path.size(), longest));
  return path;
}

std::system_error failed(const fs::path& file) {
  return {errno, std::generic_category(), file.string()};
}

/// Nobody sees half of it, and nobody but the user reads it: it has the contents of messages.
void put(const fs::path& file, const std::string& text) {
  const fs::path written = file.string() + ".part";
  const int out = open(written.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (out == -1) throw failed(written);
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t size = ::write(out, text.data() + done, text.size() - done);
    if (size == -1 && errno == EINTR) continue;
    if (size == -1) break;
    done += static_cast<std::size_t>(size);
  }
  const bool is_whole = close(out) == 0 && done == text.size();
  if (is_whole && rename(written.c_str(), file.c_str()) == 0) return;
  const std::system_error why = failed(file);
  unlink(written.c_str());
  throw why;
}

/// For one more. Their names begin with the time. What a process has left half written, because it
/// was killed, is one of them.
void make_room(const fs::path& folder, std::size_t keep) {
  std::vector<fs::path> all;
  for (const fs::directory_entry& each : fs::directory_iterator(folder)) {
    const std::string& name = each.path().native();
    if (name.ends_with(ending) || name.ends_with(part_ending)) all.push_back(each.path());
  }
  if (all.size() < keep) return;
  std::ranges::sort(all);
  all.resize(all.size() - keep + 1);
  for (const fs::path& each : all) {
    std::error_code none;  // somebody else may have removed it
    fs::remove(each, none);
  }
}

}  // namespace

/// What stands in all capsules of an application.
struct capsule_files::origin {
  fs::path folder;
  std::size_t keep;
  json content;
};

std::shared_ptr<const capsule_files::origin> capsule_files::origin_of(
    const fauxtp::application& application) {
  const auto wanted = application.capsules();
  if (!wanted) return nullptr;
  json modules = json::object();
  for (const auto& each : application.modules()) {
    modules[fs::absolute(each.file).string()] = build_of(each.file);
  }
  json content = {{"fauxtp_capsule", 1},
                  {"application", application.name()},
                  {"vsn", application.version()},
                  {"file", fs::absolute(application.file()).string()},
                  {"modules", std::move(modules)}};
  return std::make_shared<const origin>(
      origin{fs::absolute(wanted->path), wanted->keep, std::move(content)});
}

/// A disk that hangs may outlive the rest.
class capsule_files::writer {
 public:
  explicit writer(std::function<void(const fauxtp::report&)> tell) : tell_(std::move(tell)) {}

  void falls_silent() {
    const std::lock_guard lock(guard_);
    tell_ = nullptr;
  }

  void write(const origin& from, const fauxtp::report& crash, const std::string& time) {
    fauxtp::report told{.level = fauxtp::severity::notice,
                        .label = "capsule/written",
                        .from = crash.from,
                        .name = crash.name};
    try {
      const fs::path file = write_file(from, crash, time);
      told.text = "left a capsule: fauxtp replay " + file.string();
      told.fields.emplace_back("file", file.string());
    } catch (const std::exception& failure) {
      told.level = fauxtp::severity::warning;
      told.text = std::string("left no capsule: ") + failure.what();
    }
    tell(told);
  }

  void tell_of_lost(std::size_t count) {
    tell({.level = fauxtp::severity::warning,
          .label = "capsule/lost",
          .text = std::to_string(count) + " crashes left no capsule: the disk was too slow"});
  }

 private:
  void tell(const fauxtp::report& told) {
    const std::lock_guard lock(guard_);
    if (tell_) tell_(told);
  }

  fs::path write_file(const origin& from, const fauxtp::report& crash, const std::string& time) {
    json all = from.content;
    all["child"] = crash.name;
    all["pid"] = to_string(crash.from);
    all["time"] = time;
    for (const auto& [key, value] : crash.fields) all[key] = value;
    all["stack"] = names_.of(crash.stack);
    all.update(fauxtp::to_json(*crash.capsule));
    std::string pid = to_string(crash.from);
    std::erase_if(pid, [](char c) { return c == '<' || c == '>'; });
    fs::path file =
        from.folder / (in_file_name(time) + "-" + in_file_name(crash.name) + "-" + pid + ending);
    fs::create_directories(from.folder);
    make_room(from.folder, from.keep);
    put(file, all.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
    return file;
  }

  stack_names names_;
  std::mutex guard_;
  std::function<void(const fauxtp::report&)> tell_;
};

capsule_files::capsule_files(const fauxtp::application& application,
                             std::function<void(const fauxtp::report&)> tell)
    : writer_(std::make_shared<writer>(std::move(tell))), origin_(origin_of(application)) {}

capsule_files::~capsule_files() {
  if (queue_) queue_->flush(last_patience);
  writer_->falls_silent();
}

void capsule_files::change(const fauxtp::application& application) {
  auto next = origin_of(application);
  const std::lock_guard lock(guard_);
  origin_ = std::move(next);
}

void capsule_files::write(const fauxtp::report& crash) {
  if (!crash.capsule) return;
  const std::lock_guard lock(guard_);
  if (!origin_) return;
  if (!queue_) {
    queue_ = std::make_unique<fauxtp::log_queue>(
        "fauxtp/capsules", [by = writer_](std::size_t lost) { by->tell_of_lost(lost); });
  }
  constexpr std::size_t about = 100'000;  // bytes
  queue_->add(about, [by = writer_, from = origin_, crash, time = time_now()] {
    by->write(*from, crash, time);
  });
}
