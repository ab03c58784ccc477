#include "core/extensions/life/scope.h"

#include <algorithm>

#include "core/app/failure.h"

namespace carboy::core::extensions {

Scope::Scope(Registries& registries, std::string name, std::string version)
    : registries_(registries),
      owner_(registries.owners.open(std::move(name), std::move(version))),
      services_(registries.services, owner_),
      contribution_(owner_),
      work_(registries.scheduler) {}

void Scope::add_slot(signals::Signal& signal, std::unique_ptr<signals::Slot> slot) {
  connections_.push_back({&signal, slot.get()});
  slots_.push_back(std::move(slot));
  undo_.emplace_back([this] { slots_.pop_back(); });
}

void Scope::add_service(services::Service& service, std::uint32_t minor, void* object,
                        std::function<void()> drop) {
  services_.provide(service, minor, object);
  if (drop) undo_.push_back(std::move(drop));
}

void Scope::add_provider(const app::ProviderEntry& provider, std::function<void()> drop) {
  services_.check_contributed(*provider.set, provider.minor_version);
  contribution_.providers.push_back(provider);
  if (drop) undo_.push_back(std::move(drop));
}

Command& Scope::add_command(Command command) {
  command.extension = name();
  undo_.emplace_back([this] { commands_.pop_back(); });
  return commands_.emplace_back(std::move(command));
}

void Scope::take_over(Scope* old) {
  // Usually the old version has provided them; another extension has, if that was chosen before.
  for (auto& replaced : services_.publish(this)) {
    if (replaced.scope == nullptr) continue;
    static_cast<Scope*>(replaced.scope)->departed_offers_.push_back(std::move(replaced.offer));
  }
  std::span<const signals::Connection> removed;
  if (old != nullptr) removed = old->connections_;
  auto departed = registries_.signals.exchange(removed, connections_);
  if (old != nullptr) {
    std::move(departed.begin(), departed.end(), std::back_inserter(old->departed_slots_));
    old->connections_.clear();
  }
  active_ = true;
}

void Scope::close() {
  owner_.close();
  work_.request_stop();
  if (!active_) return;
  auto withdrawn = services_.withdraw();
  std::move(withdrawn.begin(), withdrawn.end(), std::back_inserter(departed_offers_));
  auto departed = registries_.signals.exchange(connections_, {});
  std::move(departed.begin(), departed.end(), std::back_inserter(departed_slots_));
  connections_.clear();
}

bool Scope::drain(Deadline deadline) {
  bool empty = owner_.drain(deadline);
  empty = work_.wait(deadline) && empty;
  for (const auto& offer : departed_offers_) empty = offer.wait(deadline) && empty;
  for (const auto& slots : departed_slots_) empty = slots.wait(deadline) && empty;
  return empty;
}

void Scope::unwind() {
  departed_offers_.clear();
  departed_slots_.clear();
  work_.clear();
  while (!undo_.empty()) {
    const std::function<void()> undo = std::move(undo_.back());
    undo_.pop_back();
    undo();
  }
  announcements_.clear();
  services_.clear();
  contribution_.clear();
  registries_.owners.recycle(owner_);
}

std::string Scope::leaks() const {
  std::string left;
  const auto note = [&](const std::string& what) { left += (left.empty() ? "" : ", ") + what; };
  for (const std::string& name : services_.still_published()) note("service " + name);
  for (const auto& slot : slots_) {
    if (registries_.signals.is_connected(*slot)) note("a slot");
  }
  if (work_.has_running_timer()) note("a timer");
  if (owner_.inside() != 0) note("a request");
  if (streams_.count() != 0) note("a stream");
  return left;
}

std::vector<std::string> announcements_of(Scope& scope, const std::string& base_url) {
  std::vector<std::string> texts;
  for (const Announcement& announcement : scope.announcements()) {
    std::string text;
    if (!announcement(base_url, text)) {
      text = scope.name() + " has nothing to announce: " + app::thread_failure().message;
    }
    if (!text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace carboy::core::extensions
