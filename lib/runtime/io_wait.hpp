#pragma once

namespace fauxtp::runtime {

/// What can be waited for. When the other side is gone, reading and writing both count as possible:
/// the operation that follows tells what has happened.
struct io_events {
  bool readable = false;
  bool writable = false;

  bool any() const noexcept { return readable || writable; }
  io_events operator|(io_events other) const noexcept {
    return {readable || other.readable, writable || other.writable};
  }
  io_events operator&(io_events other) const noexcept {
    return {readable && other.readable, writable && other.writable};
  }
};

/// Somebody who waits, on one worker, until something can be read or written. It is told once, and
/// is forgotten by whoever tells it.
class io_wait {
 public:
  explicit io_wait(io_events wanted) : wanted_(wanted) {}
  io_wait(const io_wait&) = delete;
  io_wait& operator=(const io_wait&) = delete;

  io_events wanted() const noexcept { return wanted_; }
  /// On the thread of its worker. It must not wait, nor ask for another wait.
  virtual void ready(io_events what) noexcept = 0;

 protected:
  ~io_wait() = default;

 private:
  friend class poller;

  const io_events wanted_;
  int descriptor_ = -1;      // by which the poller knows it
  io_wait* next_ = nullptr;  // the next one that waits for the same descriptor
};

}  // namespace fauxtp::runtime
