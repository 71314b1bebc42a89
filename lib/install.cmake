# cmake --install: headers, libfauxtp.so, the runner, the schema, and find_package(fauxtp).
include(CMakePackageConfigHelpers)
set(FAUXTP_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/fauxtp)

install(TARGETS fauxtp EXPORT fauxtp LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
# Its line tables and types go into a file of their own, which debuggers find by its name.
if(CMAKE_OBJCOPY AND NOT FAUXTP_SANITIZE)
  install(CODE "
    set(library \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/$<TARGET_FILE_NAME:fauxtp>\")
    execute_process(COMMAND ${CMAKE_OBJCOPY} --only-keep-debug \${library} \${library}.debug
                    COMMAND_ERROR_IS_FATAL ANY)
    execute_process(COMMAND ${CMAKE_OBJCOPY} --strip-debug --add-gnu-debuglink=\${library}.debug
                            \${library} COMMAND_ERROR_IS_FATAL ANY)")
endif()
install(FILES ${CMAKE_CURRENT_LIST_DIR}/fauxtp-gdb.py DESTINATION ${CMAKE_INSTALL_LIBDIR}
        RENAME $<TARGET_FILE_NAME:fauxtp>-gdb.py)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/fauxtp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${PROJECT_SOURCE_DIR}/config/schema/fauxtp-app-1.schema.json
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fauxtp/schema)
install(EXPORT fauxtp NAMESPACE fauxtp:: FILE fauxtpTargets.cmake DESTINATION ${FAUXTP_CMAKE_DIR})

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/fauxtpConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/fauxtpConfig.cmake
                              INSTALL_DESTINATION ${FAUXTP_CMAKE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/fauxtpConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/fauxtpConfig.cmake
              ${PROJECT_BINARY_DIR}/fauxtpConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/fauxtp_add_module.cmake
        DESTINATION ${FAUXTP_CMAKE_DIR})
