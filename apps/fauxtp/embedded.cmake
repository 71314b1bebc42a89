# fauxtp_embed(FILE.cpp name=path...): texts that the runner carries, as `embedded::name`.
function(fauxtp_embed OUTPUT)
  set(content "#include \"embedded.hpp\"\n\nnamespace embedded {\n\n")
  foreach(pair ${ARGN})
    string(REGEX MATCH "^([^=]+)=(.+)$" unused ${pair})
    set(name ${CMAKE_MATCH_1})
    set(path ${CMAKE_MATCH_2})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} text)
    string(APPEND content "extern const std::string_view ${name};\nconst std::string_view ${name} =\n    R\"text(${text})text\";\n\n")
  endforeach()
  file(WRITE ${OUTPUT}.new "${content}}  // namespace embedded\n")
  configure_file(${OUTPUT}.new ${OUTPUT} COPYONLY)  # leaves it alone if it is the same
endfunction()
