// The keys of what fauxtp does not have yet: metrics, a dashboard, a cluster.
#include "declaration/key_table.hpp"

namespace fauxtp {
namespace {

constexpr key_rule enabled(std::string_view doc) {
  return {.key = "enabled", .doc = doc, .reload = effect::nothing, .form = form::boolean};
}
constexpr key_rule listen(std::string_view example) {
  return {.key = "listen",
          .doc = "Where: HOST:PORT, PORT or unix:PATH.",
          .reload = effect::nothing,
          .example = example};
}
constexpr key_rule file(std::string_view key) {
  return {.key = key, .doc = "A file.", .reload = effect::nothing, .required = true};
}

constexpr std::array metrics_keys = {
    enabled("Whether there are any."),
    listen(R"("127.0.0.1:9568")"),
    key_rule{.key = "path",
             .doc = "The path of the figures.",
             .reload = effect::nothing,
             .example = R"("/metrics")"},
    key_rule{.key = "per_actor",
             .doc = "Figures of each actor, for small trees only.",
             .reload = effect::nothing,
             .form = form::boolean,
             .fallback_words = "`false`"},
};

constexpr std::array dashboard_keys = {
    enabled("Whether there is one."),
    listen(R"("127.0.0.1:9911")"),
    key_rule{.key = "actions",
             .doc = "Whether actors can be stopped there.",
             .reload = effect::nothing,
             .form = form::boolean,
             .fallback_words = "`true`"},
    key_rule{.key = "token_file",
             .doc = "A file with the token that opens it.",
             .reload = effect::nothing},
};

constexpr std::array cluster_keys = {
    key_rule{.key = "node",
             .doc = "The name of this one: NAME@HOST.",
             .reload = effect::nothing,
             .required = true,
             .example = R"("chat@10.0.0.1")"},
    listen(R"("0.0.0.0:9100")"),
    key_rule{.key = "peers",
             .doc = "The names of others.",
             .reload = effect::nothing,
             .form = form::texts},
    key_rule{.key = "cookie_file",
             .doc = "A file with the secret that all nodes share.",
             .reload = effect::nothing},
    key_rule{.key = "heartbeat",
             .doc = "How often nodes look for each other.",
             .reload = effect::nothing,
             .form = form::duration,
             .minimum = 1},
    key_rule{.key = "tls",
             .doc = "Keys of a cluster.",
             .reload = effect::nothing,
             .form = form::section,
             .inside = &tls_form},
};

constexpr std::array tls_keys = {file("cert"), file("key"), file("ca")};

}  // namespace

constinit const object_form metrics_form =
    form_of("metrics", "\"metrics\"", "Figures for Prometheus, over HTTP. Has no effect yet.",
            metrics_keys);
constinit const object_form dashboard_form = form_of(
    "dashboard", "\"dashboard\"", "A page that shows the tree. Has no effect yet.", dashboard_keys);
constinit const object_form cluster_form =
    form_of("cluster", "\"cluster\"", "Other nodes. Has no effect yet.", cluster_keys);
constinit const object_form tls_form =
    form_of("tls", "\"tls\" of \"cluster\"", "Keys of a cluster.", tls_keys);

}  // namespace fauxtp
