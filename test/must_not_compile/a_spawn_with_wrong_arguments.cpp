// expect: fauxtp: the function to spawn cannot be called with these arguments
#include "fauxtp/spawn.hpp"

void count(int from, int to);

void use() { fauxtp::spawn(count, 1); }
