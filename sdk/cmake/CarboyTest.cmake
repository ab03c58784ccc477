# carboy_add_test(NAME
#   SOURCES tests/a_test.cpp ...
#   [EXTENSIONS targets of carboy_add_extension ...]
#   [LINK libraries ...] [INCLUDE folders ...] [LABELS ...])
#
# Adds the test program NAME, which links GoogleTest and the test kit (#include
# <carboy/testing/testing.h>), and adds its tests to ctest. For each extension it defines a macro with
# the path of the extension's file as text: GUESTBOOK_SO for the target guestbook. The extensions are
# built before the program.
include_guard(GLOBAL)

# In the project that calls find_package(Carboy), so that ctest finds the tests below it.
enable_testing()

function(carboy_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;EXTENSIONS;LINK;INCLUDE;LABELS")
  set(usage "carboy_add_test(${name} SOURCES ... [EXTENSIONS targets] [LINK libraries] [INCLUDE folders] [LABELS labels])")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "carboy_add_test(${name}): unknown argument \"${arg_UNPARSED_ARGUMENTS}\". Usage:\n  ${usage}")
  elseif(NOT arg_SOURCES)
    message(FATAL_ERROR "carboy_add_test(${name}): SOURCES is missing. Usage:\n  ${usage}")
  elseif(NOT TARGET Carboy::testing)
    message(FATAL_ERROR "carboy_add_test(${name}): write find_package(Carboy 1.0 REQUIRED) first.")
  endif()
  find_package(GTest QUIET)
  if(NOT TARGET GTest::gmock_main)
    message(FATAL_ERROR "carboy_add_test(${name}): GoogleTest is not installed. On Debian: apt-get install libgtest-dev libgmock-dev")
  endif()

  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE Carboy::testing GTest::gmock_main ${arg_LINK})
  target_include_directories(${name} PRIVATE ${arg_INCLUDE})
  foreach(extension IN LISTS arg_EXTENSIONS)
    if(NOT TARGET ${extension})
      message(FATAL_ERROR "carboy_add_test(${name}): there is no extension \"${extension}\". Write carboy_add_extension(${extension} ...) first.")
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
