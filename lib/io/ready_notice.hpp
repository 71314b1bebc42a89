#pragma once

#include <string>

#include "fauxtp/program.hpp"
#include "fauxtp/receive.hpp"
#include "runtime/descriptor.hpp"

namespace fauxtp::io {

/// The socket at which a program says that it is ready (sd_notify(3)). It exists only if the
/// program is to say that.
class ready_notice {
 public:
  explicit ready_notice(const program_options& options);

  bool is_wanted() const noexcept { return bool(socket_); }
  /// For NOTIFY_SOCKET.
  const std::string& name() const noexcept { return name_; }
  detail::io_moment moment() const;
  /// Takes what has come.
  bool has_come() noexcept;

 private:
  runtime::owned_descriptor socket_;
  std::string name_;
};

}  // namespace fauxtp::io
