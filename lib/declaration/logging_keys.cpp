// The keys of the log.
#include "declaration/key_table.hpp"

namespace fauxtp {
namespace {

constexpr std::int64_t largest_log = std::int64_t{1} << 40;

// In the order of the enumerations in application_spec.hpp and in the public headers.
constexpr std::array<std::string_view, 3> log_formats = {"auto", "text", "json"};
constexpr std::array<std::string_view, 3> sink_types = {"stderr", "file", "journald"};

constexpr std::array logging_keys = {
    key_rule{.key = "level",
             .doc = "The least important reports that are shown; --log-level counts more.",
             .reload = effect::at_once,
             .form = form::choice,
             .choices = log_levels,
             .fallback = R"("info")"},
    key_rule{.key = "format",
             .doc = "auto is text on a terminal, JSON elsewhere.",
             .reload = effect::at_once,
             .form = form::choice,
             .choices = log_formats,
             .fallback = R"("auto")"},
    key_rule{.key = "levels",
             .doc = "A level for some, by path of ids (\"workers/pricer-1\"), registered name or "
                    "module, and for what is under them. Counts more than a child's log_level.",
             .reload = effect::at_once,
             .form = form::choice_of_each,
             .choices = log_levels,
             .example = R"({"db": "debug"})"},
    key_rule{.key = "sinks",
             .doc = "Where the log goes.",
             .reload = effect::at_once,
             .form = form::sections,
             .inside = &sink_form,
             .fallback_words = "standard error",
             .example = R"([{"type": "stderr"}])"},
    key_rule{.key = "capsules",
             .doc = "Where the crashes of workers with `capsule` leave their capsules, for "
                    "`fauxtp replay`. They have the contents of messages.",
             .reload = effect::at_once,
             .form = form::section,
             .inside = &capsules_form,
             .fallback_words = "nowhere",
             .example = R"({"folder": "/var/lib/shop/capsules"})"},
};

constexpr std::array capsules_keys = {
    key_rule{.key = "folder",
             .doc = "The folder, relative to the file that this stands in; it is made when the "
                    "first capsule is written.",
             .reload = effect::at_once,
             .required = true,
             .example = R"("capsules")"},
    key_rule{.key = "keep",
             .doc = "So many capsules are kept; the oldest one makes room for the next.",
             .reload = effect::at_once,
             .form = form::integer,
             .minimum = 1,
             .maximum = 10'000,
             .fallback = "20"},
};

constexpr std::array sink_keys = {
    key_rule{.key = "type",
             .doc = "What it is.",
             .reload = effect::at_once,
             .form = form::choice,
             .required = true,
             .choices = sink_types},
    key_rule{.key = "path",
             .doc = "Of a file; relative to the file that this stands in. Of journald: another "
                    "socket than /run/systemd/journal/socket.",
             .reload = effect::at_once},
    key_rule{.key = "rotate_size",
             .doc = "A file that would grow beyond this size is put aside, as NAME.1.log.",
             .reload = effect::at_once,
             .form = form::size,
             .maximum = largest_log,
             .fallback_words = "it grows for ever",
             .example = R"("10MiB")"},
    key_rule{.key = "keep",
             .doc = "So many of those that were put aside are kept.",
             .reload = effect::at_once,
             .form = form::integer,
             .maximum = 10'000,
             .fallback_words = "5, if there is `rotate_size`",
             .example = "5"},
};

}  // namespace

constinit const object_form logging_form =
    form_of("logging", "\"logging\"", "What is shown of a run.", logging_keys);
constinit const object_form capsules_form =
    form_of("capsules", "\"capsules\"", "Where capsules of crashes go.", capsules_keys);
constinit const object_form sink_form =
    form_of("sink", "one of \"sinks\"", "A place where the log goes.", sink_keys);

}  // namespace fauxtp
