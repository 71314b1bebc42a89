// What a changed file does to a running tree.
#include "actor/running.hpp"
#include "application/changing_tree.hpp"
#include "fauxtp/process_info.hpp"

using namespace reload_test;

namespace {

std::string three(const std::string& first, const std::string& more = "") {
  return tree_file("{" + more + R"( "children": [)" + first + "," + keeper("b") + "," +
                   keeper("c") + "] }");
}
const std::string plain = three(keeper("a"));

}  // namespace

BOOST_AUTO_TEST_SUITE(reload)

BOOST_FIXTURE_TEST_CASE(the_same_file_changes_nothing, changing_tree) {
  start(plain);
  const auto before = now().pids;
  BOOST_TEST(text_of(plan_for(plain)) == "");
  BOOST_TEST(become(plain).ok);
  BOOST_TEST((now().pids == before));
}

BOOST_FIXTURE_TEST_CASE(a_new_child_starts_at_its_place_and_the_others_go_on, changing_tree) {
  start(plain);
  const auto before = now().pids;
  const auto next = tree_file(R"({ "children": [)" + keeper("a") + "," + keeper("new") + "," +
                              keeper("b") + "," + keeper("c") + "] }");
  BOOST_TEST(text_of(plan_for(next)) == "add new\n");
  BOOST_TEST(become(next).ok);
  const living after = now();
  BOOST_TEST((after.order == std::vector<std::string>{"a", "new", "b", "c"}));
  for (const auto& [path, actor] : before) BOOST_TEST((after.pids.at(path) == actor));
}

BOOST_FIXTURE_TEST_CASE(a_child_that_is_gone_from_the_file_stops, changing_tree) {
  start(plain);
  const auto next = tree_file(R"({ "children": [)" + keeper("a") + "," + keeper("c") + "] }");
  BOOST_TEST(text_of(plan_for(next)) == "remove b\n");
  BOOST_TEST(become(next).ok);
  BOOST_TEST((now().order == std::vector<std::string>{"a", "c"}));
}

BOOST_FIXTURE_TEST_CASE(other_args_restart_the_child_and_only_their_keys_are_told, changing_tree) {
  start(three(keeper("a", R"("args": {"password": "one", "x": 1})")));
  const auto before = now().pids;
  const auto next = three(keeper("a", R"("args": {"password": "two", "x": 1, "y": 2})"));
  BOOST_TEST(text_of(plan_for(next)) == "restart a: args.password, args.y\n");
  BOOST_TEST(become(next).ok);
  const living after = now();
  BOOST_TEST((after.pids.at("a") != before.at("a")));
  BOOST_TEST((after.pids.at("b") == before.at("b")));
  BOOST_TEST(call(after.pids.at("a"), term("args?")).get("y", 0) == 2);
}

BOOST_FIXTURE_TEST_CASE(live_arguments_change_without_a_restart, changing_tree) {
  const auto shops = [this](const std::string& args) {
    return tree_file(
        R"({ "children": [{"id": "a", "actor": "shopkeeper", "instances": 2, "args": )" + args +
        "}," + keeper("b") + "] }");
  };
  const auto told = [this](const char* id) { return call(now().pids.at(id), term("?")); };
  start(shops(R"({"counters": 2})"));
  const auto before = now().pids;
  const auto more = shops(R"({"counters": 3})");
  BOOST_TEST(text_of(plan_for(more)) == "change a-1: args.counters\nchange a-2: args.counters\n");
  BOOST_TEST(become(more).ok);
  BOOST_TEST((now().pids == before));
  BOOST_TEST((told("a-1") == tuple("High Street", 3, 1)));
  BOOST_TEST((told("a-2") == tuple("High Street", 3, 1)));
  exit(before.at("a-1"), exit_reason::kill);
  settle();
  BOOST_TEST((told("a-1") == tuple("High Street", 3, 0)), "a restart has the new arguments");
  const auto moved = shops(R"({"counters": 4, "street": "Low Street"})");
  BOOST_TEST(text_of(plan_for(moved)) ==
             "restart a-1: args.counters, args.street\nrestart a-2: args.counters, args.street\n");
  BOOST_TEST(become(moved).ok);
  BOOST_TEST((told("a-2") == tuple("Low Street", 4, 0)));
  const auto fewer = shops(R"({"street": "Low Street"})");
  BOOST_TEST(become(fewer).ok);
  BOOST_TEST((told("a-2") == tuple("Low Street", 1, 1)), "what is left out has its default");
}

