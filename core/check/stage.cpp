#include "core/check/stage.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/check/command.h"
#include "core/elf/lint.h"
#include "core/elf/source_lines.h"
#include "core/extensions/package/extension_file.h"

namespace carboy::core::check {
namespace {

using Severity = CheckFinding::Severity;

// As check_process.cpp calls it.
constexpr int kReportPipe = 3;

struct Stage {
  std::string_view name;
  void (*run)(const CheckPlan&, CheckReporter&);
};
constexpr std::array kStages{Stage{"library", &check_library}, Stage{"life", &check_life},
                             Stage{"swaps", &check_swaps}};

std::string file_alone(const std::string& source) { return source.substr(0, source.rfind(':')); }

}  // namespace

void check_library(const CheckPlan& plan, CheckReporter& teller) {
  teller.doing("its debug information was read", 0);
  const auto file = extensions::ExtensionFile::open(plan.file_of(plan.name), plan.name + ".so");
  const elf::SourceLines lines(plan.file_of(plan.name));
  for (const elf::Finding& one : file.findings()) {
    CheckFinding finding{
        one.exported.empty() ? "unload" : "exports",
        one.severity == elf::Finding::Severity::error ? Severity::error : Severity::warning,
        one.text, one.remedy, ""};
    if (one.severity == elf::Finding::Severity::error) finding.check = "exports";
    if (const auto source = source_of(one, lines)) finding.source = source->text();
    const std::string who = finding.source.empty() ? plan.name + ".so" : file_alone(finding.source);
    finding.text = who + " " + finding.text;
    teller.found(finding);
  }
}

int run_check_stage(const std::string& stage, const std::string& folder) {
  const CheckPlan plan = read_plan(folder);
  if (::fcntl(kReportPipe, F_GETFD) < 0) {
    throw base::Error("This is a part of `carboy ext check FILE`, which runs it by itself.");
  }
  ::fcntl(kReportPipe, F_SETFD, FD_CLOEXEC);
  base::adopt_this_thread("");
  std::filesystem::current_path(plan.app());
  CheckReporter teller(kReportPipe);
  for (const Stage& one : kStages) {
    if (one.name != stage) continue;
    try {
      one.run(plan, teller);
      teller.done();
    } catch (const base::Error& error) {
      teller.found({"start", Severity::error, error.what(), "", ""});
      teller.done();
    }
  }
  // Not by way of its destructors: what is checked may have left anything behind.
  ::_exit(0);
}

}  // namespace carboy::core::check
