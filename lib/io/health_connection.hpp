#pragma once

#include <utility>

#include "fauxtp/health_http.hpp"

namespace fauxtp::io {

/// The actor `fauxtp/health`: a connection that answers questions about the tree's health, and no
/// others; see health_http.hpp.
class health_connection final : public http::connection {
 public:
  health_connection() : http::connection({.header = 8 * 1024, .body = 1024}) {}

 private:
  http::response handle(const http::request& request) override {
    if (auto health = http::health_answer(request)) return *std::move(health);
    return http::answer("ask /livez or /readyz\n", "text/plain", http::status::not_found);
  }
};

}  // namespace fauxtp::io
