#include "core/extensions/life/publish_check.h"

#include <memory>
#include <string>

#include "core/app/failure.h"
#include "core/app/unit.h"
#include "core/base/error.h"
#include "core/extensions/life/bounded.h"

namespace carboy::core::extensions {
namespace {

// What one function uses. It may run longer than anyone waits for it.
struct Call {
  std::function<bool()> check;
  std::shared_ptr<const app::ProviderLists> lists;
  std::vector<ScopeServices::Provided> services;
  std::vector<app::Owner::Lease> inside;
  bool ok = false;
  std::string failure;

  void run() {
    app::Unit unit;
    unit.show(*lists);
    for (const ScopeServices::Provided& one : services) {
      unit.show(*one.service, {one.object, 0, nullptr, one.minor});
    }
    const app::CurrentUnit current(unit);
    ok = check();
    if (!ok) failure = app::thread_failure().message;
    check = nullptr;
    inside.clear();
  }
};

std::shared_ptr<Call> call_of(const std::function<bool()>& check,
                              const std::vector<const Scope*>& scopes,
                              const app::Generation& next) {
  auto call = std::make_shared<Call>();
  call->check = check;
  call->lists = next.shared_providers();
  for (const Scope* scope : scopes) {
    const auto& provided = scope->services().provided();
    call->services.insert(call->services.end(), provided.begin(), provided.end());
    app::Owner& owner = scope->contribution().owner;
    call->inside.push_back(owner.enter(owner.serial()));
  }
  return call;
}

}  // namespace

void check_publish(const std::vector<const Scope*>& scopes, const app::Generation& next,
                   std::chrono::milliseconds limit) {
  for (const Scope* scope : scopes) {
    for (const std::function<bool()>& check : scope->contribution().before_publish) {
      const std::string title = scope->name() + " " + scope->version();
      const std::shared_ptr<Call> call = call_of(check, scopes, next);
      if (!run_bounded("check " + scope->name(), limit, [call] { call->run(); })) {
        throw base::Error(title + " has not returned from its before_publish function within " +
                          duration_text(limit) +
                          ". Raise [server] publish_timeout if it needs longer.");
      }
      if (!call->ok) {
        throw base::Error(title + " refuses this in its before_publish function: " + call->failure);
      }
    }
  }
}

}  // namespace carboy::core::extensions
