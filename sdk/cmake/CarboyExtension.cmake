# carboy_add_extension(NAME
#   MANIFEST extension.json
#   SOURCES src/a.cpp ...
#   [RESOURCES templates static migrations]
#   [USES extensions ...]
#   [LINK libraries ...]
#   [TARGET target] [OUTPUT_DIRECTORY folder])
#
# Adds the target NAME, which builds NAME.so: one file with code, manifest and resources. The file is
# written to OUTPUT_DIRECTORY or else to CARBOY_EXTENSION_OUTPUT_DIRECTORY. If neither is set, it is
# written to build/.../extensions in Carboy's own tree, and to the current binary folder in any other
# project. Use TARGET in a project that builds one extension twice, for example in two versions: it
# names the target, and the file remains NAME.so.
#
# RESOURCES takes all files below the given folders, except those whose name begins with a dot or ends
# with "~". They must be under templates/NAME/, static/ or migrations/; any other place is an error.
# One of these three folders may be missing, since git keeps no empty folders.
#
# USES names the extensions whose public headers, <carboy/OTHER/...>, the sources include. Each must be in
# "requires" or "optional" of the manifest. The headers come from this build if it builds OTHER, too, and
# otherwise from where carboy_install_extension(OTHER) has put them: Carboy's prefix or one in
# CMAKE_PREFIX_PATH. The extension's own public headers are in include/carboy/NAME; the folder include is
# found without being named.
#
# The manifest is checked by the configure step, and by the build when it has changed; a mistake stops
# the build. When the manifest or a resource has changed, the build packs and links the file again and
# compiles nothing else.
#
# Each flag below prevents a failure that was measured (docs/decisions, "The boundary"):
#   hidden visibility, version script   two extensions shared one inline static; 1 symbol is exported
#   -fno-gnu-unique                     nlohmann::json, std::regex, make_shared kept the library loaded
#   -z defs                             a missing symbol ended the host; now it is a link error
#   -z relro, -z now                    tables of function pointers stayed writable
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/CarboyManifest.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/CarboyHeaders.cmake")

function(carboy_add_extension name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "MANIFEST;TARGET;OUTPUT_DIRECTORY" "SOURCES;RESOURCES;USES;LINK")
  set(target "${name}")
  if(arg_TARGET)
    set(target "${arg_TARGET}")
  endif()
  _carboy_check_arguments("${name}" "${arg_MANIFEST}" "${arg_SOURCES}" "${arg_UNPARSED_ARGUMENTS}")
  get_filename_component(manifest "${arg_MANIFEST}" ABSOLUTE)
  if(NOT EXISTS "${manifest}")
    message(FATAL_ERROR "carboy_add_extension(${name}): there is no manifest ${arg_MANIFEST}.")
  endif()
  carboy_check_manifest("${manifest}" "${name}" mistakes)
  if(mistakes)
    message(FATAL_ERROR "The manifest of ${name} cannot be used.\n ${arg_MANIFEST}\n${mistakes}")
  endif()

  add_library(${target} MODULE ${arg_SOURCES})
  list(LENGTH arg_SOURCES count)
  if(count EQUAL 1)
    # A unity build of one source saves nothing, and debug information would name the generated file.
    set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  endif()
  _carboy_package(${target} ${name} "${manifest}" "${arg_RESOURCES}")
  _carboy_set_flags(${target})
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME ${name} SUFFIX ".so")
  _carboy_set_output(${target} "${arg_OUTPUT_DIRECTORY}")
  if(TARGET Carboy::sdk)
    target_link_libraries(${target} PRIVATE Carboy::sdk)
  elseif(TARGET carboy-sdk)
    target_link_libraries(${target} PRIVATE carboy-sdk)
  else()
    message(FATAL_ERROR "carboy_add_extension(${name}): write find_package(Carboy 1.0 REQUIRED) first.")
  endif()
  target_link_libraries(${target} PRIVATE ${arg_LINK})
  _carboy_use_headers(${target} ${name} "${manifest}" "${arg_USES}")
  _carboy_offer_headers(${target} ${name} "${manifest}" "${arg_USES}")
endfunction()

function(_carboy_check_arguments name manifest sources unknown)
  set(usage "carboy_add_extension(${name} MANIFEST extension.json SOURCES ... [RESOURCES ...] [USES ...] [LINK ...])")
  if(NOT name MATCHES "^[a-z][a-z0-9_]*$")
    message(FATAL_ERROR "carboy_add_extension: \"${name}\" is not a name. A name has lower-case letters, digits and underscores, and begins with a letter.")
  elseif(unknown)
    message(FATAL_ERROR "carboy_add_extension(${name}): unknown argument \"${unknown}\". Usage:\n  ${usage}")
  elseif(NOT manifest)
    message(FATAL_ERROR "carboy_add_extension(${name}): MANIFEST is missing. Usage:\n  ${usage}")
  elseif(NOT sources)
    message(FATAL_ERROR "carboy_add_extension(${name}): SOURCES is missing. Usage:\n  ${usage}")
  elseif(CMAKE_CURRENT_SOURCE_DIR MATCHES "[\"\\\\\n;]")
    message(FATAL_ERROR "carboy_add_extension(${name}): the path of the source folder contains a quotation mark, a backslash or a semicolon, which the assembler does not accept. Move the folder.")
  endif()
endfunction()

