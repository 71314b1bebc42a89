set(prefix ${BUILD}/install_test/prefix)
set(outside ${BUILD}/install_test/outside)
file(REMOVE_RECURSE ${BUILD}/install_test)

function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN}\nexit code ${code}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

if(SANITIZE)
  set(flags -DCMAKE_CXX_FLAGS=-fsanitize=${SANITIZE})
endif()
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${outside} -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER}
    -DCMAKE_PREFIX_PATH=${prefix} ${flags})
run(${CMAKE_COMMAND} --build ${outside})
run(${prefix}/bin/fauxtp run ${outside}/greeter.json)
if(NOT output MATCHES "good morning, reader")
  message(FATAL_ERROR "the module did not greet:\n${output}")
endif()

# A sanitizer in the module alone is refused, with what to do.
if(NOT SANITIZE)
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${outside}-address -G ${GENERATOR}
                          -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${prefix}
                          -DCMAKE_CXX_FLAGS=-fsanitize=address
                  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE code)
  if(code EQUAL 0 OR NOT output MATCHES "needs a libfauxtp that is built with it")
    message(FATAL_ERROR "AddressSanitizer in a module alone was not refused:\n${output}")
  endif()
endif()

# Debuggers find the actors in what was installed.
find_program(GDB gdb)
if(GDB AND NOT SANITIZE)
  file(GLOB script ${prefix}/lib*/libfauxtp.so*-gdb.py ${prefix}/lib/*/libfauxtp.so*-gdb.py)
  run(${PYTHON} -B ${SOURCE}/../gdb_test.py ${prefix} ${BUILD}/modules ${script})
endif()

# A new project, made by the installed runner, builds against it and passes its own tests.
file(MAKE_DIRECTORY ${BUILD}/install_test/new)
function(make_new name has)
  execute_process(COMMAND ${prefix}/bin/fauxtp new ${ARGN} ${name}
                  WORKING_DIRECTORY ${BUILD}/install_test/new RESULT_VARIABLE code)
  set(made ${BUILD}/install_test/new/${name})
  run(${CMAKE_COMMAND} -S ${made} -B ${made}/build -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER}
      -DCMAKE_PREFIX_PATH=${prefix} ${flags})
  run(${CMAKE_COMMAND} --build ${made}/build)
  run(${CMAKE_CTEST_COMMAND} --test-dir ${made}/build)
  run(${prefix}/bin/fauxtp check ${made}/config/app.json)
  if(NOT output MATCHES "${has}, 1 module")
    message(FATAL_ERROR "the new application is not what it should be:\n${output}")
  endif()
  run(${prefix}/bin/fauxtp simulate ${made}/config/app.json --seeds 20)
  if(NOT SANITIZE AND NOT output MATCHES "^20 seeds from 1: nothing found")
    message(FATAL_ERROR "the new application is not simulated as it should be:\n${output}")
  endif()
endfunction()
make_new(shop "1 supervisor, 1 worker")
make_new(site "3 supervisors, 1 worker" --http)