BOOST_FIXTURE_TEST_CASE(live_arguments_are_as_before_when_the_change_is_taken_back, changing_tree) {
  const auto shops = [this](const std::string& args, const std::string& of_the_other) {
    return tree_file(R"({ "children": [{"id": "a", "actor": "shopkeeper", "args": )" + args + "}," +
                     keeper("b", of_the_other) + "] }");
  };
  start(shops(R"({"counters": 2})", R"("args": {})"));
  const auto before = now().pids;
  const auto next = shops(R"({"counters": 3})", R"("args": {"fails": true})");
  BOOST_TEST(!become(next).ok);
  BOOST_TEST((call(now().pids.at("a"), term("?")) == tuple("High Street", 2, 0)));
  exit(before.at("a"), exit_reason::kill);
  settle();
  BOOST_TEST((call(now().pids.at("a"), term("?")) == tuple("High Street", 2, 0)));
}

BOOST_FIXTURE_TEST_CASE(live_arguments_that_their_struct_refuses_reach_nobody, changing_tree) {
  const auto shops = [this](const std::string& args) {
    return tree_file(R"({ "children": [{"id": "a", "actor": "shopkeeper", "args": )" + args +
                     "}] }");
  };
  start(shops(R"({"counters": 2})"));
  const auto before = now().pids;
  const auto file = home.path() / "wrong.json";
  std::ofstream(file) << shops(R"({"counters": -1})");
  const auto wrong = application::load(file, {MODULE_DIR});
  BOOST_TEST(wrong.findings().at(0).code == "E310");
  BOOST_TEST(!wrong.ok());
  BOOST_TEST((now().pids == before));
  BOOST_TEST((call(now().pids.at("a"), term("?")) == tuple("High Street", 2, 0)));
}

