#include <iostream>
#include "generator.hpp"
#include "peer.hpp"
#include "subject.hpp"
int main(int argc, char** argv) {
  using namespace certificate;
  peer reference(argv[1]);
  std::size_t n = std::stoul(argv[2]); std::uint64_t seed = std::stoul(argv[3]);
  std::vector<scenario> all;
  for (std::size_t k = 0; k < n; ++k) all.push_back(generate(seed, k));
  if (argc > 5) { for (auto& s : all) std::cout << erlang(s) << "\n"; return 0; }
  auto theirs = reference.run(all);
  std::size_t bad = 0;
  for (std::size_t k = 0; k < n; ++k) {
    if (argc > 4 && std::stoul(argv[4]) != k) continue; std::cerr << k << std::endl; if (argc>4) {for (auto& l : theirs[k]) std::cerr << l << "\n"; std::cerr << drawn(all[k].top);for (auto& s : all[k].steps) std::cout << "   " << sentence(s) << std::endl;} trace a = canonical(run(all[k])), b = canonical(theirs[k]);
    if (a != b && ++bad < 4) {
      std::cout << k << "\n" << drawn(all[k].top);
      for (auto& s : all[k].steps) std::cout << "   " << sentence(s) << "\n";
      for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        std::string x = i < a.size() ? a[i] : "", y = i < b.size() ? b[i] : "";
        if (x == y) std::cout << "   " << x << "\n"; else {std::cout << " < " << x << "\n > " << y << "\n"; }
      }
    }
  }
  std::cout << n << " " << bad << "\n";
}
