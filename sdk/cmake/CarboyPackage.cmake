# The build runs this script with cmake -P. It checks the manifest, and writes the source that puts the
# manifest, the build information and the resources into the extension's file.
#
#   -DNAME= -DMANIFEST= -DRESOURCES=<list file> -DOUTPUT=<.cpp> -DSDK= -DCOMPILER= -DBUILD_TYPE=
#
# The list file has two lines for each resource: its path in the extension, and its path on disk.
#
# The layout of the file, as the host reads it:
#   .note.carboy        notes with the owner "Carboy"; types: 0x43425901 the manifest, byte for byte;
#                       0x43425902 {"sdk", "compiler", "build_type", "digest"}; 0x43425903 three
#                       64-bit numbers: distance from this note to the resources, their size, their
#                       count. So the program headers alone are enough to find everything.
#   .carboy.resources   for each: 64-bit size of the path, 64-bit size of the data, the path, padding
#                       to 8, the data, padding to 8.
# The digest is the SHA-256 of the manifest and, for each resource, its path, a zero byte, its data.
#
# It is assembler inside C++, since a project may not have enabled the language ASM. The sections have
# the flags "aR", since --gc-sections otherwise drops a section that nothing refers to.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/CarboyManifest.cmake")

carboy_check_manifest("${MANIFEST}" "${NAME}" mistakes)
if(mistakes)
  message(FATAL_ERROR "The manifest of ${NAME} cannot be used.\n ${MANIFEST}\n${mistakes}")
endif()

function(quote_for_shell text result)
  string(REPLACE "'" "'\\''" text "${text}")
  set(${result} "'${text}'" PARENT_SCOPE)
endfunction()

file(STRINGS "${RESOURCES}" lines ENCODING UTF-8)
list(LENGTH lines count)
math(EXPR count "${count} / 2")

# CMake can hash one file or one text, but not a sequence of files and bytes that contain zeros.
quote_for_shell("${MANIFEST}" quoted)
set(script "set -e\ncat ${quoted}\n")
set(assembler "")
set(last -1)
if(count GREATER 0)
  math(EXPR last "${count} - 1")
  foreach(i RANGE ${last})
    math(EXPR at "2 * ${i}")
    list(GET lines ${at} path)
    math(EXPR at "${at} + 1")
    list(GET lines ${at} file)
    quote_for_shell("${path}" quoted_path)
    quote_for_shell("${file}" quoted_file)
    string(APPEND script "printf '%s\\0' ${quoted_path}\ncat ${quoted_file}\n")
    string(APPEND assembler
      "  \".quad 2f - 1f, 4f - 3f\\n\"\n"
      "  \"1: .ascii \\\"${path}\\\"\\n\" \"2: .balign 8\\n\"\n"
      "  \"3: .incbin \\\"${file}\\\"\\n\" \"4: .balign 8\\n\"\n")
  endforeach()
endif()
file(WRITE "${OUTPUT}.digest.sh" "${script}")
execute_process(COMMAND sh "${OUTPUT}.digest.sh" COMMAND sha256sum
  OUTPUT_VARIABLE digest RESULTS_VARIABLE results ERROR_VARIABLE error)
string(SUBSTRING "${digest}" 0 64 digest)
if(NOT results STREQUAL "0;0" OR NOT digest MATCHES "^[0-9a-f]+$")
  message(FATAL_ERROR "The files of ${NAME} cannot be read: ${error}")
endif()

set(build "{\\\\\\\"sdk\\\\\\\":\\\\\\\"${SDK}\\\\\\\",\\\\\\\"compiler\\\\\\\":\\\\\\\"${COMPILER}\\\\\\\",\\\\\\\"build_type\\\\\\\":\\\\\\\"${BUILD_TYPE}\\\\\\\",\\\\\\\"digest\\\\\\\":\\\\\\\"${digest}\\\\\\\"}")
if(count GREATER 0)
  set(place ".quad .Lcarboy_resources - ., .Lcarboy_resources_end - .Lcarboy_resources, ${count}")
else()
  set(place ".quad 0, 0, 0")
endif()

function(note type content result)
  string(APPEND ${result}
    "  \".long 2f - 1f, 4f - 3f, ${type}\\n\"\n"
    "  \"1: .asciz \\\"Carboy\\\"\\n\" \"2: .balign 4\\n\"\n"
    "  \"3: ${content}\\n\" \"4: .balign 4\\n\"\n")
  set(${result} "${${result}}" PARENT_SCOPE)
endfunction()

set(source "// Written by carboy_add_extension from ${NAME}'s manifest and resources.\n__asm__(\n")
string(APPEND source "  \".pushsection .note.carboy,\\\"aR\\\",%note\\n\" \".balign 4\\n\"\n")
note(0x43425901 ".incbin \\\"${MANIFEST}\\\"" source)
note(0x43425902 ".ascii \\\"${build}\\\"" source)
note(0x43425903 "${place}" source)
string(APPEND source "  \".popsection\\n\"\n")
if(count GREATER 0)
  string(APPEND source
    "  \".pushsection .carboy.resources,\\\"aR\\\",%progbits\\n\" \".balign 8\\n\"\n"
    "  \".Lcarboy_resources:\\n\"\n"
    "${assembler}"
    "  \".Lcarboy_resources_end:\\n\" \".popsection\\n\"\n")
endif()
string(APPEND source ");\n")
file(WRITE "${OUTPUT}" "${source}")