BOOST_FIXTURE_TEST_CASE(restarts_wait_as_the_new_file_says, changing_tree) {
  start(plain);
  const auto next = three(keeper("a", R"("restart": "permanent",
                                         "restart_delay": {"min": "1s", "jitter": 0})"));
  BOOST_TEST(text_of(plan_for(next)) ==
             "change a: restart transient -> permanent, "
             "restart_delay none -> (1s to 1m, factor 2, jitter 0)\n");
  BOOST_TEST(become(next).ok);
  cast(now().pids.at("a"), term("crash"));
  settle();
  BOOST_TEST((now().order == std::vector<std::string>{"a (does not run)", "b", "c"}));
  advance(1s);
  BOOST_TEST((now().order == std::vector<std::string>{"a", "b", "c"}));
}

BOOST_FIXTURE_TEST_CASE(the_limit_of_a_mailbox_changes_without_a_restart, changing_tree) {
  start(plain);
  const pid before = now().pids.at("a");
  const auto next = three(keeper("a", R"("mailbox": {"limit": 5, "overflow": "reject"})"));
  BOOST_TEST(text_of(plan_for(next)) == "change a: mailbox none -> 5 (reject)\n");
  BOOST_TEST(become(next).ok);
  BOOST_TEST((now().pids.at("a") == before));
  BOOST_TEST((info(before)->mailbox == mailbox_limit{5, overflow::reject}));
  BOOST_TEST(become(plain).ok);
  BOOST_TEST((info(before)->mailbox.messages == 0));
}

BOOST_FIXTURE_TEST_CASE(what_a_mailbox_sheds_changes_without_a_restart, changing_tree) {
  start(plain);
  const pid before = now().pids.at("a");
  const auto next = three(keeper(
      "a", R"("mailbox": {"max_age": "2s", "shed": {"target": "50ms"}, "queue_alarm": 10})"));
  BOOST_TEST(text_of(plan_for(next)) ==
             "change a: mailbox none -> max_age 2s, shed 50ms in 100ms, queue_alarm 10\n");
  BOOST_TEST(become(next).ok);
  BOOST_TEST((now().pids.at("a") == before));
  BOOST_TEST((info(before)->mailbox.max_age == 2s));
  BOOST_TEST((info(before)->mailbox.shed == shedding{50ms, 100ms}));
  BOOST_TEST(become(plain).ok);
  BOOST_TEST((info(before)->mailbox == mailbox_limit()));
}

BOOST_FIXTURE_TEST_CASE(another_template_is_for_children_that_start_from_now_on, changing_tree) {
  const auto crowd = [](const std::string& limit, const std::string& args) {
    return tree_file(R"({ "children": [{ "name": "crowd", "strategy": "simple_one_for_one",
                          "max_children": )" +
                     limit + R"(, "children": [)" +
                     keeper("one", R"("restart": "permanent", "args": {"x": )" + args + "}") +
                     "] }] }");
  };
  start(crowd("1", "1"));
  const pid first = dynamic_supervisor::start_child("crowd").actor;
  const auto next = crowd("2", "2");
  BOOST_TEST(text_of(plan_for(next)) ==
             "change crowd: max_children 1 -> 2\n"
             "change crowd/one: args.x for children to come\n");
  BOOST_TEST(become(next).ok);
  BOOST_TEST(is_alive(first));
  const pid second = dynamic_supervisor::start_child("crowd").actor;
  BOOST_TEST(call(first, term("args?")).get("x", 0) == 1);
  BOOST_TEST(call(second, term("args?")).get("x", 0) == 2);
}

BOOST_FIXTURE_TEST_CASE(a_supervisor_whose_children_start_on_request_from_now_on_is_restarted,
                        changing_tree) {
  const auto inner = [](const std::string& strategy) {
    return tree_file(R"({ "children": [{ "id": "inner", "strategy": ")" + strategy +
                     R"(", "children": [)" + keeper("a") + "] }] }");
  };
  start(inner("one_for_one"));
  const auto next = inner("simple_one_for_one");
  BOOST_TEST(text_of(plan_for(next)) == "restart inner: simple_one_for_one now\n");
  BOOST_TEST(become(next).ok);
  BOOST_TEST((now().order == std::vector<std::string>{"inner"}));
  BOOST_TEST(become(inner("one_for_one")).ok);
  BOOST_TEST((now().order == std::vector<std::string>{"inner", "inner/a"}));
}

BOOST_FIXTURE_TEST_CASE(limits_and_rules_change_without_a_restart, changing_tree) {
  start(plain);
  const auto before = now().pids;
  const auto next =
      three(keeper("a", R"("restart": "permanent", "shutdown": "1s", "start_timeout": "2s")"),
            R"("intensity": 7, "period": "1m",)");
  BOOST_TEST(text_of(plan_for(next)) ==
             "change : intensity 3 -> 7, period 5s -> 1m\n"
             "change a: restart transient -> permanent, shutdown 5s -> 1s, start_timeout infinity "
             "-> 2s\n");
  BOOST_TEST(become(next).ok);
  BOOST_TEST((now().pids == before));
  const auto spec = supervisor::get_childspec(root, "a");
  BOOST_TEST((spec->restart == restart_type::permanent));
  BOOST_TEST((spec->shutdown == shutdown_time(1s)));
}