# Sets RESULT to the files below the folders, relative to the current source folder, in order.
function(_carboy_find_resources name folders result)
  set(found "")
  foreach(folder IN LISTS folders)
    string(REGEX REPLACE "/+$" "" folder "${folder}")
    if(NOT IS_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/${folder}" AND
       NOT folder MATCHES "^(templates|static|migrations)$")
      message(FATAL_ERROR "carboy_add_extension(${name}): RESOURCES names \"${folder}\", but there is no such folder.")
    endif()
    file(GLOB_RECURSE files CONFIGURE_DEPENDS LIST_DIRECTORIES FALSE
      RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*")
    list(APPEND found ${files})
  endforeach()
  list(FILTER found EXCLUDE REGEX "(^|/)[.]|~$")
  list(REMOVE_DUPLICATES found)
  list(SORT found COMPARE STRING)
  foreach(file IN LISTS found)
    if(NOT EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${file}" OR file MATCHES "[][\"\\\\|$<>*?\n]")
      message(FATAL_ERROR "carboy_add_extension(${name}): the name of \"${file}\" contains one of the characters [ ] < > \" \\ | $ * ? ; which a build cannot carry. Rename the file.")
    elseif(file MATCHES "^templates/" AND NOT file MATCHES "^templates/${name}/")
      string(REGEX REPLACE "^templates/" "templates/${name}/" better "${file}")
      message(FATAL_ERROR "carboy_add_extension(${name}): ${file} must be under templates/${name}/, apart from the templates of other extensions. Move it to ${better}.")
    elseif(NOT file MATCHES "^(templates|static|migrations)/.")
      message(FATAL_ERROR "carboy_add_extension(${name}): ${file} must be under templates/${name}/, static/ or migrations/.")
    endif()
  endforeach()
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

function(_carboy_compiler_name result)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(${result} "g++ ${CMAKE_CXX_COMPILER_VERSION}" PARENT_SCOPE)
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    set(${result} "clang ${CMAKE_CXX_COMPILER_VERSION}" PARENT_SCOPE)
  else()
    set(${result} "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}" PARENT_SCOPE)
  endif()
endfunction()

# Adds the source that contains the manifest, the build information and the resources.
function(_carboy_package target name manifest folders)
  _carboy_find_resources(${name} "${folders}" resources)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.carboy")
  set(lines "")
  set(inputs "${manifest}")
  foreach(resource IN LISTS resources)
    string(APPEND lines "${resource}\n${CMAKE_CURRENT_SOURCE_DIR}/${resource}\n")
    list(APPEND inputs "${CMAKE_CURRENT_SOURCE_DIR}/${resource}")
  endforeach()
  # The file is rewritten only if it changes, so that adding or removing a resource packs again.
  file(CONFIGURE OUTPUT "${folder}/resources.txt" CONTENT "@lines@" @ONLY)
  _carboy_compiler_name(compiler)
  set(package "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/CarboyPackage.cmake")
  set(output "${folder}/${name}_package.cpp")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DNAME=${name}" "-DMANIFEST=${manifest}"
      "-DRESOURCES=${folder}/resources.txt" "-DOUTPUT=${output}" "-DSDK=${Carboy_VERSION}"
      "-DCOMPILER=${compiler}" "-DBUILD_TYPE=$<IF:$<BOOL:$<CONFIG>>,$<CONFIG>,None>" -P "${package}"
    DEPENDS ${inputs} "${folder}/resources.txt" "${package}"
      "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/CarboyManifest.cmake"
    COMMENT "Packing the manifest and resources of ${name}" VERBATIM)
  target_sources(${target} PRIVATE "${output}")
  # Link-time optimisation is off: the source has no code, and its sections must keep their flags.
  set_source_files_properties("${output}" PROPERTIES COMPILE_OPTIONS -fno-lto
    SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON SKIP_AUTOGEN ON)
endfunction()

function(_carboy_set_flags target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  set(script "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/carboy_extension.map")
  target_link_options(${target} PRIVATE "-Wl,--version-script=${script}" -Wl,-z,relro,-z,now
    -Wl,--build-id=sha1)
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${script}")
  # The run-time library of a sanitizer is in the host, so its symbols must remain undefined.
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  if(NOT "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}} ${CMAKE_MODULE_LINKER_FLAGS}" MATCHES "-fsanitize")
    set(options "$<TARGET_PROPERTY:${target},COMPILE_OPTIONS>")
    set(sanitized "$<BOOL:$<FILTER:${options},INCLUDE,-fsanitize>>")
    target_link_options(${target} PRIVATE "$<$<NOT:${sanitized}>:-Wl,-z,defs>")
  endif()
endfunction()

function(_carboy_set_output target folder)
  if(folder)
    get_filename_component(folder "${folder}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
  elseif(CARBOY_EXTENSION_OUTPUT_DIRECTORY)
    set(folder "${CARBOY_EXTENSION_OUTPUT_DIRECTORY}")
  elseif(CMAKE_PROJECT_NAME STREQUAL "Carboy")
    set(folder "${CMAKE_BINARY_DIR}/extensions")
  else()
    set(folder "${CMAKE_CURRENT_BINARY_DIR}")
  endif()
  # The empty generator expression keeps multi-configuration generators from adding a folder.
  set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${folder}$<1:>")
endfunction()

cmake_policy(POP)
