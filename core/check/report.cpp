#include "core/check/report.h"

#include <algorithm>

#include "core/base/words.h"
#include "core/extensions/package/manifest_json.h"

namespace carboy::core::check {
namespace {

using Severity = Finding::Severity;

// The width of the left column, the right edge, and the width of the severity.
constexpr std::size_t kLeft = 39;
constexpr std::size_t kEdge = 119;
constexpr std::size_t kWord = 6;

std::string_view word_of(Severity severity) {
  switch (severity) {
    case Severity::ok:
      return "ok";
    case Severity::warning:
      return "warn";
    case Severity::error:
      return "error";
  }
  return "";
}

std::string_view name_of(Severity severity) {
  return severity == Severity::warning ? "warning" : word_of(severity);
}

std::string sentence(const Finding& finding) {
  std::string text;
  const std::string file = finding.source.substr(0, finding.source.rfind(':'));
  if (!finding.source.empty() && !finding.text.starts_with(file)) text = finding.source + ": ";
  text += finding.text;
  if (!finding.remedy.empty()) {
    if (!text.ends_with('.')) text += '.';
    text += " " + finding.remedy;
  }
  return extensions::visible(text);
}

std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    const std::string word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width) {
      lines.emplace_back();
    }
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

// Returns the lines of a finding in a column that begins at `left`.
std::vector<std::string> cell(const Finding& finding, std::size_t left) {
  auto lines = wrapped(sentence(finding), kEdge - left - kWord);
  std::string word(word_of(finding.severity));
  word.resize(kWord, ' ');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i].insert(0, i == 0 ? word : std::string(kWord, ' '));
  }
  return lines;
}

std::string last_line(const Report& report) {
  const std::size_t errors = report.count(Severity::error);
  const std::size_t warnings = report.count(Severity::warning);
  if (errors + warnings == 0) return "All is well\n";
  std::string line;
  if (errors > 0) line = base::counted(errors, "error");
  if (warnings > 0) line += (line.empty() ? "" : ", ") + base::counted(warnings, "warning");
  return line + "\n";
}

}  // namespace

std::size_t Report::count(Severity severity) const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const Finding& one) { return one.severity == severity; }));
}

bool Report::is_clean(const std::vector<std::string>& checks) const {
  return std::none_of(findings.begin(), findings.end(), [&](const Finding& one) {
    return one.severity != Severity::ok &&
           std::find(checks.begin(), checks.end(), one.check) != checks.end();
  });
}

nlohmann::json to_json(const Finding& finding) {
  return {{"check", finding.check},
          {"severity", name_of(finding.severity)},
          {"text", finding.text},
          {"remedy", finding.remedy},
          {"source", finding.source}};
}

Finding finding_of(const nlohmann::json& json) {
  const std::string severity = json.value("severity", "");
  return {json.value("check", ""),
          severity == "ok"        ? Severity::ok
          : severity == "warning" ? Severity::warning
                                  : Severity::error,
          json.value("text", ""), json.value("remedy", ""), json.value("source", "")};
}

nlohmann::json to_json(const Report& report) {
  nlohmann::json findings = nlohmann::json::array();
  for (const Finding& finding : report.findings) findings.push_back(to_json(finding));
  return {{"name", report.name},
          {"version", report.version},
          {"file", report.file},
          {"findings", std::move(findings)},
          {"errors", report.count(Severity::error)},
          {"warnings", report.count(Severity::warning)}};
}

std::string to_text(const Report& report) {
  // Passed checks fill the left column first; findings to be read are in the right one.
  std::vector<const Finding*> all;
  for (const Finding& one : report.findings) all.push_back(&one);
  std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
    return a->severity == Severity::ok && b->severity != Severity::ok;
  });
  const std::size_t passed = report.count(Severity::ok);
  const std::size_t left_count = std::min(passed, (all.size() + 1) / 2);
  const std::size_t left = left_count == 0 ? 2 : 2 + kLeft;
  std::vector<std::string> right_lines;
  for (std::size_t i = left_count; i < all.size(); ++i) {
    for (std::string& line : cell(*all[i], left)) right_lines.push_back(std::move(line));
  }
  std::string text = report.name + " " + report.version + "\n";
  for (std::size_t i = 0; i < std::max(left_count, right_lines.size()); ++i) {
    std::string line = "  ";
    if (i < left_count) line += cell(*all[i], 2).front();
    if (i < right_lines.size()) {
      line.resize(std::max(line.size(), left), ' ');
      line += right_lines[i];
    }
    text += line.erase(line.find_last_not_of(' ') + 1) + "\n";
  }
  return text + last_line(report);
}

}  // namespace carboy::core::check
