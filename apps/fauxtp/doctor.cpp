// fauxtp doctor: what is limited on this machine, and what is missing.
#include <link.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#define BOOST_DLL_USE_STD_FS
#include <algorithm>
#include <boost/dll/library_info.hpp>
#include <boost/version.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "commands.hpp"
#include "console.hpp"
#include "control/socket_folder.hpp"
#include "fauxtp/application.hpp"
#include "fauxtp/machine.hpp"

namespace {

using nlohmann::json;

enum class verdict { ok, warn, bad };

struct finding {
  verdict is;
  std::string what;
};
using findings = std::vector<finding>;

std::optional<std::string> first_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  return std::getline(in, line) ? std::optional(line) : std::nullopt;
}

finding kernel() {
  utsname system{};
  uname(&system);
  unsigned major = 0, minor = 0;
  std::sscanf(system.release, "%u.%u", &major, &minor);
  const bool has_guards = major > 6 || (major == 6 && minor >= 13);
  const std::string name = std::string("kernel ") + system.release;
  if (has_guards) return {verdict::ok, name + ": guard pages cost no mappings"};
  const auto mappings = first_line("/proc/sys/vm/max_map_count");
  const long most = mappings ? std::atol(mappings->c_str()) : 0;
  return {verdict::warn,
          name + ", vm.max_map_count " + std::to_string(most) +
              ": about 30 000 stacks have a guard page, further ones have none; from "
              "6.13 on all have"};
}

finding processors() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  const int count = sched_getaffinity(0, sizeof allowed, &allowed) == 0 ? CPU_COUNT(&allowed) : 1;
  std::string text = counted(static_cast<std::size_t>(count), "processor") + " allowed";
  const auto quota = fauxtp::processor_quota();
  if (!quota) return {verdict::ok, text + ", no quota"};
  char share[32];
  std::snprintf(share, sizeof share, "%.2g", *quota);
  text += std::string(", but the control group's quota is ") + share + " of one";
  return {*quota < count ? verdict::warn : verdict::ok, text};
}

finding memory() {
  const auto mib = [](double bytes) {
    return std::to_string(static_cast<long>(bytes / (1 << 20))) + " MiB";
  };
  const double all =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  const auto quota = fauxtp::memory_quota();
  if (!quota) return {verdict::ok, "memory " + mib(all) + ", no limit of a control group"};
  return {verdict::ok, "memory " + mib(*quota) + " by the control group, of " + mib(all)};
}

std::string limit_text(rlim_t limit) {
  return limit == RLIM_INFINITY ? "no limit" : std::to_string(limit);
}

findings limits() {
  findings found;
  rlimit files{}, threads{}, core{};
  getrlimit(RLIMIT_NOFILE, &files);
  getrlimit(RLIMIT_NPROC, &threads);
  getrlimit(RLIMIT_CORE, &core);
  constexpr rlim_t few_files = 1024;
  found.push_back({files.rlim_cur < few_files ? verdict::warn : verdict::ok,
                   "open files: " + limit_text(files.rlim_cur)});
  found.push_back({verdict::ok, "threads and processes: " + limit_text(threads.rlim_cur)});
  found.push_back(
      core.rlim_cur == 0
          ? finding{verdict::warn, "a crash of the process leaves no core dump (ulimit -c)"}
          : finding{verdict::ok, "core dumps: " + limit_text(core.rlim_cur)});
  return found;
}

/// The version in the headers, and the one in the name of the loaded library.
finding boost_found() {
  std::string loaded;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* into) {
        const std::string name = info->dlpi_name;
        const std::size_t at = name.find("libboost_fiber.so.");
        if (at == name.npos) return 0;
        *static_cast<std::string*>(into) = name.substr(at + sizeof("libboost_fiber.so.") - 1);
        return 1;
      },
      &loaded);
  const std::string headers = std::to_string(BOOST_VERSION / 100000) + "." +
                              std::to_string(BOOST_VERSION / 100 % 1000) + "." +
                              std::to_string(BOOST_VERSION % 100);
  if (loaded.empty()) return {verdict::ok, "Boost " + headers};
  if (loaded == headers) return {verdict::ok, "Boost " + headers + ", headers and libraries"};
  return {verdict::bad, "Boost headers " + headers + ", but libraries " + loaded};
}

findings control() {
  findings found;
  try {
    found.push_back({verdict::ok, "control sockets in " + make_socket_folder().string()});
    for (const running_application& each : running_applications()) {
      found.push_back(
          {verdict::ok, "runs: " + each.name + ", process " + std::to_string(each.process)});
    }
  } catch (const std::runtime_error& failure) {
    found.push_back({verdict::bad, std::string("no control sockets: ") + failure.what()});
  }
  return found;
}

/// Crash reports need line tables for their stacks. A module has them in its own file, or names
/// another file that has them.
bool has_line_tables(const std::filesystem::path& module) {
  const std::vector<std::string> sections = boost::dll::library_info(module).sections();
  return std::ranges::any_of(sections, [](const std::string& each) {
    return each == ".debug_line" || each == ".gnu_debuglink";
  });
}

finding module_found(const fauxtp::application::loaded_module& module) {
  const std::string text = module.file.filename().string() + ": " + counted(module.actors, "actor");
  if (has_line_tables(module.file)) return {verdict::ok, text};
  return {verdict::warn, text +
                             ", without line tables: crash reports name its functions, and no "
                             "line (compile it with -g1)"};
}

findings application(const command_options& options) {
  const auto loaded = fauxtp::application::load(options.file, options.module_folders);
  std::fputs(loaded.messages(options.colour).c_str(), stderr);
  findings found;
  if (!loaded.ok()) return {{verdict::bad, options.file.string() + " has errors (fauxtp check)"}};
  found.push_back({verdict::ok, options.file.string() + ": " + loaded.name()});
  for (const auto& module : loaded.modules()) found.push_back(module_found(module));
  return found;
}

const char* word_of(verdict is) {
  return is == verdict::ok ? "ok" : is == verdict::warn ? "warn" : "bad";
}

}  // namespace

int doctor(const command_options& options) {
  findings all = {{verdict::ok, std::string("fauxtp ") + FAUXTP_VERSION},
                  kernel(),
                  processors(),
                  memory(),
                  boost_found()};
  const auto add = [&all](findings more) {
    for (finding& each : more) all.push_back(std::move(each));
  };
  add(limits());
  add(control());
  if (!options.file.empty()) add(application(options));
  bool good = true;
  json shown = json::array();
  for (const finding& each : all) {
    good = good && each.is != verdict::bad;
    if (options.json) {
      shown.push_back({{"verdict", word_of(each.is)}, {"text", each.what}});
    } else {
      std::printf("%-6s%s\n", word_of(each.is), each.what.c_str());
    }
  }
  if (options.json) print_json(shown, 1);
  return good ? exit_ok : exit_failed;
}
