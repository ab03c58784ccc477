#include "core/elf/lint.h"

#include <dlfcn.h>

#include <algorithm>

#include "core/base/words.h"

namespace carboy::core::elf {
namespace {

using Severity = Finding::Severity;

bool any_begins_with(const std::vector<std::string_view>& names, std::string_view beginning) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return name.starts_with(beginning); });
}

std::string first_that_begins_with(const std::vector<std::string_view>& names,
                                   std::string_view beginning) {
  const auto found = std::find_if(names.begin(), names.end(), [&](std::string_view name) {
    return name.starts_with(beginning);
  });
  return found == names.end() ? std::string() : std::string(*found);
}

std::string first_besides_entry(const std::vector<std::string_view>& exported) {
  const auto found = std::find_if(exported.begin(), exported.end(),
                                  [](std::string_view name) { return name != kEntrySymbol; });
  return found == exported.end() ? std::string() : std::string(*found);
}

bool holds(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool in_this_process(const char* symbol) { return dlsym(RTLD_DEFAULT, symbol) != nullptr; }

}  // namespace

std::vector<Finding> lint(const ElfFile& file) {
  std::vector<Finding> findings;
  const auto& exported = file.exported_symbols();
  const bool has_entry = holds(exported, kEntrySymbol);
  if (!has_entry) {
    findings.push_back({Severity::error,
                        "has no entry point: CARBOY_EXTENSION(init_app) is missing",
                        "Write CARBOY_EXTENSION(init_app) at the end of one source file."});
  }
  // Both names: g++ and clang import the first, libraries built against old glibc the second.
  if (const auto name = first_that_begins_with(file.undefined_symbols(), "__cxa_thread_atexit");
      !name.empty()) {
    findings.push_back({Severity::warning,
                        "keeps a thread_local with a destructor: the library stays mapped after "
                        "an upgrade",
                        "Keep the state in the app (app.state()).", name});
  }
  if (!file.unique_symbols().empty()) {
    findings.push_back({Severity::warning,
                        "has " + base::counted(file.unique_symbols().size(), "unique symbol") +
                            ": the library stays mapped after an upgrade, and two versions share "
                            "their variables",
                        "Build it with carboy_add_extension, which sets -fno-gnu-unique."});
  }
  if (file.never_unloads()) {
    findings.push_back({Severity::warning,
                        "is linked with -z nodelete: the library stays mapped after an upgrade",
                        "Remove that option from its build."});
  }
  const std::size_t others = exported.size() - (has_entry ? 1 : 0);
  if (others > 0) {
    findings.push_back({Severity::warning,
                        "exports " + base::counted(others, "symbol") +
                            " besides its entry point, which "
                            "can collide with those of another library",
                        "Build it with carboy_add_extension, which hides them.", "",
                        first_besides_entry(exported)});
  }
  if (file.notes_were_moved()) {
    findings.push_back({Severity::warning,
                        "has its manifest outside the program headers, as patchelf 0.9 and 0.10 "
                        "leave it: a file without section headers would lose it",
                        "Use patchelf 0.11 or newer on it."});
  }
  return findings;
}

std::optional<SourceLine> source_of(const Finding& finding, const SourceLines& lines) {
  if (!finding.called.empty()) return lines.of_call(finding.called);
  if (!finding.exported.empty()) return lines.of_exported(finding.exported);
  return std::nullopt;
}

Sanitizers Sanitizers::of(const ElfFile& file) {
  const auto& names = file.undefined_symbols();
  return {.address = holds(names, "__asan_init"),
          .thread = holds(names, "__tsan_init"),
          .undefined = any_begins_with(names, "__ubsan_handle_")};
}

Sanitizers Sanitizers::of_this_host() {
  return {.address = in_this_process("__asan_init"),
          .thread = in_this_process("__tsan_init"),
          .undefined = in_this_process("__ubsan_handle_add_overflow")};
}

std::string Sanitizers::names() const {
  std::vector<std::string> all;
  if (address) all.emplace_back("AddressSanitizer");
  if (thread) all.emplace_back("ThreadSanitizer");
  if (undefined) all.emplace_back("UndefinedBehaviorSanitizer");
  std::string text;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) text += i + 1 == all.size() ? " and " : ", ";
    text += all[i];
  }
  return text;
}

Sanitizers Sanitizers::without(const Sanitizers& other) const {
  return {.address = address && !other.address,
          .thread = thread && !other.thread,
          .undefined = undefined && !other.undefined};
}

}  // namespace carboy::core::elf
