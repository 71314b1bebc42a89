#pragma once

#include <string>
#include <utility>

#include "fauxtp/address.hpp"
#include "runtime/io_source.hpp"

namespace fauxtp::runtime {

/// For people: "socket 127.0.0.1:5432", "pipe", "descriptor 7".
std::string name_of_descriptor(int number);

/// A descriptor of the system that somebody else owns and closes.
class borrowed_descriptor final : public io_source {
 public:
  explicit borrowed_descriptor(int number) : number_(number) {}
  void watch(bell& here, io_wait& wait) override { here.watch(number_, wait); }
  void forget(bell& here, io_wait& wait) noexcept override { here.forget(wait); }
  std::string name() const override;

 private:
  int number_;
};

/// Closes its descriptor at its end.
class owned_descriptor {
 public:
  explicit owned_descriptor(int number = -1) noexcept : number_(number) {}
  owned_descriptor(owned_descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  owned_descriptor& operator=(owned_descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~owned_descriptor();

  int number() const noexcept { return number_; }
  /// The caller closes it.
  int release() noexcept { return std::exchange(number_, -1); }
  explicit operator bool() const noexcept { return number_ >= 0; }

 private:
  int number_;
};

/// An interface whose source is a descriptor of its own: a connection, an acceptor.
template <class Interface>
class on_descriptor : public Interface {
 public:
  void watch(bell& here, io_wait& wait) override { here.watch(number(), wait); }
  void forget(bell& here, io_wait& wait) noexcept override { here.forget(wait); }
  std::string name() const override { return name_of_descriptor(number()); }
  int descriptor() const noexcept override { return number(); }

 protected:
  explicit on_descriptor(owned_descriptor own) : own_(std::move(own)) {}
  int number() const noexcept { return own_.number(); }
  void close() noexcept { own_ = owned_descriptor(); }

 private:
  owned_descriptor own_;
};

/// The addresses of a socket; an empty one if there is none.
io::address peer_of(int socket);
io::address local_of(int socket);

}  // namespace fauxtp::runtime
