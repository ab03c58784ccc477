# Builds matrix/ with both compilers, whatever this tree is built with.
include(ExternalProject)
set(matrix ${CMAKE_CURRENT_BINARY_DIR}/matrix)
foreach(compiler g++ clang++-14)
  string(MAKE_C_IDENTIFIER ${compiler} suffix)
  ExternalProject_Add(abi_matrix_${suffix}
    SOURCE_DIR ${here}/matrix
    BINARY_DIR ${CMAKE_CURRENT_BINARY_DIR}/matrix-${suffix}
    PREFIX ${CMAKE_CURRENT_BINARY_DIR}/matrix-${suffix}/project
    CMAKE_GENERATOR Ninja
    CMAKE_ARGS -DCMAKE_CXX_COMPILER=${compiler} -DCMAKE_BUILD_TYPE=None
      -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
      -DCARBOY_SOURCE=${PROJECT_SOURCE_DIR} -DCARBOY_VERSION=${PROJECT_VERSION}
      -DCARBOY_EXTENSION_OUTPUT_DIRECTORY=${matrix}
    BUILD_ALWAYS ON INSTALL_COMMAND "" USES_TERMINAL_BUILD ON)
endforeach()

# matrix/CMakeLists.txt lists the builds, and the neighbour that each of them uses.
file(STRINGS ${here}/matrix/CMakeLists.txt lines REGEX "^ +matrix_build\\(")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${here}/matrix/CMakeLists.txt)
set(builds "")
set(neighbours "")
foreach(line IN LISTS lines)
  string(REGEX MATCH "\\(([a-z0-9_]+) ([a-z0-9_]+)" found "${line}")
  list(APPEND builds "\"${CMAKE_MATCH_1}\"")
  list(APPEND neighbours "{\"${CMAKE_MATCH_1}\", \"${CMAKE_MATCH_2}\"}")
endforeach()
list(JOIN builds ", " builds)
list(JOIN neighbours ", " neighbours)

add_executable(matrix_test matrix_test.cpp)
target_link_libraries(matrix_test PRIVATE abi_loaded_app GTest::gmock_main)
target_precompile_headers(matrix_test REUSE_FROM carboy-test-headers)
target_compile_definitions(matrix_test PRIVATE MATRIX_FOLDER="${matrix}" "MATRIX_BUILDS=${builds}"
  "MATRIX_NEIGHBOURS=${neighbours}")
add_dependencies(matrix_test abi_matrix_g__ abi_matrix_clang___14)
add_test(NAME abi_matrix COMMAND matrix_test)
set_tests_properties(abi_matrix PROPERTIES LABELS abi TIMEOUT 300)
