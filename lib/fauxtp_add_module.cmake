# fauxtp_add_module(NAME file...): a shared library NAME.so that application files can name in
# "modules". Warns at link time of what the library does not define, so that a module that builds
# also loads.
function(fauxtp_add_module NAME)
  add_library(${NAME} MODULE ${ARGN})
  target_link_libraries(${NAME} PRIVATE fauxtp::fauxtp)
  # Lines for the stacks of crashes, in builds that have none otherwise.
  target_compile_options(${NAME} PRIVATE $<$<OR:$<CONFIG:Release>,$<CONFIG:MinSizeRel>,$<CONFIG:>>:-g1>)
  # Else static locals of templates are one for all builds of a module that a process has loaded.
  target_compile_options(${NAME} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  target_link_options(${NAME} PRIVATE -Wl,-z,now -Wl,--no-undefined)
  set_target_properties(${NAME} PROPERTIES PREFIX "")
endfunction()
