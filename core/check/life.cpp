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

using Severity = CheckFinding::Severity;
using Clock = std::chrono::steady_clock;

// An extension with very many registrations is not tried for longer.
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
  Life(const CheckPlan& plan, CheckReporter& teller)
      : plan_(plan),
        teller_(teller),
        file_(extensions::ExtensionFile::open(plan.file_of(plan.name), plan.name + ".so")),
        candidate_(extensions::candidate_of(file_, plan.file_of(plan.name))),
        settings_(settings_of(plan, file_.manifest())),
        app_(make_check_app(plan, "required", plan.required)),
        run_(plan.app()),
        bind_(abi::binder(app_.shared())),
        uses_(file_.manifest()) {}

  void check() {
    teller_.doing("what it requires started", 0);
    app_.host().start(extensions::Host::For::commands);
    before_ = ProcessSnapshot::now(plan_.app());
    services_before_ = app_.registries().services.names();
    for (const char* const which : {"", " again"}) {
      const bool first = *which == '\0';
      if (!live(which, first)) return;
    }
    if (!tell_traces("init", "after it has stopped: ")) return;
    fail_each_registration();
  }

 private:
  // One start and one end; false when the rest makes no sense.
  bool live(const std::string& which, bool first) {
    teller_.doing("its init ran" + which, first ? 0.1 : 0.3);
    std::unique_ptr<extensions::LoadedExtension> loaded;
    try {
      loaded = start(0);
    } catch (const base::Error& error) {
      tell_failed_init(error.what(), which);
      return false;
    }
    if (first) {
      registrations_ = uses_.registrations();
      for (const CheckFinding& finding : uses_.findings()) teller_.found(finding);
      for (const CheckFinding& finding : route_findings(loaded->scope->contribution())) {
        teller_.found(finding);
      }
    }
    teller_.doing("it was put to work" + which, first ? 0.15 : 0.35);
    if (!serve(*loaded)) return false;
    if (first) check_services();
    app_.kernel().publish(app_.kernel().build({}, {}));
    teller_.doing("it was stopped" + which, first ? 0.2 : 0.4);
    const auto ending = end_extension(std::move(loaded), app_.kernel(), patience_of(plan_));
    return tell_ending(ending, first);
  }

  std::unique_ptr<extensions::LoadedExtension> start(std::size_t fail_at) {
    uses_.begin(app_.registries(), fail_at);
    app_.shared().watch = &uses_;
    try {
      auto loaded = start_extension(candidate_, settings_, app_.registries(), run_, bind_,
                                    patience_of(plan_));
      app_.shared().watch = nullptr;
      return loaded;
    } catch (...) {
      app_.shared().watch = nullptr;
      throw;
    }
  }

  void tell_failed_init(const std::string& why, const std::string& which) {
    for (const CheckFinding& finding : uses_.findings()) teller_.found(finding);
    if (uses_.has_missing_setting()) return;
    teller_.found({"init", Severity::error, why + (which.empty() ? "" : " It had started once."),
                   which.empty() ? "" : "Free in app.at_stop what can be had only once.", ""});
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
      teller_.found({"init", Severity::error, error.what(), "", ""});
      return false;
    }
    loaded.scope->start_work();
    return true;
  }

  void check_services() {
    const elf::SourceLines lines(plan_.file_of(plan_.name));
    for (const auto& service : file_.manifest().provides) {
      const auto offer = app_.registries().services.slot(service.id, service.major).current();
      if (!offer) {
        teller_.found({"services", Severity::warning,
                       "provides " + service.id + " by its manifest, and not in its init",
                       "Call app.provide, or take it out of \"provides\" in extension.json.", ""});
        continue;
      }
      teller_.doing("the functions of " + service.id + " were looked at", 0.18);
      for (const std::uint64_t address : unguarded_functions(offer->object, lines)) {
        const auto source = lines.of_address(address);
        teller_.found({"services", Severity::warning,
                       "a function of " + service.id +
                           " lets an exception out, which ends the host: it is noexcept",
                       "Put its body into return carboy::guarded([&] { ... });.",
                       source ? source->text() : ""});
      }
    }
  }

  bool tell_ending(const extensions::UnloadResult& ending, bool first) {
    if (ending.unloaded || ending.why == candidate_.pinning) return true;
    teller_.found({"init", Severity::error,
                   (first ? "stays in memory after it was stopped: "
                          : "stays in memory after it was started and stopped again: ") +
                       ending.why,
                   "What it starts has to end in app.at_stop, and soon.", ""});
    return false;
  }

  // Lint has said already that the library stays.
  bool is_pinned() const { return !candidate_.pinning.empty(); }

  bool tell_traces(const std::string& check, const std::string& when) {
    const auto left = ProcessSnapshot::now(plan_.app()).since(before_);
    for (const auto& one : left) {
      teller_.found({check == "init" ? "leaves" : check,
                     check == "init" ? Severity::warning : Severity::error, when + one.text,
                     one.remedy, ""});
    }
    return left.empty();
  }

  void fail_each_registration() {
    const auto give_up = Clock::now() + kTimeForFailures;
    for (std::size_t i = 1; i <= registrations_; ++i) {
      if (Clock::now() > give_up) {
        teller_.found({"failure", Severity::warning,
                       "only " + std::to_string(i - 1) + " of its " +
                           std::to_string(registrations_) +
                           " registrations were refused in turn, since that took too long",
                       "A shorter init makes every start and swap faster, too.", ""});
        return;
      }
      const std::string what =
          "its " + ordinal(i) + " registration of " + std::to_string(registrations_);
      teller_.doing(what + " was refused",
                    0.4 + 0.6 * static_cast<double>(i) / static_cast<double>(registrations_));
      std::string why;
      try {
        // What goes on without its registration is ended as what works.
        end_extension(start(i), app_.kernel(), patience_of(plan_));
      } catch (const base::Error& error) {
        why = error.what();
      }
      if (!leaves_nothing("with " + what + " refused, init ", why)) return;
    }
  }

  bool leaves_nothing(const std::string& when, const std::string& why) {
    if (!tell_traces("failure", when)) return false;
    if (app_.registries().services.names() != services_before_) {
      teller_.found({"failure", Severity::error, when + "leaves a service behind",
                     "This is the host's fault: report it to Carboy.", ""});
      return false;
    }
    if (is_pinned() || !elf::is_mapped(run_.path() / plan_.name)) return true;
    const std::size_t at = why.find("(its library is retired: ");
    const std::string reason =
        at == std::string::npos ? "" : why.substr(at + 25, why.size() - at - 26);
    teller_.found({"failure", Severity::error,
                   when + "leaves its library in memory" + (reason.empty() ? "" : ": " + reason),
                   "Start threads and the like through app.background, or last of all.", ""});
    return false;
  }

  std::vector<CheckFinding> route_findings(const app::Contribution& contribution) const {
    return permission_findings(file_.manifest(), contribution);
  }

  const CheckPlan& plan_;
  CheckReporter& teller_;
  extensions::ExtensionFile file_;
  extensions::Candidate candidate_;
  nlohmann::json settings_;
  host::RunningApp app_;
  extensions::RunFolder run_;
  extensions::Bind bind_;
  CheckUses uses_;
  ProcessSnapshot before_;
  std::vector<std::string> services_before_;
  std::size_t registrations_ = 0;
};

}  // namespace

void check_life(const CheckPlan& plan, CheckReporter& teller) {
  // Never destroyed: what is checked may still be inside.
  auto* const life = new Life(plan, teller);
  life->check();
}

}  // namespace carboy::core::check