BOOST_FIXTURE_TEST_CASE(under_rest_for_one_a_restart_takes_those_behind_it_along, changing_tree) {
  const std::string how = R"("strategy": "rest_for_one",)";
  start(tree_file("{" + how + R"("children": [)" + keeper("a") + "," + keeper("b") + "," +
                  keeper("c") + "] }"));
  const auto before = now().pids;
  const auto next = tree_file("{" + how + R"("children": [)" + keeper("a") + "," +
                              keeper("b", R"("args": {"x": 1})") + "," + keeper("c") + "] }");
  BOOST_TEST(text_of(plan_for(next)) == "restart b: args.x\nrestart c: rest_for_one, with b\n");
  BOOST_TEST(become(next).ok);
  const auto after = now().pids;
  BOOST_TEST((after.at("a") == before.at("a")));
  BOOST_TEST((after.at("c") != before.at("c")));
}

BOOST_FIXTURE_TEST_CASE(under_one_for_all_a_restart_takes_all_along, changing_tree) {
  const std::string how = R"("strategy": "one_for_all",)";
  start(three(keeper("a"), how));
  const auto next = three(keeper("a", R"("args": {"x": 1})"), how);
  BOOST_TEST(text_of(plan_for(next)) ==
             "restart a: args.x\nrestart b: one_for_all, with a\nrestart c: one_for_all, with a\n");
}

BOOST_FIXTURE_TEST_CASE(under_one_for_all_those_before_the_changed_one_go_along, changing_tree) {
  const auto tree = [](const std::string& more) {
    return tree_file(R"({ "strategy": "one_for_all", "children": [)" + keeper("a") + "," +
                     keeper("b", more) + "] }");
  };
  start(tree(""));
  BOOST_TEST(text_of(plan_for(tree(R"("args": {"x": 1})"))) ==
             "restart a: one_for_all, with b\nrestart b: args.x\n");
}

BOOST_FIXTURE_TEST_CASE(another_order_holds_for_the_next_crash, changing_tree) {
  const std::string how = R"({ "strategy": "rest_for_one", "children": [)";
  start(tree_file(how + keeper("a") + "," + keeper("b") + "," + keeper("c") + "] }"));
  const auto before = now().pids;
  const auto next = tree_file(how + keeper("b") + "," + keeper("c") + "," + keeper("a") + "] }");
  BOOST_TEST(text_of(plan_for(next)) == "move a: now behind c\n");
  BOOST_TEST(become(next).ok);
  BOOST_TEST((now().pids == before));
  exit(before.at("c"), exit_reason(term("crash")));
  settle();
  const auto after = now().pids;
  BOOST_TEST((after.at("b") == before.at("b")));
  BOOST_TEST((after.at("c") != before.at("c")));
  BOOST_TEST((after.at("a") != before.at("a")));
}

BOOST_FIXTURE_TEST_CASE(if_a_start_fails_all_is_put_back, changing_tree) {
  start(three(keeper("a", R"("args": {"x": 1})")));
  const auto before = now();
  const auto next =
      tree_file(R"({ "intensity": 9, "children": [)" + keeper("first") + "," +
                keeper("a", R"("args": {"x": 2})") + "," +
                keeper("bad", R"("args": {"fails": true})") + "," + keeper("b") + "] }");
  const auto result = become(next);
  BOOST_TEST(!result.ok);
  BOOST_TEST(result.failed == "bad");
  BOOST_TEST(to_string(result.reason).find("told to fail") != std::string::npos);
  BOOST_TEST(result.lost.empty());
  const living after = now();
  BOOST_TEST((after.order == before.order));
  BOOST_TEST((after.pids.at("b") == before.pids.at("b")));
  BOOST_TEST(call(after.pids.at("a"), term("args?")).get("x", 0) == 1);
  BOOST_TEST(text_of(plan_for(three(keeper("a", R"("args": {"x": 1})")))) == "");
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_put_back_is_named, changing_tree) {
  const std::string file = (home.path() / "mark").string();
  const std::string fails = R"("fails_if_there": ")" + file + R"(")";
  start(three(keeper("a", R"("args": {)" + fails + "}")));
  const auto result = become(three(keeper("first", R"("args": {"creates": ")" + file + R"("})") +
                                   "," + keeper("a", R"("args": {"x": 1, )" + fails + "}")));
  BOOST_TEST(!result.ok);
  BOOST_TEST(result.failed == "a");
  BOOST_TEST((result.lost == std::vector<std::string>{"a"}));
  BOOST_TEST((now().order == std::vector<std::string>{"a (does not run)", "b", "c"}));
}

