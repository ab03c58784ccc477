#include "core/check/command.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "core/base/error.h"
#include "core/check/interruption.h"
#include "core/check/manifest.h"
#include "core/check/process.h"
#include "core/check/report.h"
#include "core/check/set_up.h"

namespace carboy::core::check {
namespace {

using Severity = Finding::Severity;

// A line on a terminal, which is erased at the end.
class ProgressBar {
 public:
  explicit ProgressBar(bool is_shown) : is_shown_(is_shown && ::isatty(STDERR_FILENO) == 1) {}
  ~ProgressBar() {
    if (is_shown_) std::cerr << "\r\033[K" << std::flush;
  }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Sets which part of the whole check the next process does, from 0 to 1.
  void span(double begin, double end) {
    begin_ = begin;
    end_ = end;
  }
  void show(const std::string& doing, double part) const {
    if (!is_shown_) return;
    constexpr std::size_t kWidth = 24;
    const double done = begin_ + (end_ - begin_) * part;
    const auto filled = static_cast<std::size_t>(std::lround(done * kWidth));
    std::cerr << "\r\033[K[" << std::string(std::min(filled, kWidth), '#')
              << std::string(kWidth - std::min(filled, kWidth), ' ') << "] " << doing << std::flush;
  }

 private:
  bool is_shown_;
  double begin_ = 0, end_ = 1;
};

void add_ok(Report& report, std::size_t at, const std::string& check, const std::string& text) {
  report.findings.insert(report.findings.begin() + static_cast<std::ptrdiff_t>(at),
                         {check, Severity::ok, text, "", ""});
}

// Adds the checks without a finding, in the order of docs/ext-check.md's example.
void add_passed_checks(Report& report, bool was_run) {
  std::size_t at = 0;
  if (report.is_clean(
          {"manifest", "names", "sdk", "declared", "settings", "permissions", "requires"})) {
    add_ok(report, at++, "manifest", "manifest, schema, names");
  }
  if (report.is_clean({"exports"})) add_ok(report, at++, "exports", "exports 1 symbol");
  const bool has_passed = was_run && report.is_clean({"crash", "hang", "start", "init"});
  if (has_passed && report.is_clean({"failure", "leaves"})) {
    add_ok(report, at++, "failure", "failure in init leaves nothing");
  }
  if (has_passed && report.is_clean({"leaves"})) {
    add_ok(report, at++, "init", "init, stop, init again");
  }
}

bool has_entry(const Report& report) {
  return std::none_of(report.findings.begin(), report.findings.end(), [](const auto& one) {
    return one.check == "exports" && one.severity == Severity::error;
  });
}

void run_all(const Plan& plan, bool can_run, ProgressBar& bar, Report& report) {
  // The longest time of one step: draining, cancelling, stopping and freeing.
  const auto silence = 4 * plan.timeout + std::chrono::seconds(3);
  const auto progress = [&](const std::string& doing, double part) { bar.show(doing, part); };
  bar.span(0, 0.1);
  run_process("library", plan.folder, silence, progress, report);
  if (!can_run || !has_entry(report)) return;
  bar.span(0.1, 0.5);
  if (!run_process("life", plan.folder, silence, progress, report)) return;
  if (!report.is_clean({"start", "init"})) return;
  bar.span(0.5, 1);
  run_process("swaps", plan.folder, silence, progress, report);
}

bool swaps_are_refused(const extensions::Manifest& manifest) {
  return manifest.unload == extensions::Manifest::Unload::restart;
}

Report check(const Options& options) {
  const auto file = extensions::ExtensionFile::open(options.file, options.file);
  Report report{file.manifest().name, file.manifest().version.to_string(), options.file, {}};
  for (Finding& finding : manifest_findings(file)) report.add(std::move(finding));
  const base::ScratchFolder folder;
  const Interruption interruption(folder.path());
  Plan plan = set_up(options, file, folder, report);
  if (swaps_are_refused(file.manifest())) {
    plan.swaps = 0;
    write_plan(plan);
  }
  const bool can_run = report.count(Severity::error) == 0;
  {
    ProgressBar bar(!options.json);
    run_all(plan, can_run, bar, report);
  }
  add_passed_checks(report, can_run && has_entry(report));
  return report;
}

int status_of(const Report& report, const Options& options) {
  const std::size_t warnings = options.strict ? report.count(Severity::warning) : 0;
  return report.count(Severity::error) + warnings == 0 ? 0 : 1;
}

}  // namespace

int check_extension(const Options& options) {
  if (!options.json) {
    const Report report = check(options);
    std::cout << to_text(report);
    return status_of(report, options);
  }
  Report report{"", "", options.file, {}};
  try {
    report = check(options);
  } catch (const base::Error& error) {
    report.add({"manifest", Severity::error, error.what(), "", ""});
  }
  std::cout << to_json(report).dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
            << '\n';
  return status_of(report, options);
}

}  // namespace carboy::core::check
