# Public headers: what an extension offers to others in include/carboy/NAME, and how others find it.
#
# carboy_install_extension(NAME) installs what carboy_add_extension(NAME ...) built:
#   lib/carboy/extensions/NAME.so    where the host finds it
#   include/carboy/NAME/             its public headers
#   lib/cmake/carboy_NAME/           the CMake package with which USES finds the headers
# An extension without include/carboy/NAME has only the first. The installed tree can be moved.
#
# carboy_add_header_test(NAME) adds a test for each public header of NAME: compiled at -O2, it adds at
# most half a second to a small extension, and it does not include json.hpp.
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

# Makes include/ of an extension visible to its own sources, to other extensions of this build, and to
# carboy_install_extension().
function(_carboy_offer_headers target name manifest uses)
  file(READ "${manifest}" json)
  string(JSON version ERROR_VARIABLE error GET "${json}" version)
  set_target_properties(${target} PROPERTIES CARBOY_NAME "${name}" CARBOY_VERSION "${version}"
    CARBOY_USES "${uses}" CARBOY_SOURCE "${CMAKE_CURRENT_SOURCE_DIR}")
  set(folder "${CMAKE_CURRENT_SOURCE_DIR}/include")
  if(NOT IS_DIRECTORY "${folder}/carboy/${name}")
    return()
  elseif(name MATCHES "^(abi|detail|testing)$")
    message(FATAL_ERROR "carboy_add_extension(${name}): include/carboy/${name} is a folder of the SDK. An extension with public headers needs another name.")
  endif()
  target_include_directories(${target} PRIVATE "${folder}")
  if(NOT TARGET carboy_${name}_headers)
    add_library(carboy_${name}_headers INTERFACE)
    add_library(carboy_${name}::headers ALIAS carboy_${name}_headers)
    target_include_directories(carboy_${name}_headers INTERFACE "${folder}")
    foreach(used IN LISTS uses)
      target_link_libraries(carboy_${name}_headers INTERFACE carboy_${used}::headers)
    endforeach()
  endif()
endfunction()

# Gives a target the public headers of the extensions in USES.
function(_carboy_use_headers target name manifest uses)
  file(READ "${manifest}" json)
  foreach(used IN LISTS uses)
    _carboy_check_use("${json}" ${name} "${manifest}" "${used}" range)
    _carboy_find_headers(${name} ${used} "${range}")
    target_link_libraries(${target} PRIVATE carboy_${used}::headers)
  endforeach()
endfunction()

# Sets RANGE to the versions that the manifest allows, and stops if it does not mention the used
# extension.
function(_carboy_check_use json name manifest used range)
  set(known "")
  foreach(key IN ITEMS requires optional)
    string(JSON count ERROR_VARIABLE error LENGTH "${json}" ${key})
    if(error OR count EQUAL 0)
      continue()
    endif()
    math(EXPR last "${count} - 1")
    foreach(i RANGE ${last})
      string(JSON member MEMBER "${json}" ${key} ${i})
      list(APPEND known "${member}")
      if(member STREQUAL used)
        string(JSON allowed GET "${json}" ${key} "${member}")
        set(${range} "${allowed}" PARENT_SCOPE)
        return()
      endif()
    endforeach()
  endforeach()
  _carboy_suggest("${used}" hint ${known})
  message(FATAL_ERROR "carboy_add_extension(${name}): USES names \"${used}\", which is neither in \"requires\" nor in \"optional\" of ${name}'s manifest.${hint}\n ${manifest}\n  Headers alone are not enough: without \"${used}\" the host would start ${name} in an app that lacks it. Write \"requires\": {\"${used}\": \"^1.0\"}, or \"optional\" if ${name} works without it.")
endfunction()