BOOST_FIXTURE_TEST_CASE(a_whole_supervisor_comes_and_goes, changing_tree) {
  start(plain);
  const auto next = three(keeper("a") + R"(, { "id": "inner", "children": [)" + keeper("x") + "," +
                          keeper("y") + "] }");
  BOOST_TEST(text_of(plan_for(next)) == "add inner\n");
  BOOST_TEST(become(next).ok);
  BOOST_TEST(
      (now().order == std::vector<std::string>{"a", "inner", "inner/x", "inner/y", "b", "c"}));
  BOOST_TEST(text_of(plan_for(plain)) == "remove inner\n");
  BOOST_TEST(become(plain).ok);
  BOOST_TEST((now().order == std::vector<std::string>{"a", "b", "c"}));
}

BOOST_FIXTURE_TEST_CASE(a_child_below_another_supervisor_is_told_to_have_come_from_there,
                        changing_tree) {
  const auto inner = [](const std::string& children) {
    return R"({ "id": "inner", "children": [)" + children + "] }";
  };
  start(
      tree_file(R"({ "children": [)" + keeper("a", R"("name": "boss")") + "," + inner("") + "] }"));
  const auto next =
      tree_file(R"({ "children": [)" + inner(keeper("a", R"("name": "boss")")) + "] }");
  BOOST_TEST(text_of(plan_for(next)) == "add inner/a: it was a\nremove a: it becomes inner/a\n");
  BOOST_TEST(become(next).ok);  // the name was given up before it was taken
  BOOST_TEST((whereis("boss") == now().pids.at("inner/a")));
}

BOOST_FIXTURE_TEST_CASE(what_only_a_new_start_can_bring_is_told_until_then, changing_tree) {
  start(plain);
  const auto next =
      tree_file(R"({ "children": [)" + keeper("a") + "," + keeper("b") + "," + keeper("c") + "] }",
                R"("runtime": { "threads": 7 }, )");
  const std::string expected = "cannot runtime.threads: 0 -> 7\n";
  application_ptr made;
  auto plan = plan_for(next, &made);
  BOOST_TEST(text_of(plan) == expected);
  BOOST_TEST(plan.apply(root).ok);
  made->keep_runtime_of(*running);
  running = made;
  BOOST_TEST(text_of(plan_for(next)) == expected);
}

BOOST_FIXTURE_TEST_CASE(another_env_is_there_for_who_reads_it_and_told_to_who_watches_it,
                        changing_tree) {
  const auto with = [](int x, const std::string& of_b) {
    return tree_file(R"({ "children": [{"id": "a", "actor": "env_watcher"},)" + keeper("b", of_b) +
                         R"(, {"id": "c", "actor": "env_watcher"}] })",
                     R"("env": { "x": )" + std::to_string(x) + " }, ");
  };
  const auto told = [this](const char* id) { return call(now().pids.at(id), term("?")); };
  start(with(1, R"("args": {})"));
  detail::change_env(running->runtime().env);
  exit(now().pids.at("a"), exit_reason::kill);
  settle();
  BOOST_TEST((told("a") == tuple(1, 1, 0)));
  const auto two = with(2, R"("args": {})");
  BOOST_TEST(text_of(plan_for(two)) ==
             "set env: for actors that read it from now on, and those that watch it\n");
  BOOST_TEST(become(two).ok);
  settle();
  BOOST_TEST((told("a") == tuple(1, 2, 1)), "it was told, and reads the new value");
  exit(now().pids.at("c"), exit_reason::kill);
  settle();
  BOOST_TEST((told("c") == tuple(2, 2, 0)), "its restart begins with it");
  BOOST_TEST(!become(with(3, R"("args": {"fails": true})")).ok);
  settle();
  BOOST_TEST((told("a") == tuple(1, 2, 1)), "what is taken back was told to nobody");
  BOOST_TEST(text_of(plan_for(two)) == "");
}

