#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fauxtp/address.hpp"
#include "runtime/executor.hpp"
#include "runtime/io_result.hpp"
#include "runtime/io_source.hpp"

namespace fauxtp::runtime {

/// One end of a connection. It is closed when it is destroyed. Its operations never wait.
class connection : public io_source {
 public:
  /// No bytes and no error: the other side writes no more.
  virtual io_result read(std::span<std::byte> to) noexcept = 0;
  /// Writes the pieces one after the other, or the beginning of that.
  virtual io_result write(std::span<const std::span<const std::byte>> pieces) noexcept = 0;
  /// For a connection that is being made, when it is ready to write: 0 or an errno. EAGAIN: it is
  /// still being made.
  virtual int connected() noexcept = 0;
  /// The other side reads the end after what was written; 0 or an errno.
  virtual int end_writing() noexcept = 0;
  /// Lets the other side see a reset instead of an end when this is closed.
  virtual void reset_when_closed() noexcept = 0;
  virtual io::address peer() const = 0;
  virtual io::address local() const = 0;
  /// -1 if the system does not know it.
  virtual int descriptor() const noexcept { return -1; }
  /// For people: more about the last error than its number says.
  virtual std::string why() const { return {}; }
  /// What both sides have agreed to speak.
  virtual std::string protocol() const { return {}; }
};

/// A connection, or the errno that says why there is none. Both: it is being made, and the error is
/// EINPROGRESS.
struct connecting {
  std::unique_ptr<connection> made;
  int error = 0;
};

/// What accepts connections at an address.
class acceptor : public io_source {
 public:
  /// EAGAIN: none is there.
  virtual connecting accept() noexcept = 0;
  virtual io::address local() const = 0;
  virtual int descriptor() const noexcept { return -1; }
};

/// Sends and receives datagrams.
class datagrams : public io_source {
 public:
  /// 0 or an errno; EAGAIN: there is no room for it now.
  virtual int send(std::span<const std::byte> datagram, const io::address& to) noexcept = 0;
  /// Its size is that of the datagram, of which as much was written as there was room for.
  virtual io_result receive(std::span<std::byte> to, io::address& from) = 0;
  virtual io::address local() const = 0;
  virtual int descriptor() const noexcept { return -1; }
};

struct resolved {
  std::vector<io::address> addresses;
  std::string error;  ///< why there are none
};

/// All through which a node reaches others. A simulation has one that exists in memory only.
class network {
 public:
  virtual ~network() = default;
  virtual connecting connect(const io::address& to) = 0;
  /// Throws std::system_error.
  virtual std::unique_ptr<acceptor> listen(const io::address& at, int backlog) = 0;
  /// Throws std::system_error.
  virtual std::unique_ptr<datagrams> open(const io::address& at) = 0;
  /// Tells, once and on any thread, which addresses the host has. If the question blocks its
  /// thread, it is asked on one of `blocking`. The network outlives the answer.
  virtual void resolve(const std::string& host, std::uint16_t port, executor& blocking,
                       std::function<void(resolved)> tell) = 0;
};

}  // namespace fauxtp::runtime
