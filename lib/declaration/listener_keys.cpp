// The keys of a listener: a supervisor of an address and of the connections that come there.
#include "declaration/child_rules.hpp"

namespace fauxtp {
namespace {

constexpr std::array<std::string_view, 2> what_when_full = {"pause", "refuse"};

constexpr std::array listener_keys = {
    child_rule::id,
    child_rule::name,
    key_rule{.key = "listen",
             .doc = "Where.",
             .reload = effect::inside,
             .form = form::section,
             .required = true,
             .inside = &listen_form,
             .example = R"({"port": 8080})"},
    key_rule{.key = "max_connections",
             .doc = "So many at a time.",
             .reload = effect::in_place,
             .form = form::integer,
             .minimum = 1,
             .maximum = 100'000'000,
             .fallback = "10000"},
    key_rule{.key = "when_full",
             .doc =
                 "What becomes of further ones. pause: they wait in the system's queue until one "
                 "has ended; refuse: they are reset.",
             .reload = effect::in_place,
             .form = form::choice,
             .choices = what_when_full,
             .fallback = R"("pause")"},
    key_rule{.key = "drain",
             .doc = "How long connections may go on by themselves when it is to end, after they "
                    "were told so and the address was closed.",
             .reload = effect::in_place,
             .form = form::duration,
             .fallback = R"("10s")"},
    key_rule{.key = "connection",
             .doc = "The actor that each connection gets.",
             .reload = effect::inside,
             .form = form::section,
             .required = true,
             .inside = &connection_form,
             .example = R"({"actor": "visitor"})"},
    child_rule::restart_of_supervisor,
    child_rule::restart_delay,
    child_rule::significant,
    child_rule::intensity,
    key_rule{.key = "period",
             .doc = "The window in which `intensity` counts.",
             .reload = effect::in_place,
             .form = form::duration,
             .minimum = 1,
             .fallback_words = "`drain` and 5 s",
             .example = R"("15s")"},
    child_rule::intensity_counts,
    child_rule::log_level,
};

constexpr std::array listen_keys = {
    key_rule{.key = "address",
             .doc = "The number of a host, \"127.0.0.1\", \"::1\", \"0.0.0.0\" for all of this "
                    "one's; or a path, \"unix:/run/shop.sock\".",
             .reload = effect::restart,
             .form = form::host,
             .fallback = R"("127.0.0.1")"},
    key_rule{.key = "port",
             .doc = "0: any that is free; the log tells which. A path has none.",
             .reload = effect::restart,
             .form = form::integer,
             .maximum = 65'535,
             .fallback_words = "required, except for a path",
             .example = "8080"},
    key_rule{.key = "tls",
             .doc = "What clients are shown, if they speak TLS.",
             .reload = effect::inside,
             .form = form::section,
             .inside = &listener_tls_form,
             .fallback_words = "no TLS",
             .example = R"({"certificate": "web.pem", "key": "web.key"})"},
};

// The fields of io::tls_server_options.
constexpr std::array listener_tls_keys = {
    key_rule{.key = "certificate",
             .doc = "A file (PEM): the server's certificate, then those up to the authority. It is "
                    "read again when it has changed.",
             .reload = effect::restart,
             .required = true},
    key_rule{.key = "key",
             .doc = "A file (PEM): the key of the certificate, without a password.",
             .reload = effect::restart,
             .required = true},
    key_rule{.key = "client_authority",
             .doc = "A file (PEM): clients must have a certificate from there.",
             .reload = effect::restart,
             .fallback_words = "clients need none"},
    key_rule{.key = "protocols",
             .doc = "Those of ALPN that the connections speak.",
             .reload = effect::restart,
             .form = form::texts,
             .fallback_words = "ALPN is not answered",
             .example = R"(["http/1.1"])"},
};

constexpr std::array connection_keys = {
    child_rule::for_later_starts(child_rule::actor),
    child_rule::for_later_starts(child_rule::args),
    key_rule{.key = "restart",
             .doc = "The connection itself is gone when its actor has ended, so only temporary is "
                    "of use to most.",
             .reload = effect::in_place,
             .form = form::choice,
             .choices = child_rule::restarts,
             .fallback = R"("temporary")"},
    child_rule::shutdown_of(R"("5s")"),
    child_rule::start_timeout,
    child_rule::for_later_starts(child_rule::deadlines),
    child_rule::for_later_starts(child_rule::prioritize_stop),
    child_rule::for_later_starts(child_rule::capsule),
    child_rule::for_later_starts(child_rule::stack_size),
    mailbox_key,
    child_rule::for_later_starts(child_rule::scheduler),
    key_rule{.key = "log_level",
             .doc = "The least important reports of connections that the log has.",
             .reload = effect::in_place,
             .form = form::choice,
             .choices = log_levels,
             .fallback = R"("notice")"},
};

}  // namespace

constinit const object_form listener_form =
    form_of("listener", "a listener",
            "A child that listens at an address, and has an actor for each connection. It is a "
            "supervisor, rest_for_one, of two children: `connections`, a simple_one_for_one with "
            "`connection` as its template, and `acceptor`, the actor fauxtp/acceptor.",
            listener_keys);
constinit const object_form listen_form =
    form_of("listen", "\"listen\"", "The address of a listener.", listen_keys);
constinit const object_form listener_tls_form = form_of(
    "listener_tls", "\"tls\" of \"listen\"", "TLS of a listener, by OpenSSL.", listener_tls_keys);
constinit const object_form connection_form =
    form_of("connection", "\"connection\"",
            "The actor of a connection. A reload changes it for connections that come later.",
            connection_keys);

}  // namespace fauxtp