BOOST_FIXTURE_TEST_CASE(another_scheduler_restarts_the_child, changing_tree) {
  start(plain);
  const auto next = tree_file(R"({ "children": [)" + keeper("a", R"("scheduler": "slow")") + "," +
                                  keeper("b") + "," + keeper("c") + "] }",
                              R"("runtime": { "schedulers": { "slow": { "threads": 2 } } }, )");
  BOOST_TEST(text_of(plan_for(next)) ==
             "cannot runtime.schedulers: none -> slow: 2\nrestart a: scheduler none -> slow\n");
  const reload_result result = become(next);  // the running node does not have that scheduler
  BOOST_TEST(result.failed == "a");
  BOOST_TEST((now().order == std::vector<std::string>{"a", "b", "c"}));
}

BOOST_FIXTURE_TEST_CASE(what_is_logged_and_where_changes_at_once, changing_tree) {
  const auto with = [](const std::string& logging, const std::string& level) {
    return tree_file(R"({ "children": [)" + keeper("a", R"("log_level": ")" + level + "\"") + "] }",
                     R"("logging": {)" + logging + "}, ");
  };
  start(with(R"("levels": { "a": "error", "keepers": "debug" })", "info"));
  const auto before = now().pids;
  const auto next = with(R"("level": "error", "format": "json",
                            "levels": { "a": "notice", "app": "info" },
                            "sinks": [{ "type": "stderr" },
                                      { "type": "file", "path": "/a.log", "rotate_size": 1024 }])",
                         "debug");
  BOOST_TEST(text_of(plan_for(next)) ==
             "set logging.level: info -> error\n"
             "set logging.format: auto -> json\n"
             "set logging.levels.a: error -> notice\n"
             "set logging.levels.app: none -> info\n"
             "set logging.levels.keepers: debug -> none\n"
             "set logging.sinks: none -> stderr, file /a.log (rotate_size 1KiB, keep 5)\n"
             "change a: log_level info -> debug\n");
  BOOST_TEST(become(next).ok);
  BOOST_TEST((now().pids == before));
  BOOST_TEST(text_of(plan_for(next)) == "");
}

BOOST_FIXTURE_TEST_CASE(the_same_in_other_words_changes_nothing, changing_tree) {
  std::filesystem::create_directory_symlink(".", home.path() / "link");
  const auto with = [&](const std::string& actor, const std::string& more, const std::string& way) {
    return tree_file(R"({ "children": [{ "id": "a", "actor": ")" + actor + R"(")" + more + "}] }",
                     R"("logging": { "sinks": [{ "type": "file", "path": ")" + way +
                         R"(a.log" }] }, "control": { "socket": ")" + way + R"(a.socket" }, )");
  };
  start(with("keeper", "", ""));
  BOOST_TEST(
      text_of(plan_for(with("keepers/keeper", R"(, "stack_size": "64KiB", "scheduler": "default")",
                            "link/"))) == "");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_was_stopped_by_hand_stays_stopped, changing_tree) {
  start(plain);
  supervisor::terminate_child(root, "b");
  BOOST_TEST(become(three(keeper("a", R"("args": {"x": 1})"))).ok);
  BOOST_TEST((now().order == std::vector<std::string>{"a", "b (does not run)", "c"}));
}

BOOST_FIXTURE_TEST_CASE(a_temporary_child_comes_and_stays_at_its_place, changing_tree) {
  const auto with = [](const std::string& x) {
    return three(keeper("a") + "," +
                 keeper("t", R"("restart": "temporary", "args": {"x": )" + x + "}"));
  };
  start(plain);
  BOOST_TEST(become(with("1")).ok);
  BOOST_TEST((now().order == std::vector<std::string>{"a", "t", "b", "c"}));
  const pid first = now().pids.at("t");
  BOOST_TEST(become(with("2")).ok);
  BOOST_TEST((now().order == std::vector<std::string>{"a", "t", "b", "c"}));
  BOOST_TEST((now().pids.at("t") != first));
}

