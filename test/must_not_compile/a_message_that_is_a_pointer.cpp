// expect: fauxtp: a message cannot hold a pointer: send the value itself or a std::shared_ptr
#include "fauxtp/send.hpp"

void use(fauxtp::pid to, int* number) { fauxtp::send(to, number); }
