// The keys of a job: a child that runs again and again, at its times.
#include "declaration/child_rules.hpp"

namespace fauxtp {
namespace {

constexpr std::array job_keys = {
    child_rule::id,
    child_rule::name,
    child_rule::for_later_starts(child_rule::actor),
    child_rule::for_later_starts(child_rule::args),
    key_rule{.key = "every",
             .doc = "From one run to the next; the first comes so long after the start. A time "
                    "that comes while a run goes on is left out.",
             .reload = effect::in_place,
             .form = form::duration,
             .minimum = 1,
             .fallback_words = "`at`",
             .example = R"("5m")"},
    key_rule{.key = "at",
             .doc = "The time of the day, by the local clock: \"03:00\"; or of one day of the "
                    "week: \"Sun 03:00\".",
             .reload = effect::in_place,
             .fallback_words = "`every`",
             .example = R"("03:00")"},
    key_rule{.key = "restart",
             .doc = "What becomes of a run that ends before its work is done. temporary: the next "
                    "one comes in its time; transient: it is started again if it ends abnormally.",
             .reload = effect::in_place,
             .form = form::choice,
             .choices = child_rule::restarts,
             .fallback = R"("temporary")"},
    child_rule::restart_delay,
    child_rule::shutdown_of(R"("5s")"),
    child_rule::start_timeout,
    child_rule::for_later_starts(child_rule::deadlines),
    child_rule::for_later_starts(child_rule::prioritize_stop),
    child_rule::for_later_starts(child_rule::capsule),
    child_rule::for_later_starts(child_rule::stack_size),
    mailbox_key,
    child_rule::for_later_starts(child_rule::scheduler),
    child_rule::log_level,
};

}  // namespace

constinit const object_form job_form =
    form_of("job", "a job",
            "A child whose actor is started again and again, `every` so often or `at` a time, and "
            "ends by itself. It is a supervisor, rest_for_one, of two children: `runs`, a "
            "simple_one_for_one with the actor as its template, and `clock`, the actor "
            "fauxtp/job_clock.",
            job_keys);

}  // namespace fauxtp
