// The report of `carboy ext check`, as text and as JSON.
//
// Thread rule: values and plain functions; any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace carboy::core::check {

struct Finding {
  enum class Severity { ok, warning, error };
  std::string check;  // "manifest", "names", "init", ...: a heading of docs/ext-check.md
  Severity severity = Severity::ok;
  std::string text;    // "init, stop, init again", "keeps a thread_local with a destructor: ..."
  std::string remedy;  // full sentences; empty for ok
  std::string source;  // "src/guestbook.cpp:12", or empty
};

struct Report {
  std::string name, version;
  std::string file;  // as the command line names it
  std::vector<Finding> findings;

  void add(Finding finding) { findings.push_back(std::move(finding)); }
  std::size_t count(Finding::Severity severity) const;
  // Returns true when none of these checks has a warning or an error.
  bool is_clean(const std::vector<std::string>& checks) const;
};

nlohmann::json to_json(const Finding& finding);
Finding finding_of(const nlohmann::json& json);

// Returns {name, version, file, findings: [{check, severity, text, remedy, source}], errors,
// warnings}.
nlohmann::json to_json(const Report& report);

// Returns two columns and a line with the number of errors and warnings:
//   guestbook 1.3.0
//     ok    manifest, schema, names          ok    init, stop, init again
//   1 warning
std::string to_text(const Report& report);

}  // namespace carboy::core::check
