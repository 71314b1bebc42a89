#include <boost/test/unit_test.hpp>
#include <fauxtp/json.hpp>
#include <nlohmann/json.hpp>

using namespace fauxtp;

BOOST_AUTO_TEST_CASE(json_and_terms_become_each_other) {
  // [json]
  const auto text = R"({"name": "tea", "prices": [2, 2.5], "sold": true})";
  const term order = to_term(nlohmann::json::parse(text));
  const std::string name = order.get<std::string>("name");
  const nlohmann::json back = to_json(order);
  // [/json]
  BOOST_TEST(name == "tea");
  BOOST_TEST(back == nlohmann::json::parse(text));
  BOOST_TEST(to_json(tuple("add", 5)).dump() == R"(["add",5])");
}
