#pragma once

/// Begins this command anew, with the library loaded first that lets a simulation answer what
/// ordinary code asks of the machine: clocks, sleeps, chance, locks. Returns if it is there, or if
/// it cannot be had: then it says so on standard error.
void load_simulated_machine();
