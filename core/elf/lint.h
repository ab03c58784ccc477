// Finds what in a library prevents unloading it or isolating it from other libraries, from its
// dynamic symbols alone, before it is loaded.
//
// Thread rule: free functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/elf/elf_file.h"
#include "core/elf/source_lines.h"

namespace carboy::core::elf {

// The one symbol an extension exports.
constexpr std::string_view kEntrySymbol = "carboy_extension";

struct Finding {
  enum class Severity {
    warning,  // it works, with the drawback that the text describes
    error,    // a host refuses it
  };
  Severity severity = Severity::warning;
  std::string text;    // "keeps a thread_local with a destructor: the library stays mapped ..."
  std::string remedy;  // "Keep the state in the app (app.state())."
  // The symbol that leads to its source: a function that is called, or one that is exported.
  std::string called = {};
  std::string exported = {};
};

// Errors: no entry symbol. Warnings: thread_local with a destructor, unique symbols, -z nodelete,
// more exported symbols than the entry, the notes moved by patchelf.
std::vector<Finding> lint(const ElfFile& file);

// The source line of a finding, if the debug information has it.
std::optional<SourceLine> source_of(const Finding& finding, const SourceLines& lines);

// The sanitizers that code was built with.
struct Sanitizers {
  bool address = false;
  bool thread = false;
  bool undefined = false;

  static Sanitizers of(const ElfFile& file);
  // The sanitizers that have their run-time library in this process.
  static Sanitizers of_this_host();

  // "AddressSanitizer and UndefinedBehaviorSanitizer"; empty if there are none.
  std::string names() const;
  // The sanitizers that `other` does not have.
  Sanitizers without(const Sanitizers& other) const;
  bool any() const { return address || thread || undefined; }
};

}  // namespace carboy::core::elf
