# Extensions for the tests of `carboy ext check`: one source, compiled once, linked with the name of each fault.
add_library(fixture-checked OBJECT fixtures/checked.cpp)
target_link_libraries(fixture-checked PRIVATE carboy-sdk)
set_target_properties(fixture-checked PROPERTIES UNITY_BUILD OFF CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
target_compile_options(fixture-checked PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
# carboy_checked(FAULT MANIFEST-REST): fixtures/check/FAULT/checked.so
function(carboy_checked fault rest)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/faults/check-${fault}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "extern const char fixture_fault[];\nconst char fixture_fault[] = \"${fault}\";\n")
  carboy_fixture(check/${fault} checked ${source} 1.0.0 "${rest}")
  target_link_libraries(fixture-check-${fault}-checked PRIVATE fixture-checked)
endfunction()
foreach(fault none crashes aborts exits leaves_descriptor leaves_file handles_signal changes_environment changes_locale
    changes_umask changes_folder thread_before_failure undeclared_service unknown_setting only_once crashes_in_stop
    looks_up_carboy hangs_in_view crashes_on_failure failure_leaves_descriptor shares_a_file own_command)
  carboy_checked(${fault} "")
endforeach()
carboy_checked(outside_permissions ", \"permissions\": [\"routes:/checked\"]")
set(provides_thing ", \"provides\": {\"checked.Thing\": \"1.0\"}")
carboy_checked(guarded "${provides_thing}")
carboy_checked(unguarded "${provides_thing}")
carboy_checked(provides_nothing "${provides_thing}")
carboy_checked(needs_service ", \"requires\": {\"swapped\": \"^1.0\"}")
carboy_checked(uses_service ", \"uses\": {\"swapped.Counter\": \"1.0\"}")
carboy_checked(reads_setting
  ", \"config\": {\"required\": [\"page_size\"], \"properties\": {\"page_size\": {\"type\": \"integer\", \"minimum\": 1}}}")
carboy_checked(older_sdk ", \"sdk\": \">=0.9\"")
carboy_checked(restart ", \"unload\": \"restart\"")
