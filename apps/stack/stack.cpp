// A stack that takes requests without types, and a calculator for reverse Polish notation on it.
#include <cstdint>
#include <fauxtp/fauxtp.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace stack {

/// Answers "pop" and "peek" with ("ok", item) or ("error", why), takes ("push", item) and "clear".
/// Requests that are terms can come from anywhere, also from a console or another node. What they
/// are is known when they arrive, not when this is compiled.
class server : public fauxtp::gen_server<server> {
 public:
  fauxtp::term handle_call(fauxtp::term request, fauxtp::from) {
    if (request != "pop" && request != "peek") {
      return fauxtp::tuple("error", "a stack does not know " + to_string(request));
    }
    // A client's mistake gets an answer: this server has no reason to crash for it.
    if (items_.empty()) return fauxtp::tuple("error", "the stack is empty");
    if (request == "peek") return fauxtp::tuple("ok", items_.back().clone());
    fauxtp::term top = std::move(items_.back());
    items_.pop_back();
    return fauxtp::tuple("ok", std::move(top));
  }

  void handle_cast(fauxtp::term request) {
    if (request == "clear") {
      items_.clear();
    } else if (auto pushed = match(fauxtp::tuple("push", fauxtp::any), std::move(request))) {
      items_.push_back(std::get<0>(std::move(*pushed)));
    }
  }

 private:
  std::vector<fauxtp::term> items_;
};

class bad_expression : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

void push(std::int64_t number) { fauxtp::cast("stack", fauxtp::tuple("push", number)); }

std::int64_t pop() {
  fauxtp::term answer = fauxtp::call("stack", "pop");
  const auto number = match(fauxtp::tuple("ok", fauxtp::type<std::int64_t>), std::move(answer));
  // A message that does not match is left as it was.
  // NOLINTNEXTLINE(bugprone-use-after-move)
  if (!number) throw bad_expression("the stack answers " + to_string(answer));
  return std::get<0>(*number);
}

std::int64_t apply(char operation, std::int64_t left, std::int64_t right) {
  switch (operation) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    default:
      if (right == 0) throw bad_expression("division by zero");
      return left / right;
  }
}

std::int64_t evaluate(const std::string& expression) {
  std::istringstream words(expression);
  for (std::string word; words >> word;) {
    if (word.size() == 1 && std::string("+-*/").find(word) != std::string::npos) {
      const std::int64_t right = pop();
      const std::int64_t left = pop();
      push(apply(word[0], left, right));
    } else {
      push(std::stoll(word));
    }
  }
  const std::int64_t result = pop();
  if (fauxtp::call("stack", "peek")[0] == "ok") throw bad_expression("numbers are left over");
  return result;
}

struct calculator_options {
  std::vector<std::string> expressions;
};

void calculator(calculator_options args) {
  using fauxtp::severity;
  for (const auto& expression : args.expressions) {
    try {
      const std::int64_t result = evaluate(expression);
      fauxtp::log(severity::info, expression + " = " + std::to_string(result));
    } catch (const bad_expression& error) {
      fauxtp::log(severity::info, expression + " is no expression: " + error.what());
      fauxtp::cast("stack", "clear");
    }
  }
}

}  // namespace stack

FAUXTP_MODULE(stack) {
  types.add<stack::server>("stack");
  types.add("calculator", stack::calculator);
}
