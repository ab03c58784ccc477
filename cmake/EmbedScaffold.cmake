# cmake -DFOLDER=sdk/scaffold -DOUTPUT=scaffold_files.cpp -P EmbedScaffold.cmake
# Writes a source that contains every file below FOLDER, for `carboy new` and `carboy ext new`. A file that is
# not valid before its placeholders are replaced is called NAME.in there.
file(GLOB_RECURSE files RELATIVE "${FOLDER}" "${FOLDER}/*" "${FOLDER}/.*")
list(SORT files COMPARE STRING)
set(source "#include \"core/cli/scaffold_files.h\"\n\n#include <array>\n\nnamespace carboy::core::cli {\nnamespace {\n\n")
list(LENGTH files count)
string(APPEND source "constexpr std::array<ScaffoldFile, ${count}> kFiles{{\n")
foreach(file IN LISTS files)
  file(READ "${FOLDER}/${file}" text)
  string(REGEX REPLACE "\\.in$" "" name "${file}")
  string(APPEND source "    {\"${name}\", R\"~~~(${text})~~~\"},\n")
endforeach()
string(APPEND source "}};\n\n}  // namespace\n\nstd::span<const ScaffoldFile> scaffold_files() { return kFiles; }\n\n}  // namespace carboy::core::cli\n")
file(WRITE "${OUTPUT}" "${source}")
