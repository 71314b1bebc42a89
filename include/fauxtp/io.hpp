#pragma once

#include <source_location>
#include <string>
#include <system_error>

#include "fauxtp/duration.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::detail {
struct io_moment;
}

/// An actor waits for a descriptor as it waits for a message: it stands still, and its worker runs
/// other actors.
namespace fauxtp::io {

/// What a descriptor is waited for, or what can be done with it now.
struct events {
  bool readable = false;
  bool writable = false;

  bool any() const noexcept { return readable || writable; }
};

/// Whether an order of its parent to end ends a wait of an actor that traps exits.
///
/// An actor that does not trap exits ends at once, wherever it waits. One that traps them finds the
/// order in its mailbox (link.hpp), and does not look there while it waits for a descriptor: with
/// `obeyed`, its wait ends as if it had received the order and called `stop` with its reason.
enum class orders : unsigned char { ignored, obeyed };

/// An operation on a socket, a file or a program has failed. `code()` is the system's errno;
/// `what()` says it all: "connect to 127.0.0.1:5432: Connection refused".
class error : public std::system_error {
 public:
  /// `number`: an errno. `what`: what the operation was about, for people.
  error(int number, std::string operation, std::string what);
  error(std::error_code code, std::string operation, std::string what);
  ~error() override;

  /// "read", "connect", …
  const std::string& operation() const noexcept { return operation_; }
  /// The address, or the name, of what the operation was about; may be empty.
  const std::string& subject() const noexcept { return subject_; }

 private:
  std::string operation_;
  std::string subject_;
};

/// Waits until one of the wanted things can be done with a descriptor, and returns which can. If
/// the time is up before, nothing can: `any()` is false. A wait for zero time looks.
///
/// ```cpp file=test/examples/io.cpp region=wait
/// std::string what_comes_from(int descriptor) {
///   if (!io::wait_readable(descriptor, 5s)) return "(nothing)";
///   std::string text(100, '\0');
///   text.resize(std::size_t(std::max<ssize_t>(read(descriptor, text.data(), text.size()), 0)));
///   return text;
/// }
/// ```
///
/// This is the way to use a C library that gives its descriptor away: libpq, hiredis, c-ares. For
/// sockets of one's own there is stream.hpp.
///
/// The end of the other side, a reset and an error count as readable and as writable: the operation
/// that follows tells. A regular file always is both. The descriptor should be non-blocking
/// (O_NONBLOCK), because it may be ready no longer when the operation comes.
///
/// The descriptor must stay open: a wait for one that somebody closes ends by its time only. The
/// wait ends, by actor_exit, when the actor is to end. Several actors may wait for one descriptor;
/// all that wait on one worker are woken. Throws error (`EBADF`: it is not open; `EINVAL`: nothing
/// is wanted), and std::logic_error outside an actor.
events wait(int descriptor, events wanted, duration time = infinity,
            orders parents = orders::ignored,
            std::source_location where = std::source_location::current());
/// False when the time is up.
bool wait_readable(int descriptor, duration time = infinity,
                   std::source_location where = std::source_location::current());
bool wait_writable(int descriptor, duration time = infinity,
                   std::source_location where = std::source_location::current());

/// For a clause of a receive (receive.hpp), in an actor that waits for messages and for a
/// descriptor at once:
///
/// ```cpp file=test/examples/io.cpp region=readable
/// std::string news_or(int descriptor, std::string_view otherwise) {
///   return receive(on([](std::string news) { return news; }),
///                  on(io::readable(descriptor), [&] { return std::string(otherwise); }));
/// }
/// ```
///
/// Messages come first. The descriptor must stay open as long as the receive.
detail::io_moment readable(int descriptor);

}  // namespace fauxtp::io
#pragma GCC visibility pop
