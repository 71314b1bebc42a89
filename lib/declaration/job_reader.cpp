// Reads a job as the supervisor that it stands for: its runs, then their clock.
#include <utility>

#include "declaration/argument_node.hpp"
#include "declaration/quantity.hpp"
#include "declaration/supervisor_reader.hpp"
#include "supervision/time_of_day.hpp"

namespace fauxtp {

supervisor_entry supervisor_reader::read_job(const json_node& node, const std::string& title,
                                             family& siblings) {
  supervisor_entry spec;
  spec.place = complain_.place_of(node);
  object_reader reader(complain_, node, job_form, title);
  reader.check_keys({"actor"});
  check_identity(node, reader, title, {spec.id, spec.name, {}}, siblings);
  require_actor(reader, node, title);
  check_no_template(node, title, node.find("every") != nullptr ? "every" : "at", siblings);
  spec.strategy = strategy::rest_for_one;
  spec.log_level = reader.known_choice<severity>("log_level");
  spec.children.push_back({read_runs(reader, spec, title)});
  spec.children.push_back({read_clock(reader, node, title)});
  return spec;
}

supervisor_entry supervisor_reader::read_runs(object_reader& of_job, const supervisor_entry& job,
                                              const std::string& title) {
  supervisor_entry spec;
  spec.id = "runs";
  spec.is_dynamic = true;
  spec.place = job.place;
  worker_entry run;
  run.id = "run";
  run.place = job.place;
  run.restart = of_job.choice("restart", restart_type::temporary);
  run.restart_delay = read_restart_delay(of_job, title);
  read_actor(of_job, run, title);
  spec.children.push_back({std::move(run)});
  return spec;
}

worker_entry supervisor_reader::read_clock(object_reader& of_job, const json_node& node,
                                           const std::string& title) {
  worker_entry spec;
  spec.id = "clock";
  spec.actor = "fauxtp/job_clock";
  spec.restart = restart_type::permanent;
  spec.place = spec.actor_place = complain_.place_of(node);
  const json_node* every = of_job.find("every");
  const json_node* at = of_job.find("at");
  const duration period = of_job.time("every", duration::zero());
  const std::string time = of_job.text("at");
  if (every != nullptr && at != nullptr) {
    complain_.at(*at, "E203", title + " has both \"every\" and \"at\"");
  } else if (at != nullptr && !time.empty() && !detail::time_of_day::parse(time)) {
    complain_.at(
        *at, "E104",
        "\"at\" of " + title + " is " + complain_.written(*at) + ", which is no time of the day",
        "", R"(it is a time such as "03:00" or "Sun 03:00")");
  }
  give_arguments(spec, node,
                 {every != nullptr ? argument("every", *every, duration_text(period))
                                   : argument("at", at == nullptr ? node : *at, time)});
  return spec;
}

}  // namespace fauxtp
