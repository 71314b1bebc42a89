// For any two trees: one that is changed into the other is the other.
#include <random>
#include <set>

#include "application/changing_tree.hpp"

using namespace reload_test;

namespace {

/// A tree by chance: few ids, so that two trees have many in common.
class random_tree {
 public:
  explicit random_tree(unsigned seed) : chance_(seed) {}

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
           R"(", "intensity": )" + std::to_string(upto(3)) + R"(, "period": ")" +
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
};

/// What a tree is, but for its pids.
std::string described(pid supervisor, const std::string& above) {
  std::string text;
  auto children = supervisor::which_children(supervisor);
  for (auto child = children.rbegin(); child != children.rend(); ++child) {
    const std::string path = above + "/" + child->id;
    const auto spec = supervisor::get_childspec(supervisor, child->id);
    text += path + (child->actor ? " runs " : " does not run ") + child->what + " " +
            std::string(to_string(*spec->restart)) + " " + to_string(*spec->shutdown) + "\n";
    if (child->type == child_type::supervisor) {
      text += described(child->actor, path);
    } else {
      text += "  " + to_string(call(child->actor, term("args?"))) + "\n";
    }
  }
  return text;
}

struct changing_trees : changing_tree {
  void check_pair(unsigned seed) {
    random_tree trees(seed);
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
      const std::string became = described(root, "");
      const std::size_t left = actors();
      check_pids(plan, before, after);

      stop();
      settle();
      root = next->start_link();
      BOOST_TEST(became == described(root, ""));
      BOOST_TEST(left == actors());
      stop();
    }
  }

  /// Whoever is in both trees, and is not named in the plan as one that starts, has kept its pid.
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
};

}  // namespace

BOOST_AUTO_TEST_SUITE(random_reload)

BOOST_FIXTURE_TEST_CASE(a_tree_that_was_changed_into_another_is_the_other, changing_trees) {
  for (unsigned seed = 1; seed <= 300; ++seed) check_pair(seed);
}

BOOST_AUTO_TEST_SUITE_END()
