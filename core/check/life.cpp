#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>

#include "core/abi/binding.h"
#include "core/base/error.h"
#include "core/check/app.h"
#include "core/check/process_snapshot.h"
#include "core/check/stage.h"
#include "core/check/throws.h"
#include "core/check/uses.h"
#include "core/elf/process_map.h"
#include "core/elf/source_lines.h"

namespace carboy::core::check {
namespace {

using Severity = Finding::Severity;
using Clock = std::chrono::steady_clock;

// The limit for an extension with very many registrations.
constexpr std::chrono::seconds kTimeForFailures{20};

std::string ordinal(std::size_t number) {
  const std::size_t last = number % 10;
  const bool is_teen = number / 10 % 10 == 1;
  const char* const ending = is_teen     ? "th"
                             : last == 1 ? "st"
                             : last == 2 ? "nd"
                             : last == 3 ? "rd"
                                         : "th";
  return std::to_string(number) + ending;
}

class Life {
 public:
  Life(const Plan& plan, Reporter& reporter)
      : plan_(plan),
        reporter_(reporter),
        file_(extensions::ExtensionFile::open(plan.file_of(plan.name), plan.name + ".so")),
        candidate_(extensions::candidate_of(file_, plan.file_of(plan.name))),
        settings_(settings_of(plan, file_.manifest())),
        app_(make_app(plan, "required", plan.required)),
        run_(plan.app()),
        bind_(abi::binder(app_.shared())),
        uses_(file_.manifest()) {}

  void check() {
    reporter_.doing("the extensions it requires were started", 0);
    app_.host().start(extensions::Host::For::commands);
    before_ = ProcessSnapshot::now(plan_.app());
    services_before_ = app_.registries().services.names();
    for (const char* const which : {"", " again"}) {
      const bool first = *which == '\0';
      if (!run_once(which, first)) return;
    }
    if (!report_leftovers("init", "after it has stopped: ")) return;
    fail_each_registration();
  }

 private:
  // Starts and stops the extension once. Returns false when the rest of the check makes no sense.
  bool run_once(const std::string& which, bool first) {
    reporter_.doing("its init ran" + which, first ? 0.1 : 0.3);
    std::unique_ptr<extensions::LoadedExtension> loaded;
    try {
      loaded = start(0);
    } catch (const base::Error& error) {
      report_failed_init(error.what(), which);
      return false;
    }
    if (first) {
      registrations_ = uses_.registrations();
      for (const Finding& finding : uses_.findings()) reporter_.found(finding);
      for (const Finding& finding : route_findings(loaded->scope->contribution())) {
        reporter_.found(finding);
      }
    }
    reporter_.doing("it began to serve" + which, first ? 0.15 : 0.35);
    if (!serve(*loaded)) return false;
    if (first) check_services();
    app_.kernel().publish(app_.kernel().build({}, {}));
    reporter_.doing("it was stopped" + which, first ? 0.2 : 0.4);
    const auto ending = end_extension(std::move(loaded), app_.kernel(), timeouts_of(plan_));
    return report_unload(ending, first);
  }

  std::unique_ptr<extensions::LoadedExtension> start(std::size_t fail_at) {
    uses_.begin(app_.registries(), fail_at);
    app_.shared().watch = &uses_;
    try {
      auto loaded = start_extension(candidate_, settings_, app_.registries(), run_, bind_,
                                    timeouts_of(plan_));
      app_.shared().watch = nullptr;
      return loaded;
    } catch (...) {
      app_.shared().watch = nullptr;
      throw;
    }
  }

  void report_failed_init(const std::string& why, const std::string& which) {
    for (const Finding& finding : uses_.findings()) reporter_.found(finding);
    if (uses_.has_missing_setting()) return;
    reporter_.found({"init", Severity::error, why + (which.empty() ? "" : " It had started once."),
                     which.empty() ? "" : "Release in app.at_stop what can be acquired only once.",
                     ""});
  }

  bool serve(extensions::LoadedExtension& loaded) {
    const app::Contribution* const contribution = &loaded.scope->contribution();
    try {
      auto generation = app_.kernel().build({&contribution, 1}, [&](const app::WrapperUse& use) {
        return loaded.scope->services().offers(*use.service, use.minor_version) ||
               use.service->current().has_value();
      });
      loaded.scope->take_over(nullptr);
      app_.kernel().publish(std::move(generation));
    } catch (const base::Error& error) {
      reporter_.found({"init", Severity::error, error.what(), "", ""});
      return false;
    }
    loaded.scope->work().start();
    return true;
  }

