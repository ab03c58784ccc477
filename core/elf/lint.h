// What in a library keeps it from being unloaded or kept apart from others, seen before it is
// loaded, from its dynamic symbols alone.
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
    warning,  // it works, with the drawback that the text tells
    error,    // a host refuses it
  };
  Severity severity = Severity::warning;
  std::string text;    // "keeps a thread_local with a destructor: the library stays mapped ..."
  std::string remedy;  // "Keep the state in the app (app.state())."
  // What leads to its source: a function that is called, or one that is exported.
  std::string called = {};
  std::string exported = {};
};

// Errors: no entry symbol. Warnings: thread_local with a destructor, unique symbols, -z nodelete,
// more exported symbols than the entry, the notes moved by patchelf.
std::vector<Finding> lint(const ElfFile& file);

// Where a finding's reason stands, when the debug information tells.
std::optional<SourceLine> source_of(const Finding& finding, const SourceLines& lines);

// The sanitizers that code was built with.
struct Sanitizers {
  bool address = false;
  bool thread = false;
  bool undefined = false;

  static Sanitizers of(const ElfFile& file);
  // Those whose run-time library is in this process.
  static Sanitizers of_this_host();

  // "AddressSanitizer and UndefinedBehaviorSanitizer", empty without any.
  std::string names() const;
  // What of this `other` has not.
  Sanitizers without(const Sanitizers& other) const;
  bool any() const { return address || thread || undefined; }
};

}  // namespace carboy::core::elf
