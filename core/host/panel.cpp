#include "core/host/panel.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/host/extension_facts.h"

namespace carboy::core::host {
namespace {

using Json = nlohmann::json;

carboy::abi::PanelLevel level_of_panel(const config::AppConfig& config, bool serves) {
  const std::string& given = config.panel;
  const std::string word = !given.empty() ? given : serves ? "look" : "manage";
  const auto& levels = config::kPanelLevels;
  const auto found = std::find(levels.begin(), levels.end(), word);
  return static_cast<carboy::abi::PanelLevel>(found - levels.begin());
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json settings_in(const abi::ManagementActions::Call& call) {
  Json settings = Json::parse(call.settings, nullptr, false);
  if (!settings.is_discarded()) return settings;
  throw base::Error("The settings of " + call.names.front() +
                    " were not changed: they are not JSON.");
}

// What a change is answered with that swaps nothing.
std::string not_running(const abi::ManagementActions::Call& call) {
  return call.names.front() + (call.action == "configure" ? " is configured." : " is restored.");
}

services::Service& management_service(RunningApp& running) {
  return running.registries().services.service("carboy.Management", 1);
}

}  // namespace

Panel::Panel(RunningApp& running, AppManager& manager, const config::AppConfig& config, bool serves)
    : running_(running),
      manager_(manager),
      serves_(serves),
      files_(manager.folder(), config.host_keys),
      adapter_(running.shared(), *this, level_of_panel(config, serves)) {
  auto* const crossing = static_cast<carboy::abi::Management*>(&adapter_);
  running.registries().services.provide(management_service(running),
                                        {crossing, 0, "carboy", nullptr});
}

Panel::~Panel() {
  const auto departed =
      running_.registries().services.withdraw(management_service(running_), &adapter_);
  departed.wait(std::chrono::steady_clock::now() + std::chrono::seconds(1));
  const std::lock_guard lock(mutex_);
  for (Change& change : changes_) change.thread.join();
}

std::string Panel::list() { return text_of(list_facts(manager_.view(), true)); }

std::string Panel::info(const std::string& name) {
  return text_of(info_facts(manager_.view(), name));
}

std::string Panel::receive(const Call&, std::string_view bytes) { return files_.receive(bytes); }

void Panel::check_accepted(const std::string& digest) {
  files_.find(digest);
  if (serves_) files_.check_accepted(digest);
}

std::string Panel::check(const Call& call) { return files_.check(call.names.front()); }

std::string Panel::install(const Call& call) { return files_.install(call.names.front()); }

// Makes the change, and tells `published` as soon as it is known whether it is refused.
void Panel::make(const Call& call, std::promise<std::string>& published) {
  bool answered = false;
  AppManager::Asked asked{call.actor + " (request " + call.request_id + ")", false, true};
  asked.published = [&](const std::vector<extensions::Reload>& done) {
    answered = true;
    published.set_value(describe(done));
  };
  const std::string& name = call.names.front();
  try {
    if (call.action == "enable") manager_.enable(call.names, asked);
    if (call.action == "disable") manager_.disable(call.names, asked);
    if (call.action == "reload") manager_.reload(call.names, asked);
    if (call.action == "configure") manager_.configure(name, settings_in(call), asked);
    if (call.action == "rollback") manager_.roll_back(name, asked);
    if (!answered) published.set_value(not_running(call));
  } catch (const base::Error&) {
    if (!answered) published.set_exception(std::current_exception());
  }
}

// The change is made on a thread of the host's, since the caller may have frames of the very
// extension that it replaces, and the caller goes on as soon as it is published.
std::string Panel::change(const Call& call) {
  auto published = std::make_shared<std::promise<std::string>>();
  auto answer = published->get_future();
  {
    const std::lock_guard lock(mutex_);
    changes_.remove_if([](Change& one) {
      if (!one.ended) return false;
      one.thread.join();
      return true;
    });
    Change& change = changes_.emplace_back();
    change.thread = std::thread([this, call, published, &change] {
      base::adopt_this_thread("carboy-change");
      make(call, *published);
      change.ended = true;
    });
  }
  return answer.get();
}

}  // namespace carboy::core::host
