#pragma once

#include <fauxtp/fauxtp.hpp>
#include <fauxtp/http.hpp>

/// A service on the web: `curl http://127.0.0.1:8080/` gets its page.
namespace NEW_PROJECT {

/// What config/app.json may give it as its "args".
struct options {
  std::string greeting = "hello";
};

/// One connection. Its requests come one after the other.
class web : public fauxtp::http::connection {
 public:
  explicit web(options args) : args_(std::move(args)) {}

 private:
  fauxtp::http::response handle(const fauxtp::http::request& request) override {
    namespace http = fauxtp::http;
    if (request.target() != "/") {
      return http::answer("there is no such page\n", "text/plain", http::status::not_found);
    }
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
      return http::answer("this page is only read\n", "text/plain",
                          http::status::method_not_allowed);
    }
    return http::answer(args_.greeting + "\n");
  }

  options args_;
};

}  // namespace NEW_PROJECT
