#include "core/extensions/life/scope.h"

#include <algorithm>

#include "core/base/error.h"

namespace carboy::core::extensions {

Scope::Scope(Registries& registries, std::string name, std::string version)
    : registries_(registries),
      owner_(registries.owners.open(name, std::move(version))),
      name_(std::move(name)),
      contribution_(owner_) {}

Scope::~Scope() = default;

void Scope::add_slot(signals::Signal& signal, std::unique_ptr<signals::Slot> slot) {
  connections_.push_back({&signal, slot.get()});
  slots_.push_back(std::move(slot));
  on_unwind([this] { slots_.pop_back(); });
}

void Scope::add_service(services::Slot& slot, std::uint32_t minor, void* object,
                        std::function<void()> drop) {
  if (provides(slot)) {
    throw base::Error(name_ + " provides the service " + slot.name() +
                      " twice. Provide it once, or give the second one an id of its own.");
  }
  if (declared_ && std::none_of(declared_->begin(), declared_->end(), [&](const Declared& one) {
        return one.name == slot.name() && one.major == slot.major_version() && one.minor == minor;
      })) {
    const std::string version = std::to_string(slot.major_version()) + "." + std::to_string(minor);
    throw base::Error(name_ + " provides the service " + slot.name() + " " + version +
                      ", which its manifest does not say. Write \"provides\": {\"" + slot.name() +
                      "\": \"" + version + "\"} into extension.json.");
  }
  services_.push_back({&slot, minor, object});
  if (drop) on_unwind(std::move(drop));
}

void Scope::add_command(Command command) {
  commands_.push_back(std::move(command));
  on_unwind([this] { commands_.pop_back(); });
}

void Scope::add_timer(std::chrono::nanoseconds period, std::function<void()> task) {
  timers_.push_back({period, std::move(task)});
  on_unwind([this] { timers_.pop_back(); });
}

void Scope::add_background(std::string name, app::Background::Work work) {
  background_.emplace_back(std::move(name), std::move(work));
  on_unwind([this] { background_.pop_back(); });
}

void Scope::add_stop(std::function<void()> callback) {
  stops_.push_back(std::move(callback));
  on_unwind([this] { stops_.pop_back(); });
}

bool Scope::offers(const services::Slot& slot, std::uint32_t minor) const {
  return std::any_of(services_.begin(), services_.end(), [&](const Provided& provided) {
    return provided.slot == &slot && provided.minor >= minor;
  });
}

std::string Scope::broken_need(const Scope& other, const Scope& next) const {
  for (const Need& need : other.needs_) {
    if (!provides(*need.slot)) continue;
    const auto offered =
        std::find_if(next.services_.begin(), next.services_.end(),
                     [&](const Provided& provided) { return provided.slot == need.slot; });
    const std::string wanted =
        other.name() + " " + other.version() + " uses the service " + need.slot->name() + " " +
        std::to_string(need.slot->major_version()) + "." + std::to_string(need.minor) + ", which " +
        next.name() + " " + next.version();
    if (offered == next.services_.end()) return wanted + " does not provide any more.";
    if (offered->minor < need.minor) {
      return wanted + " provides only as " + std::to_string(need.slot->major_version()) + "." +
             std::to_string(offered->minor) + ".";
    }
  }
  return {};
}

void Scope::take_over(Scope* old) {
  for (const Provided& provided : services_) {
    auto departed = registries_.services.provide(*provided.slot,
                                                 {provided.object, provided.minor, name_, this});
    if (old != nullptr) old->departed_offers_.push_back(std::move(departed));
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

void Scope::start_work() {
  for (Timer& timer : timers_) timer.id = registries_.scheduler.every(timer.period, timer.task);
  for (app::Background& work : background_) work.start();
}

void Scope::close() {
  owner_.close();
  for (app::Background& work : background_) work.request_stop();
  if (!active_) return;
  for (const Provided& provided : services_) {
    departed_offers_.push_back(registries_.services.withdraw(*provided.slot, provided.object));
  }
  auto departed = registries_.signals.exchange(connections_, {});
  std::move(departed.begin(), departed.end(), std::back_inserter(departed_slots_));
  connections_.clear();
}

bool Scope::drain(Deadline deadline) {
  bool empty = owner_.drain(deadline);
  for (Timer& timer : timers_) {
    if (timer.id != 0) empty = registries_.scheduler.cancel(timer.id, deadline) && empty;
  }
  for (app::Background& work : background_) empty = work.wait(deadline) && empty;
  for (const auto& offer : departed_offers_) empty = offer.wait(deadline) && empty;
  for (const auto& slots : departed_slots_) empty = slots.wait(deadline) && empty;
  return empty;
}

void Scope::run_stop_callbacks() {
  for (auto callback = stops_.rbegin(); callback != stops_.rend(); ++callback) (*callback)();
}

void Scope::unwind() {
  departed_offers_.clear();
  departed_slots_.clear();
  while (!undo_.empty()) {
    const std::function<void()> undo = std::move(undo_.back());
    undo_.pop_back();
    undo();
  }
  services_.clear();
  contribution_.clear();
  registries_.owners.recycle(owner_);
}

std::string Scope::leaks() const {
  std::string left;
  const auto note = [&](const std::string& what) { left += (left.empty() ? "" : ", ") + what; };
  for (const Provided& provided : services_) {
    const auto now = provided.slot->current();
    if (now && now->object == provided.object) note("service " + provided.slot->name());
  }
  for (const auto& slot : slots_) {
    if (registries_.signals.is_connected(*slot)) note("a slot");
  }
  for (const Timer& timer : timers_) {
    if (timer.id != 0 && registries_.scheduler.contains(timer.id)) note("a timer");
  }
  if (owner_.inside() != 0) note("a request");
  if (open_streams() != 0) note("a stream");
  return left;
}

void Scope::cancel_streams(bool only_events) {
  const std::lock_guard lock(streams_mutex_);
  for (const auto& [exchange, events] : streams_) {
    if (only_events && !events) continue;
    exchange->cancel();
    if (exchange->carrier != nullptr) exchange->carrier->wake();
  }
}

std::size_t Scope::open_streams() const {
  const std::lock_guard lock(streams_mutex_);
  return streams_.size();
}

void Scope::stream_opened(app::Exchange& exchange, bool event_stream) {
  const std::lock_guard lock(streams_mutex_);
  streams_.emplace(&exchange, event_stream);
}

void Scope::stream_closed(app::Exchange& exchange) {
  const std::lock_guard lock(streams_mutex_);
  std::erase_if(streams_, [&](const auto& stream) { return stream.first == &exchange; });
}

}  // namespace carboy::core::extensions