BOOST_FIXTURE_TEST_CASE(a_temporary_child_that_has_ended_does_not_come_back, changing_tree) {
  const auto with = [](const std::string& more) {
    return three(keeper("a", more) + "," + keeper("t", R"("restart": "temporary")"));
  };
  start(with(""));
  exit(now().pids.at("t"), exit_reason::kill);
  settle();
  BOOST_TEST(become(with(R"("args": {"x": 1})")).ok);
  BOOST_TEST((now().order == std::vector<std::string>{"a", "b", "c"}));
}

BOOST_FIXTURE_TEST_CASE(supervisors_that_fall_meanwhile_come_back_by_the_new_file, changing_tree) {
  const auto nested = [](int x) {
    const std::string args = R"("args": {"x": )" + std::to_string(x) + "}";
    return tree_file(
        R"({ "intensity": 100000, "children": [ { "id": "inner", "restart": "permanent", )"
        R"("intensity": 100000, "children": [)" +
        keeper("a", args) + "," + keeper("b") + "," +
        (x % 2 == 0 ? keeper("even") : keeper("odd")) + "] } ] }");
  };
  start(nested(0));
  const pid killer = spawn([this] {
    for (;;) {
      const int patience = receive<int>();
      const pid inner = supervisor::which_children(root).at(0).actor;
      for (int i = 0; i < patience; ++i) yield();
      exit(inner, exit_reason::kill);
    }
  });
  for (int x = 1; x <= 1000; ++x) {
    send(killer, x % 50);
    BOOST_REQUIRE(become(nested(x)).ok);
  }
  const ref watch = monitor(killer);
  exit(killer, exit_reason::kill);
  receive(on(where([&](const down& end) { return end.monitor == watch; }), [](const down&) {}));
  settle();
  BOOST_TEST(become(nested(1001)).ok);
  BOOST_TEST((now().order == std::vector<std::string>{"inner", "inner/a", "inner/b", "inner/odd"}));
  BOOST_TEST(call(now().pids.at("inner/a"), term("args?")).get("x", 0) == 1001);
}

namespace {

/// `v` crashes, and cannot start again as long as a certain file exists. Under one_for_all and
/// rest_for_one `hits` is stopped until `v` can start.
struct failing_restart : changing_tree {
  std::string mark() const { return (home.path() / "mark").string(); }
  std::string with_v(const std::string& how, const std::string& delay = "") const {
    return file(how, keeper("v", R"("restart": "permanent", "args": {"fails_if_there": ")" +
                                     mark() + "\"}" + delay) +
                         ",");
  }
  static std::string file(const std::string& how, const std::string& v) {
    return tree_file(R"({ "strategy": ")" + how + R"(", "intensity": 1000000, "children": [)" +
                     keeper("before") + "," + v + keeper("hits", R"("restart": "permanent")") +
                     "] }");
  }
  void fail(const std::string& file) {
    start(file);
    std::ofstream(mark()) << "here";
    cast(now().pids.at("v"), term("crash"));
    while (now().pids.at("hits")) yield();
  }
  std::vector<std::string> after(const std::string& file) {
    BOOST_TEST(become(file).ok);
    settle();
    return now().order;
  }
};
const std::vector<std::string> all_three = {"before", "v", "hits"};

}  // namespace

BOOST_FIXTURE_TEST_CASE(siblings_that_a_failing_restart_has_stopped_come_back_without_it,
                        failing_restart) {
  for (const std::string how : {"one_for_all", "rest_for_one"}) {
    fail(with_v(how));
    BOOST_TEST((after(file(how, "")) == std::vector<std::string>{"before", "hits"}), how);
    std::filesystem::remove(mark());
    stop();
  }
  start(plain);
}

