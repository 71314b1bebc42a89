// Sends lines of the log to systemd's journal, one datagram for each
// (https://systemd.io/JOURNAL_NATIVE_PROTOCOL).
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "log_sink.hpp"

namespace {

constexpr const char* usual_socket = "/run/systemd/journal/socket";
// A longer text would have to be handed over as a file; journald itself cuts lines at this length.
constexpr std::size_t longest_text = 48 << 10;

void add_field(std::string& datagram, const char* name, const std::string& value) {
  datagram += name;
  if (value.find('\n') == std::string::npos) {
    datagram += "=" + value + "\n";
    return;
  }
  static_assert(std::endian::native == std::endian::little);
  const std::uint64_t size = value.size();
  char bytes[sizeof size];
  std::memcpy(bytes, &size, sizeof size);
  datagram += "\n" + std::string(bytes, sizeof bytes) + value + "\n";
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    throw std::runtime_error(path + " is too long for the path of a socket");
  }
  path.copy(address.sun_path, path.size());
  return address;
}

class journal_sink final : public log_sink {
 public:
  journal_sink(const std::string& socket_path, std::string application)
      : address_(address_of(socket_path)), application_(std::move(application)) {
    socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) throw std::runtime_error(std::strerror(errno));
    if (connect(socket_, place(), sizeof address_) != 0) {
      const std::string why = std::strerror(errno);
      close(socket_);
      throw std::runtime_error("no journal takes lines at " + socket_path + ": " + why);
    }
  }
  journal_sink(const journal_sink&) = delete;
  journal_sink& operator=(const journal_sink&) = delete;
  ~journal_sink() override { close(socket_); }

  void write(const log_record& record) override {
    const std::string datagram = datagram_of(record);
    // Sent to the address, not to the connected journal: another one may have taken over the
    // address.
    const bool sent = sendto(socket_, datagram.data(), datagram.size(), MSG_NOSIGNAL, place(),
                             sizeof address_) >= 0;
    if (!sent) throw std::runtime_error(std::string("the journal: ") + std::strerror(errno));
  }

 private:
  const sockaddr* place() const { return reinterpret_cast<const sockaddr*>(&address_); }

  std::string datagram_of(const log_record& record) const {
    const fauxtp::report& report = record.report;
    std::string datagram;
    add_field(datagram, "MESSAGE", text_of(report, record.stack).substr(0, longest_text));
    add_field(datagram, "PRIORITY", std::string(1, priority_of(report.level)));
    add_field(datagram, "SYSLOG_IDENTIFIER", application_);
    if (!report.name.empty()) add_field(datagram, "FAUXTP_PATH", report.name);
    if (report.from) add_field(datagram, "FAUXTP_PID", to_string(report.from));
    if (!report.label.empty()) add_field(datagram, "FAUXTP_LABEL", report.label);
    return datagram;
  }

  sockaddr_un address_;
  std::string application_;
  int socket_;
};

}  // namespace

std::unique_ptr<log_sink> make_journal_sink(const std::filesystem::path& socket,
                                            const std::string& application) {
  return std::make_unique<journal_sink>(socket.empty() ? usual_socket : socket.string(),
                                        application);
}
