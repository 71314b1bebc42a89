// For any two trees: if one is changed into the other, it becomes equal to the other.
#include <dlfcn.h>

#include <atomic>
#include <cstdlib>
#include <random>
#include <set>

#include "application/changing_tree.hpp"
#include "fauxtp/spawn.hpp"
#include "repetitions.hpp"

using namespace reload_test;

namespace {

/// A random tree. It has few ids, so that two trees have many in common.
class random_tree {
 public:
  /// `patience`: the most restarts that a supervisor allows.
  random_tree(unsigned seed, int patience) : chance_(seed), patience_(patience) {}

  std::string file() { return tree_file(supervisor(0)); }

 private:
  int upto(int most) { return std::uniform_int_distribution<int>(0, most)(chance_); }
  template <class... Words>
  std::string one_of(Words... words) {
    const std::vector<std::string> all{words...};
    return all[static_cast<std::size_t>(upto(static_cast<int>(all.size()) - 1))];
  }

  std::string supervisor(int depth, const std::string& more = "") {
    std::string children;
    std::vector<std::string> ids{"a", "b", "c", "d", "e"};
    std::shuffle(ids.begin(), ids.end(), chance_);
    ids.resize(static_cast<std::size_t>(upto(5)));
    for (const std::string& id : ids) {
      children += (children.empty() ? "" : ", ") +
                  (depth < 2 && upto(2) == 0 ? supervisor(depth + 1, R"("id": ")" + id + R"(", )")
                                             : worker(id));
    }
    return "{" + more + R"("strategy": ")" + one_of("one_for_one", "one_for_all", "rest_for_one") +
           R"(", "intensity": )" + std::to_string(patience_ - upto(3)) + R"(, "period": ")" +
           one_of("5s", "10s") + R"(", "children": [)" + children + "] }";
  }

  std::string worker(const std::string& id) {
    std::string text = R"({ "id": ")" + id + R"(", "actor": ")" + one_of("keeper", "other") + '"';
    if (upto(2) == 0) text += R"(, "args": { "x": )" + std::to_string(upto(1)) + " }";
    if (upto(3) == 0) text += R"(, "instances": )" + std::to_string(1 + upto(2));
    if (upto(3) == 0) {
      text += R"(, "restart": ")" + one_of("permanent", "transient", "temporary") + '"';
    }
    if (upto(3) == 0) text += R"(, "shutdown": ")" + one_of("1s", "infinity", "brutal_kill") + '"';
    return text + " }";
  }

  std::mt19937 chance_;
  int patience_;
};

/// Describes a tree without its pids: a line for each child.
using lines = std::vector<std::string>;
void describe(pid supervisor, const std::string& above, lines& all) {
  auto children = supervisor::which_children(supervisor);
  for (auto child = children.rbegin(); child != children.rend(); ++child) {
    const std::string path = above.empty() ? child->id : above + "/" + child->id;
    const auto spec = supervisor::get_childspec(supervisor, child->id);
    const bool asked = child->actor && child->type == child_type::worker;
    all.push_back(path + (child->actor ? " runs " : " does not run ") + child->what + " " +
                  std::string(to_string(*spec->restart)) + " " + to_string(*spec->shutdown) +
                  (asked ? " " + to_string(call(child->actor, term("args?"))) : "") + "\n");
    if (child->type == child_type::supervisor && child->actor) describe(child->actor, path, all);
  }
}
lines described(pid root) {
  lines all;
  describe(root, "", all);
  return all;
}

std::size_t running_in(const lines& all) {
  return static_cast<std::size_t>(std::ranges::count_if(
      all, [](const std::string& each) { return each.find(" runs ") != std::string::npos; }));
}

/// A temporary child that has crashed is gone. So temporary children need not be there, but those
/// that are there must be expected.
void forget_temporary(lines& became, const lines& expected) {
  std::erase_if(became, [&](const std::string& each) {
    return each.find(" temporary ") != std::string::npos &&
           std::ranges::find(expected, each) != expected.end();
  });
}

/// Kills random children of a tree, supervisors as well as workers, until it is killed itself.
void kill_by_chance(pid root, unsigned seed) {
  std::mt19937 chance(seed);
  const auto upto = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(chance);
  };
  for (;;) {
    for (std::size_t patience = upto(20); patience > 0; --patience) yield();
    try {
      pid victim = root;
      while (true) {
        const auto children = supervisor::which_children(victim);
        if (children.empty()) break;
        const child_info chosen = children[upto(children.size() - 1)];
        if (!chosen.actor) break;
        victim = chosen.actor;
        if (chosen.type == child_type::worker || upto(3) == 0) break;
      }
      if (victim != root) exit(victim, exit_reason::kill);
    } catch (const call_error&) {  // that supervisor has ended
    }
  }
}

/// As many pairs as FAUXTP_TEST_PAIRS says; `otherwise` if it is not set.
unsigned pairs(int otherwise) {
  const char* wanted = std::getenv("FAUXTP_TEST_PAIRS");
  return static_cast<unsigned>(wanted != nullptr ? std::atoi(wanted)
                                                 : testing::repetitions(otherwise));
}

