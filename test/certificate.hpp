// A certificate for the tests of TLS.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "fauxtp/os_process.hpp"

namespace fauxtp::testing {

/// A certificate that is its own authority, and its key, in a folder of their own. They are made by
/// openssl(1), which the running actor waits for.
class certificate {
 public:
  /// For the name, and for 127.0.0.1.
  explicit certificate(const std::string& name = "localhost", bool has_expired = false) {
    std::string folder = (std::filesystem::temp_directory_path() / "fauxtp-tls-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("there is no folder");
    folder_ = folder;
    make(name, has_expired);
  }
  ~certificate() { std::filesystem::remove_all(folder_); }
  certificate(const certificate&) = delete;
  certificate& operator=(const certificate&) = delete;

  std::string file() const { return (folder_ / "certificate.pem").string(); }
  std::string key() const { return (folder_ / "key.pem").string(); }

  /// Makes another one in its place.
  void make(const std::string& name, bool has_expired = false) const {
    openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", key(), "-out", file() + ".new", "-days", "2", "-subj", "/CN=" + name,
             "-addext", "subjectAltName=DNS:" + name + ",IP:127.0.0.1"});
    if (has_expired) expire(name);
    std::filesystem::rename(file() + ".new", file());
  }

 private:
  void expire(const std::string& name) const {
    const std::string request = file() + ".request";
    openssl({"req", "-new", "-key", key(), "-out", request, "-subj", "/CN=" + name});
    const std::string folder = folder_.string();
    io::process made(
        {.command = {"sh", "-c",
                     "cd \"$0\" && mkdir ca && touch ca/index.txt && "
                     "printf '[ca]\\ndefault_ca=all\\n[all]\\ndatabase=ca/index.txt\\n"
                     "new_certs_dir=ca\\nserial=ca/serial\\ndefault_md=sha256\\n"
                     "policy=any\\n[any]\\ncommonName=supplied\\n' > ca/config && "
                     "echo 01 > ca/serial && openssl ca -batch -notext -config ca/config "
                     "-selfsign -keyfile key.pem -in certificate.pem.request "
                     "-out certificate.pem.new -startdate 20200101000000Z "
                     "-enddate 20200201000000Z",
                     folder},
         .err = io::standard_stream::nothing});
    if (!made.wait()->ok()) throw std::runtime_error("openssl ca has failed");
  }

  static void openssl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "openssl");
    io::process made({.command = std::move(arguments), .err = io::standard_stream::nothing});
    if (!made.wait()->ok()) throw std::runtime_error("openssl has failed");
  }

  std::filesystem::path folder_;
};

}  // namespace fauxtp::testing