BOOST_FIXTURE_TEST_CASE(siblings_that_a_failing_restart_has_stopped_come_back_when_it_is_mended,
                        failing_restart) {
  fail(with_v("one_for_all"));
  BOOST_TEST((after(file("one_for_all", keeper("v") + ",")) == all_three));
}

BOOST_FIXTURE_TEST_CASE(siblings_that_a_failing_restart_has_stopped_come_back_under_one_for_one,
                        failing_restart) {
  fail(with_v("rest_for_one"));
  BOOST_TEST(become(with_v("one_for_one")).ok);
  BOOST_TEST(static_cast<bool>(now().pids.at("hits")));
  std::filesystem::remove(mark());
  settle();
  BOOST_TEST((now().order == all_three));
}

BOOST_FIXTURE_TEST_CASE(siblings_that_wait_for_a_restart_that_is_put_off_come_back_without_it,
                        failing_restart) {
  fail(with_v("one_for_all", R"(, "restart_delay": {"min": "1m"})"));
  BOOST_TEST((after(file("one_for_all", "")) == std::vector<std::string>{"before", "hits"}));
}

BOOST_FIXTURE_TEST_CASE(a_restart_that_fails_goes_on_when_the_change_is_undone, failing_restart) {
  fail(with_v("one_for_all"));
  const auto next =
      tree_file(R"({ "strategy": "one_for_all", "intensity": 1000000, "children": [)" +
                keeper("bad", R"("args": {"fails": true})") + "] }");
  BOOST_TEST(become(next).failed == "bad");
  std::filesystem::remove(mark());
  settle();
  BOOST_TEST((now().order == all_three));
}

BOOST_FIXTURE_TEST_CASE(no_crash_comes_between_the_stops_and_the_starts_of_a_change,
                        changing_tree) {
  const auto with = [](int dropped) {
    std::string children = keeper("crashes");
    for (int i = 0; i < dropped; ++i) children += "," + keeper("d" + std::to_string(i));
    return tree_file(R"({ "strategy": "one_for_all", "intensity": 1000000, "children": [)" +
                     children + "] }");
  };
  start(with(0));
  for (int round = 0; round < 50; ++round) {
    BOOST_REQUIRE(become(with(20)).ok);
    const pid victim = now().pids.at("crashes");
    spawn([victim, patience = round] {
      for (int i = 0; i < patience; ++i) yield();
      exit(victim, exit_reason::kill);
    });
    BOOST_REQUIRE(become(with(0)).ok);
    settle();
    BOOST_REQUIRE((now().order == std::vector<std::string>{"crashes"}));
  }
}

BOOST_FIXTURE_TEST_CASE(what_comes_starts_in_the_order_of_the_file_whichever_supervisor_has_it,
                        changing_tree) {
  const std::string file = (home.path() / "mark").string();
  const auto with = [&](const std::string& inner, const std::string& behind) {
    return tree_file(R"({ "children": [{ "id": "inner", "children": [)" + inner + "] }" + behind +
                     "] }");
  };
  start(with("", ""));
  // `second` starts only if `first` has not started.
  const auto result =
      become(with(keeper("first", R"("args": {"creates": ")" + file + R"("})"),
                  "," + keeper("second", R"("args": {"fails_if_there": ")" + file + R"("})")));
  BOOST_TEST(result.failed == "second");
}

BOOST_FIXTURE_TEST_CASE(a_temporary_child_that_has_ended_comes_back_if_it_is_permanent_now,
                        changing_tree) {
  const auto with = [](const std::string& restart) {
    return tree_file(R"({ "children": [)" + keeper("a", R"("restart": ")" + restart + "\"") + "," +
                     keeper("b", R"("restart": ")" + restart + "\"") + "] }");
  };
  start(with("temporary"));
  const pid b = now().pids.at("b");
  exit(now().pids.at("a"), exit_reason::kill);
  settle();
  BOOST_TEST(become(with("permanent")).ok);
  BOOST_TEST((now().order == std::vector<std::string>{"a", "b"}));
  BOOST_TEST((now().pids.at("b") == b));
}

BOOST_AUTO_TEST_SUITE_END()
