# FAUXTP_SANITIZE=address|thread|undefined. The fibers are announced to the sanitizer by the
# scheduler (lib/runtime/sanitizer.hpp), so Boost need not be rebuilt.
if(FAUXTP_SANITIZE)
  add_compile_options(-fsanitize=${FAUXTP_SANITIZE} -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=${FAUXTP_SANITIZE})
  if(FAUXTP_SANITIZE STREQUAL "thread")
    # A fiber leaves functions that it has not entered on this shadow stack; switching the shadow
    # stack off keeps the race detection and loses only the deeper frames of its reports.
    add_compile_options("SHELL:--param tsan-instrument-func-entry-exit=0")
  elseif(FAUXTP_SANITIZE STREQUAL "undefined")
    add_compile_options(-fno-sanitize-recover=all)
  endif()
endif()