  void check_services() {
    const elf::SourceLines lines(plan_.file_of(plan_.name));
    for (const auto& service : file_.manifest().provides) {
      const auto offer = app_.registries().services.service(service.id, service.major).current();
      if (!offer) {
        reporter_.found({"services", Severity::warning,
                         "provides " + service.id + " in its manifest, but not in its init",
                         "Call app.provide, or remove it from \"provides\" in extension.json.",
                         ""});
        continue;
      }
      reporter_.doing("the functions of " + service.id + " were looked at", 0.18);
      for (const std::uint64_t address : unguarded_functions(offer->object, lines)) {
        const auto source = lines.of_address(address);
        reporter_.found(
            {"services", Severity::warning,
             "a function of " + service.id +
                 " may let an exception out, which ends the host: it is noexcept",
             "Wrap its body: `return carboy::guarded([&] { ... });`. If it returns no status, call "
             "nothing in it that may throw.",
             source ? source->text() : ""});
      }
    }
  }

  bool report_unload(const extensions::UnloadResult& ending, bool first) {
    if (ending.unloaded || ending.why == candidate_.pinning) return true;
    reporter_.found({"init", Severity::error,
                     (first ? "stays in memory after it was stopped: "
                            : "stays in memory after it was started and stopped again: ") +
                         ending.why,
                     "Everything it starts must end soon after app.at_stop.", ""});
    return false;
  }

  // Lint has already reported that the library stays in memory.
  bool is_pinned() const { return !candidate_.pinning.empty(); }

  bool report_leftovers(const std::string& check, const std::string& when) {
    const auto left = ProcessSnapshot::now(plan_.app()).since(before_);
    for (const auto& one : left) {
      reporter_.found({check == "init" ? "leaves" : check,
                       check == "init" ? Severity::warning : Severity::error, when + one.text,
                       one.remedy, ""});
    }
    return left.empty();
  }

  void fail_each_registration() {
    const auto give_up = Clock::now() + kTimeForFailures;
    for (std::size_t i = 1; i <= registrations_; ++i) {
      if (Clock::now() > give_up) {
        reporter_.found({"failure", Severity::warning,
                         "only " + std::to_string(i - 1) + " of its " +
                             std::to_string(registrations_) +
                             " registrations were refused in turn, since that took too long",
                         "A shorter init also makes every start and swap faster.", ""});
        return;
      }
      const std::string what =
          "its " + ordinal(i) + " registration of " + std::to_string(registrations_);
      reporter_.doing(what + " was refused",
                      0.4 + 0.6 * static_cast<double>(i) / static_cast<double>(registrations_));
      std::string why;
      try {
        // An extension that starts without the registration is stopped like any other.
        end_extension(start(i), app_.kernel(), timeouts_of(plan_));
      } catch (const base::Error& error) {
        why = error.what();
      }
      if (!check_leftovers("with " + what + " refused, init ", why)) return;
    }
  }

  bool check_leftovers(const std::string& when, const std::string& why) {
    if (!report_leftovers("failure", when)) return false;
    if (app_.registries().services.names() != services_before_) {
      reporter_.found({"failure", Severity::error, when + "leaves a service registered",
                       "This is a bug in Carboy: please report it.", ""});
      return false;
    }
    if (is_pinned() || !elf::is_mapped(run_.path() / plan_.name)) return true;
    const std::size_t at = why.find("(its library is retired: ");
    const std::string reason =
        at == std::string::npos ? "" : why.substr(at + 25, why.size() - at - 26);
    reporter_.found({"failure", Severity::error,
                     when + "leaves its library in memory" + (reason.empty() ? "" : ": " + reason),
                     "Start threads through app.background, or after all registrations.", ""});
    return false;
  }

  std::vector<Finding> route_findings(const app::Contribution& contribution) const {
    return permission_findings(file_.manifest(), contribution);
  }

  const Plan& plan_;
  Reporter& reporter_;
  extensions::ExtensionFile file_;
  extensions::Candidate candidate_;
  nlohmann::json settings_;
  host::RunningApp app_;
  extensions::RunFolder run_;
  extensions::Bind bind_;
  Uses uses_;
  ProcessSnapshot before_;
  std::vector<std::string> services_before_;
  std::size_t registrations_ = 0;
};

}  // namespace

void check_life(const Plan& plan, Reporter& reporter) {
  // Never destroyed, because threads of the extension may still use it.
  auto* const life = new Life(plan, reporter);
  life->check();
}

}  // namespace carboy::core::check