struct changing_trees : changing_tree {
  void check_pair(unsigned seed) {
    random_tree trees(seed, 3);
    const std::string first = trees.file();
    const std::string second = trees.file();
    BOOST_TEST_CONTEXT("seed " << seed << "\nfrom " << first << "\nto " << second) {
      start(first);
      const living before = now();
      application_ptr next;
      const auto plan = plan_for(second, &next);
      BOOST_REQUIRE(plan.apply(root).ok);
      const living after = now();
      settle();
      const lines became = described(root);
      const std::size_t left = actors();
      check_pids(plan, before, after);

      stop();
      settle();
      root = next->start_link();
      BOOST_TEST(became == described(root), boost::test_tools::per_element());
      BOOST_TEST(left == actors());
      stop();
    }
  }

  /// The same while children crash and starts fail. A start that fails is the reason for undoing
  /// the change.
  void check_pair_in_trouble(unsigned seed) {
    random_tree trees(seed, 1'000'000);
    const std::string first = trees.file();
    const std::string second = trees.file();
    BOOST_TEST_CONTEXT("seed " << seed << "\nfrom " << first << "\nto " << second) {
      settle();
      const std::size_t strangers = actors();
      start(first);
      application_ptr next;
      const auto plan = plan_for(second, &next);
      const pid killer = spawn([root = root, seed] { kill_by_chance(root, seed); });
      for (unsigned patience = seed % 30; patience > 0; --patience) yield();
      fail_one_in() = seed % 3 == 0 ? 0 : 10 * (seed % 5 + 1);
      const reload_result result = plan.apply(root);
      const ref end = monitor(killer);
      exit(killer, exit_reason::kill);
      receive(on(where([&](const down& each) { return each.monitor == end; }), [](const down&) {}));
      fail_one_in() = 0;
      settle();
      lines became = described(root);
      BOOST_TEST(actors() == strangers + 1 + running_in(became));  // no actor is left behind

      stop();
      settle();
      root = (result.ok ? next : running)->start_link();
      lines expected = described(root);
      for (const std::string& each : result.lost) {
        BOOST_TEST(!result.ok);
        const auto is_lost = [&](const std::string& line) {
          return line.starts_with(each + " ") || line.starts_with(each + "/");
        };
        std::erase_if(expected, is_lost);
        std::erase_if(became, is_lost);
      }
      forget_temporary(became, expected);
      std::erase_if(expected, [](const std::string& each) {
        return each.find(" temporary ") != std::string::npos;
      });
      BOOST_TEST(became == expected, boost::test_tools::per_element());
      stop();
      ++(result.ok ? changed : undone);
    }
  }

  /// An actor that is in both trees, and that the plan does not start, has kept its pid.
  void check_pids(const reload_plan& plan, const living& before, const living& after) {
    std::set<std::string> new_ones;
    for (const tree_change& each : plan.changes()) {
      if (each.what == tree_change::kind::add || each.what == tree_change::kind::restart) {
        new_ones.insert(each.path);
      }
    }
    const auto is_new = [&](std::string path) {
      while (!new_ones.contains(path)) {
        const std::size_t slash = path.rfind('/');
        if (slash == std::string::npos) return false;
        path.resize(slash);
      }
      return true;
    };
    for (const auto& [path, actor] : after.pids) {
      const auto old_one = before.pids.find(path);
      if (old_one == before.pids.end()) {
        BOOST_TEST(is_new(path), path);
      } else {
        BOOST_TEST((old_one->second == actor) == !is_new(path), path);
      }
    }
  }

  void teardown() { testing::node::teardown(); }

  unsigned changed = 0;
  unsigned undone = 0;

 private:
  /// The variable in the module that has been loaded.
  static std::atomic<unsigned>& fail_one_in() {
    void* const module = dlopen(MODULE_DIR "/keepers.so", RTLD_NOW | RTLD_NOLOAD);
    BOOST_REQUIRE(module != nullptr);
    return *static_cast<std::atomic<unsigned>*>(dlsym(module, "keepers_fail_one_in"));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(random_reload)

BOOST_FIXTURE_TEST_CASE(a_tree_that_was_changed_into_another_is_the_other, changing_trees) {
  for (unsigned seed = 1; seed <= pairs(200); ++seed) check_pair(seed);
}

BOOST_FIXTURE_TEST_CASE(a_tree_that_changes_while_children_crash_and_starts_fail_is_the_other,
                        changing_trees) {
  for (unsigned seed = 1; seed <= pairs(300); ++seed) check_pair_in_trouble(seed);
  BOOST_TEST_MESSAGE(changed << " changed, " << undone << " undone");
  BOOST_TEST(changed > undone);
  // A run with a sanitizer makes few pairs: perhaps none of their starts fails.
  if (changed > 100) BOOST_TEST(undone > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
