// What `carboy ext check` has found, for people and for programs.
//
// Thread rule: values and plain functions.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace carboy::core::check {

struct CheckFinding {
  enum class Severity { ok, warning, error };
  std::string check;  // "manifest", "names", "init", ...: the headings of docs/ext-check.md
  Severity severity = Severity::ok;
  std::string text;    // "init, stop, init again", "keeps a thread_local with a destructor: ..."
  std::string remedy;  // whole sentences; empty for ok
  std::string source;  // "src/guestbook.cpp:12", or empty
};

struct CheckReport {
  std::string name, version;
  std::string file;  // as it was asked for
  std::vector<CheckFinding> findings;

  void add(CheckFinding finding) { findings.push_back(std::move(finding)); }
  std::size_t count(CheckFinding::Severity severity) const;
  // Whether nothing but ok is known of these checks.
  bool is_clean(const std::vector<std::string>& checks) const;
};

nlohmann::json to_json(const CheckFinding& finding);
CheckFinding finding_of(const nlohmann::json& json);

// {name, version, file, findings: [{check, severity, text, remedy, source}], errors, warnings}.
nlohmann::json to_json(const CheckReport& report);

// Two columns, and a line that counts:
//   guestbook 1.3.0
//     ok    manifest, schema, names          ok    init, stop, init again
//   1 warning
std::string to_text(const CheckReport& report);

// "48,210".
std::string with_separators(std::uint64_t number);

}  // namespace carboy::core::check
