// TLS on streams, by a library that is loaded when it is needed.
#include "fauxtp/tls.hpp"

#include <dlfcn.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <utility>

#include "fauxtp/timer.hpp"
#include "io/ready.hpp"
#include "io/tls_provider.hpp"

namespace fauxtp::io {
namespace {

constexpr std::string_view library = "libfauxtp_tls.so";

/// The library lies where this one does.
std::filesystem::path folder_of_this_library() {
  Dl_info known{};
  dladdr(reinterpret_cast<const void*>(&folder_of_this_library), &known);
  return std::filesystem::path(known.dli_fname == nullptr ? "" : known.dli_fname).parent_path();
}

const tls_provider& loaded_provider() {
  void* loaded = dlopen((folder_of_this_library() / library).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (loaded == nullptr) loaded = dlopen(library.data(), RTLD_NOW | RTLD_LOCAL);
  void* found = loaded == nullptr ? nullptr : dlsym(loaded, name_of_the_tls_provider);
  if (found == nullptr) {
    const char* why = dlerror();
    throw error(ENOPKG, "use TLS",
                "(" + std::string(library) +
                    " is built if libssl-dev is installed: " + (why == nullptr ? "" : why) + ")");
  }
  return *reinterpret_cast<const tls_provider* (*)()>(found)();
}

const tls_provider& provider() {
  static const tls_provider& known = loaded_provider();
  return known;
}

}  // namespace

tls_server::tls_server(tls_server_options options) : side_(provider().server(options)) {}
tls_server::~tls_server() = default;
tls_server::tls_server(tls_server&&) noexcept = default;
tls_server& tls_server::operator=(tls_server&&) noexcept = default;

stream tls_server::secure(stream plain) {
  if (!plain.is_open()) plain.fail(EBADF, "secure");
  plain.becomes(side_->secured(plain.taken(), {}));
  return plain;
}

stream secure(stream plain, const std::string& host, const tls_client_options& options,
              duration wait, std::source_location where) {
  const time_point deadline = deadline_after(wait);
  if (!plain.is_open()) plain.fail(EBADF, "secure");
  plain.becomes(provider().client(options)->secured(plain.taken(), host));
  for (int error; (error = plain.connection_->connected()) != 0;) {
    if (error != EAGAIN) plain.fail(error, "make a handshake with");
    if (!wait_for(*plain.connection_, {.writable = true}, deadline, plain.orders_, where).any()) {
      plain.fail(ETIMEDOUT, "make a handshake with");
    }
  }
  return plain;
}

stream tls_connect(const std::string& host, std::uint16_t port, const tls_client_options& options,
                   duration wait, std::source_location where) {
  const time_point deadline = deadline_after(wait);
  stream plain = connect(host, port, wait, where);
  return secure(std::move(plain), host, options, left_until(deadline), where);
}

}  // namespace fauxtp::io
