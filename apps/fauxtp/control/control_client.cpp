// Asks a running application.
#include "control/control_client.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio.hpp>
#include <optional>
#include <vector>

#include "commands.hpp"
#include "control/requests.hpp"

namespace {

using connection = boost::asio::local::stream_protocol::iostream;

std::string listed(const std::vector<running_application>& all) {
  std::string text;
  for (const auto& each : all) {
    text += "\n  " + each.name + "  (process " + std::to_string(each.process) + ")";
  }
  return text;
}

[[noreturn]] void cannot_connect(const running_application& application,
                                 const boost::system::error_code& why) {
  throw request_error(exit_not_running,
                      "cannot connect to " + application.socket.string() + ": " + why.message());
}

uid_t owner_of(const std::filesystem::path& socket) {
  struct stat found {};
  return stat(socket.c_str(), &found) == 0 ? found.st_uid : geteuid();
}

/// Nothing is sent to a process of another user. But root may ask any user's application if it
/// names the socket: then the process that listens must belong to the socket's owner.
void require_trusted(const running_application& application, int connection) {
  const std::optional<peer> who = peer_of(connection);
  if (who && is_trusted(who->user)) return;
  const bool root_has_named_it = geteuid() == 0 && application.process == 0;
  if (who && root_has_named_it && who->user == owner_of(application.socket)) return;
  throw request_error(exit_not_running,
                      "a process of another user" +
                          (who ? " (" + std::to_string(who->user) + ")" : std::string()) +
                          " listens on " + application.socket.string() + ": it was sent nothing");
}

std::vector<running_application> trusted_applications() {
  try {
    return running_applications();
  } catch (const std::runtime_error& not_trusted) {
    throw request_error(exit_not_running, not_trusted.what());
  }
}

/// Sends the request, and returns the first line of the answer.
nlohmann::json begin(connection& stream, const running_application& application,
                     const nlohmann::json& request, std::chrono::milliseconds patience) {
  constexpr std::chrono::hours longest{24 * 365};  // no clock has room for all numbers
  stream.expires_after(std::min<std::chrono::milliseconds>(patience, longest));
  try {
    stream.connect(boost::asio::local::stream_protocol::endpoint(application.socket.string()));
  } catch (const boost::system::system_error& too_long) {
    cannot_connect(application, too_long.code());
  }
  if (!stream) cannot_connect(application, stream.error());
  require_trusted(application, stream.socket().native_handle());
  stream << request.dump() << "\n" << std::flush;
  std::string line;
  if (!std::getline(stream, line)) {
    const bool late = stream.error() == boost::asio::error::timed_out ||
                      stream.error() == boost::asio::error::operation_aborted;
    throw request_error(late ? exit_timeout : exit_not_running,
                        application.name + (late ? " does not answer" : " has gone"));
  }
  nlohmann::json answer = nlohmann::json::parse(line);
  if (const auto error = answer.find("error"); error != answer.end()) {
    throw request_error(error->at("code"), error->at("message"));
  }
  return std::move(answer.at("ok"));
}

}  // namespace

running_application find_application(const std::string& wanted) {
  if (wanted.find('/') != std::string::npos) return {wanted, 0, wanted};
  const std::vector<running_application> all = trusted_applications();
  std::vector<running_application> meant;
  for (const auto& each : all) {
    if (wanted.empty() || each.name == wanted || std::to_string(each.process) == wanted) {
      meant.push_back(each);
    }
  }
  if (meant.size() == 1) return meant.front();
  if (meant.size() > 1) {
    throw request_error(exit_usage,
                        "several applications run; say which with -a NAME, or -a and "
                        "its process:" +
                            listed(meant));
  }
  if (all.empty()) {
    throw request_error(exit_not_running,
                        "no application runs (looked in " + socket_folder().string() + ")");
  }
  throw request_error(exit_not_running,
                      "no application \"" + wanted + "\" runs; there are:" + listed(all));
}

nlohmann::json ask(const running_application& application, const nlohmann::json& request,
                   std::chrono::milliseconds patience) {
  connection stream;
  return begin(stream, application, request, patience);
}

void ask_for_lines(const running_application& application, const nlohmann::json& request,
                   const std::function<void(const nlohmann::json&)>& take) {
  connection stream;
  begin(stream, application, request, std::chrono::seconds(10));
  stream.expires_at(std::chrono::steady_clock::time_point::max());
  std::string line;
  while (std::getline(stream, line)) {
    const nlohmann::json shown = nlohmann::json::parse(line);
    take(shown);
    if (shown.contains("end")) return;
  }
  throw request_error(exit_not_running, application.name + " has gone");
}
