# carboy_add_test(NAME
#   SOURCES tests/a_test.cpp ...
#   [EXTENSIONS targets of carboy_add_extension ...]
#   [LINK libraries ...] [INCLUDE folders ...] [LABELS ...])
#
# Adds the program NAME of GoogleTest and the test kit (#include <carboy/testing/testing.h>), and its
# tests to ctest. For each extension the program is told where its file is: GUESTBOOK_SO for the
# target guestbook, as text. The extensions are built before.
include_guard(GLOBAL)

# Of the project that calls find_package(Carboy), so that ctest finds tests below it.
enable_testing()

function(carboy_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;EXTENSIONS;LINK;INCLUDE;LABELS")
  set(usage "carboy_add_test(${name} SOURCES ... [EXTENSIONS targets] [LINK libraries] [INCLUDE folders] [LABELS labels])")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "carboy_add_test(${name}): \"${arg_UNPARSED_ARGUMENTS}\" is not understood. It is written\n  ${usage}")
  elseif(NOT arg_SOURCES)
    message(FATAL_ERROR "carboy_add_test(${name}): SOURCES is missing. It is written\n  ${usage}")
  elseif(NOT TARGET Carboy::testing)
    message(FATAL_ERROR "carboy_add_test(${name}): write find_package(Carboy 1.0 REQUIRED) first.")
  endif()
  find_package(GTest QUIET)
  if(NOT TARGET GTest::gmock_main)
    message(FATAL_ERROR "carboy_add_test(${name}): GoogleTest is not there. On Debian: apt-get install libgtest-dev libgmock-dev")
  endif()

  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE Carboy::testing GTest::gmock_main ${arg_LINK})
  target_include_directories(${name} PRIVATE ${arg_INCLUDE})
  foreach(extension IN LISTS arg_EXTENSIONS)
    if(NOT TARGET ${extension})
      message(FATAL_ERROR "carboy_add_test(${name}): there is no extension \"${extension}\"; carboy_add_extension(${extension} ...) comes before.")
    endif()
    string(TOUPPER "${extension}" variable)
    string(MAKE_C_IDENTIFIER "${variable}_SO" variable)
    target_compile_definitions(${name} PRIVATE "${variable}=\"$<TARGET_FILE:${extension}>\"")
    add_dependencies(${name} ${extension})
  endforeach()
  include(GoogleTest)
  set(labels "")
  if(arg_LABELS)
    set(labels PROPERTIES LABELS "${arg_LABELS}")
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST ${labels})
endfunction()
