// A shared library that is no module.
int an_ordinary_function() { return 1; }
