// expect: fauxtp: a message cannot hold a single char: write a text ("a") or an integer
#include "fauxtp/send.hpp"

void use(fauxtp::pid to) { fauxtp::send(to, 'a'); }