# Defines carboy_USED::headers: from this build, from a neighbouring folder of this build that is added
# later, or from a package.
function(_carboy_find_headers name used range)
  if(TARGET carboy_${used}::headers)
    return()
  endif()
  get_filename_component(sibling "${CMAKE_CURRENT_SOURCE_DIR}/../${used}" ABSOLUTE)
  if(NOT CMAKE_CURRENT_SOURCE_DIR STREQUAL CMAKE_SOURCE_DIR AND EXISTS "${sibling}/extension.json"
     AND IS_DIRECTORY "${sibling}/include/carboy/${used}")
    add_library(carboy_${used}_headers INTERFACE)
    add_library(carboy_${used}::headers ALIAS carboy_${used}_headers)
    target_include_directories(carboy_${used}_headers INTERFACE "${sibling}/include")
    return()
  endif()
  set(hints "")
  if(Carboy_DIR)
    set(hints HINTS "${Carboy_DIR}/../carboy_${used}")
  endif()
  # A range of the form ^1.2 is what find_package() calls a version. The host checks all ranges.
  set(version "")
  if(range MATCHES "^\\^([0-9]+([.][0-9]+)*)$")
    set(version "${CMAKE_MATCH_1}")
  endif()
  find_package(carboy_${used} ${version} CONFIG QUIET ${hints})
  if(NOT TARGET carboy_${used}::headers AND carboy_${used}_CONSIDERED_VERSIONS)
    list(JOIN carboy_${used}_CONSIDERED_VERSIONS ", " found)
    message(FATAL_ERROR "carboy_add_extension(${name}): the installed headers of \"${used}\" are of version ${found}, and ${name}'s manifest asks for ${range}.\n  Found: ${carboy_${used}_CONSIDERED_CONFIGS}\n  Install a version of ${used} that fits, or change the manifest.")
  elseif(NOT TARGET carboy_${used}::headers)
    message(FATAL_ERROR "carboy_add_extension(${name}): USES names \"${used}\", but its public headers, include/carboy/${used}, are neither in this build nor installed (package carboy_${used}).\n  In the source folder of ${used}, which must call carboy_install_extension(${used}):\n    cmake -B build -DCMAKE_INSTALL_PREFIX=PREFIX && cmake --build build && cmake --install build\n  Then configure ${name} with -DCMAKE_PREFIX_PATH=PREFIX. If ${used} is installed already, the prefix is missing in CMAKE_PREFIX_PATH, now \"${CMAKE_PREFIX_PATH}\".")
  endif()
endfunction()

function(carboy_install_extension name)
  _carboy_extension_target(carboy_install_extension ${name})
  include(GNUInstallDirs)
  include(CMakePackageConfigHelpers)
  install(TARGETS ${name} LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/carboy/extensions")
  get_target_property(source ${name} CARBOY_SOURCE)
  if(NOT TARGET carboy_${name}_headers)
    return()
  endif()
  install(DIRECTORY "${source}/include/carboy/${name}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/carboy"
    FILES_MATCHING PATTERN "*.h" PATTERN "*.ipp")
  set(CARBOY_EXTENSION ${name})
  get_target_property(CARBOY_USES ${name} CARBOY_USES)
  get_target_property(version ${name} CARBOY_VERSION)
  string(REGEX MATCH "^[0-9]+[.][0-9]+[.][0-9]+" version "${version}")
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${name}.carboy")
  set(to "${CMAKE_INSTALL_LIBDIR}/cmake/carboy_${name}")
  configure_package_config_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/CarboyHeadersConfig.cmake.in"
    "${folder}/carboy_${name}Config.cmake" INSTALL_DESTINATION "${to}"
    PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
  write_basic_package_version_file("${folder}/carboy_${name}ConfigVersion.cmake"
    VERSION "${version}" COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
  install(FILES "${folder}/carboy_${name}Config.cmake" "${folder}/carboy_${name}ConfigVersion.cmake"
    DESTINATION "${to}")
endfunction()

function(carboy_add_header_test name)
  _carboy_extension_target(carboy_add_header_test ${name})
  find_package(Python3 QUIET COMPONENTS Interpreter)
  if(NOT Python3_Interpreter_FOUND)
    message(FATAL_ERROR "carboy_add_header_test(${name}): Python 3 is not installed. On Debian: apt-get install python3")
  endif()
  get_target_property(source ${name} CARBOY_SOURCE)
  file(GLOB headers CONFIGURE_DEPENDS RELATIVE "${source}/include" "${source}/include/carboy/${name}/*.h")
  if(NOT headers)
    message(FATAL_ERROR "carboy_add_header_test(${name}): there is no header in include/carboy/${name}.")
  endif()
  get_target_property(uses ${name} CARBOY_USES)
  set(folders "$<TARGET_PROPERTY:Carboy::sdk,INTERFACE_INCLUDE_DIRECTORIES>" "${source}/include")
  foreach(used IN LISTS uses)
    list(APPEND folders "$<TARGET_PROPERTY:carboy_${used}::headers,INTERFACE_INCLUDE_DIRECTORIES>")
  endforeach()
  add_test(NAME ${name}_headers COMMAND Python3::Interpreter -B
    "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/header_cost.py" --compiler "${CMAKE_CXX_COMPILER}"
    "--include;$<JOIN:${folders},;--include;>" ${headers} COMMAND_EXPAND_LISTS)
  set_tests_properties(${name}_headers PROPERTIES TIMEOUT 300)
endfunction()

function(_carboy_extension_target caller name)
  set(made "")
  if(TARGET ${name})
    get_target_property(made ${name} CARBOY_NAME)
  endif()
  if(NOT made STREQUAL name)
    message(FATAL_ERROR "${caller}(${name}): there is no extension \"${name}\". Write carboy_add_extension(${name} ...) first.")
  endif()
endfunction()

cmake_policy(POP)
