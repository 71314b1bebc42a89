#pragma once

#include <memory>

#include "runtime/network.hpp"
#include "testing/memory_state.hpp"

namespace fauxtp::testing {

/// How a node reaches the network.
class memory_network final : public runtime::network {
 public:
  explicit memory_network(std::shared_ptr<memory_state> state) : state_(std::move(state)) {}

  runtime::connecting connect(const io::address& to) override;
  std::unique_ptr<runtime::acceptor> listen(const io::address& at, int backlog) override;
  std::unique_ptr<runtime::datagrams> open(const io::address& at) override;
  void resolve(const std::string& host, std::uint16_t port, runtime::executor& blocking,
               std::function<void(runtime::resolved)> tell) override;

 private:
  const std::shared_ptr<memory_state> state_;
};

}  // namespace fauxtp::testing
