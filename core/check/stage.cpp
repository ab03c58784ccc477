#include "core/check/stage.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/check/command.h"
#include "core/elf/lint.h"
#include "core/elf/source_lines.h"
#include "core/extensions/package/extension_file.h"

namespace carboy::core::check {
namespace {

using Severity = Finding::Severity;

struct Stage {
  std::string_view name;
  void (*run)(const Plan&, Reporter&);
};
constexpr std::array kStages{Stage{"library", &check_library}, Stage{"life", &check_life},
                             Stage{"swaps", &check_swaps}};

std::string file_alone(const std::string& source) { return source.substr(0, source.rfind(':')); }

}  // namespace

void Reporter::doing(const std::string& what, double part) {
  write_line({{"doing", what}, {"part", part}});
}

void Reporter::found(const Finding& finding) { write_line({{"found", to_json(finding)}}); }

void Reporter::done() { write_line({{"done", true}}); }

void Reporter::write_line(const nlohmann::json& line) {
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const std::lock_guard lock(mutex_);
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t put = ::write(pipe_, text.data() + done, text.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return;
    done += static_cast<std::size_t>(put);
  }
}

void check_library(const Plan& plan, Reporter& reporter) {
  reporter.doing("its debug information was read", 0);
  const auto file = extensions::ExtensionFile::open(plan.file_of(plan.name), plan.name + ".so");
  const elf::SourceLines lines(plan.file_of(plan.name));
  for (const elf::Finding& one : file.findings()) {
    Finding finding{
        one.exported.empty() ? "unload" : "exports",
        one.severity == elf::Finding::Severity::error ? Severity::error : Severity::warning,
        one.text, one.remedy, ""};
    if (one.severity == elf::Finding::Severity::error) finding.check = "exports";
    if (const auto source = source_of(one, lines)) finding.source = source->text();
    const std::string who = finding.source.empty() ? plan.name + ".so" : file_alone(finding.source);
    finding.text = who + " " + finding.text;
    reporter.found(finding);
  }
}

int run_stage(const std::string& stage, const std::string& folder) {
  const Plan plan = read_plan(folder);
  if (::fcntl(kReportPipe, F_GETFD) < 0) {
    throw base::Error("This command is a part of `carboy ext check FILE`, which runs it itself.");
  }
  ::fcntl(kReportPipe, F_SETFD, FD_CLOEXEC);
  base::adopt_this_thread("");
  std::filesystem::current_path(plan.app());
  Reporter reporter(kReportPipe);
  for (const Stage& one : kStages) {
    if (one.name != stage) continue;
    try {
      one.run(plan, reporter);
      reporter.done();
    } catch (const base::Error& error) {
      reporter.found({"start", Severity::error, error.what(), "", ""});
      reporter.done();
    }
  }
  // Without destructors: the extension may have left the process in any state.
  ::_exit(0);
}

}  // namespace carboy::core::check
