#include "core/abi/host_adapter.h"

#include <atomic>

#include "core/abi/callbacks.h"
#include "core/abi/crossing.h"
#include "core/abi/exchange_adapters.h"
#include "core/abi/urls.h"
#include "core/app/failure.h"
#include "core/app/pages/request_reads.h"
#include "core/app/pages/stored_pages.h"
#include "core/app/request_state.h"
#include "core/base/error.h"
#include "core/extensions/life/data_folder.h"
#include "core/http/fields.h"

#include <carboy/abi/extension.h>

namespace carboy::core::abi {
namespace {

// The unit of work that a thread has begun. It ends with the thread at the latest.
class BegunUnit {
 public:
  ~BegunUnit() { end(token_); }
  // REQUIRES: the thread is in no unit.
  std::uint64_t begin() noexcept {
    static std::atomic<std::uint64_t> last{0};
    token_ = ++last;
    app::CurrentUnit::exchange(&unit_);
    return token_;
  }
  void end(std::uint64_t token) noexcept {
    if (token == 0 || token != token_) return;
    token_ = 0;
    if (app::CurrentUnit::get() == &unit_) app::CurrentUnit::exchange(nullptr);
    unit_.end();
  }

 private:
  app::Unit unit_;
  std::uint64_t token_ = 0;
};

BegunUnit& this_threads_unit() noexcept {
  thread_local BegunUnit unit;
  return unit;
}

// Returns the message with its {} replaced by the arguments, in order.
std::string filled_in(std::string_view message, const Text* arguments, size_t count) {
  std::string line;
  for (size_t next = 0;;) {
    const std::size_t brace = message.find("{}");
    line += message.substr(0, brace);
    if (brace == std::string_view::npos) return line;
    if (next < count) line += std::string_view(arguments[next++]);
    message.remove_prefix(brace + 2);
  }
}

// An error with fields that HTTP does not allow becomes an error of the app.
void take_headers(const carboy::abi::Error& given, app::Failure& failure) {
  failure.headers.clear();
  http::FieldBlock checked;
  for (std::size_t i = 0; i < given.header_count; ++i) {
    const std::string_view name = given.headers[i].name, value = given.headers[i].value;
    if (checked.add(name, value)) {
      failure.headers.emplace_back(name, value);
      continue;
    }
    app::fail(500, app::kError,
              "An error was thrown with a header field that HTTP does not allow: \"" +
                  std::string(name) + "\". A name is a token, and a value has no line break.");
    return;
  }
}

Status refused_outside(const std::string& what, const std::string& action) {
  app::fail(500, "carboy.OutsideRequest",
            what + " can only be " + action +
                " in views and hooks, and in functions that they call; there is no request here.");
  return Status::refused;
}

}  // namespace

base::LogLevel level_of(carboy::LogLevel level) noexcept {
  switch (level) {
    case carboy::LogLevel::debug:
      return base::LogLevel::debug;
    case carboy::LogLevel::info:
      return base::LogLevel::info;
    case carboy::LogLevel::warning:
      return base::LogLevel::warning;
    case carboy::LogLevel::error:
      break;
  }
  return base::LogLevel::error;
}

ServiceRefAdapter* Shared::service_adapter(services::Service& service) {
  const std::lock_guard lock(mutex_);
  auto& adapter = services_[&service];
  if (adapter == nullptr) adapter = std::make_unique<ServiceRefAdapter>(service);
  return adapter.get();
}

ServiceSetAdapter* Shared::set_adapter(services::Set& set) {
  const std::lock_guard lock(mutex_);
  auto& adapter = sets_[&set];
  if (adapter == nullptr) adapter = std::make_unique<ServiceSetAdapter>(set, kernel, log);
  return adapter.get();
}

SignalAdapter* Shared::signal_adapter(signals::Signal& signal) {
  const std::lock_guard lock(mutex_);
  auto& adapter = signals_[&signal];
  if (adapter == nullptr) adapter = std::make_unique<SignalAdapter>(signal);
  return adapter.get();
}

uint32_t HostAdapter::sdk() noexcept {
  return carboy::abi::kSdkMajor << 16 | carboy::abi::kSdkMinor;
}

carboy::abi::Request* HostAdapter::current() noexcept {
  app::Exchange* const exchange = app::current_exchange();
  return exchange == nullptr ? nullptr : &adapters_of(*exchange).request;
}

void HostAdapter::set_error(const carboy::abi::Error* error) noexcept {
  const carboy::abi::Error given = completed(*error);
  app::Failure& failure = app::thread_failure();
  failure.code = given.code;
  failure.ids.clear();
  for (std::size_t i = 0; i < given.id_count; ++i) {
    failure.ids.emplace_back(std::string_view(given.ids[i]));
  }
  failure.message = std::string_view(given.message);
  take_headers(given, failure);
}

const carboy::abi::Error* HostAdapter::error() noexcept {
  thread_local CrossingError crossing;
  return &crossing.of(app::thread_failure());
}

void HostAdapter::log(carboy::LogLevel level, Text message, const Text* arguments,
                      size_t count) noexcept {
  if (shared_.log) {
    shared_.log(level_of(level), scope_.name(), filled_in(message, arguments, count));
  }
}

carboy::abi::ServiceRef* HostAdapter::service(ServiceId id, bool required) noexcept {
  const std::string_view name = id.name;
  if (shared_.watch != nullptr) {
    shared_.watch->service_asked_for(name, id.major_version, required);
  }
  services::Service& service = shared_.registries.services.service(name, id.major_version);
  const auto offer = service.current();
  const std::string needed = std::string(name) + " " + std::to_string(id.major_version) + "." +
                             std::to_string(id.minor_version);
  const std::string title = scope_.name() + " " + scope_.version();
  const auto coming = shared_.registries.coming.minor_version_of(service);
  const bool will_be_there = coming && *coming >= id.minor_version;
  if (required && !offer && !will_be_there) {
    app::fail(
        500, "carboy.ServiceUnavailable",
        title + " needs the service " + needed +
            ", which no enabled extension provides. Name its "
            "provider in \"requires\" of extension.json, or use find_service if it may be absent.");
    return nullptr;
  }
  if (required && !will_be_there && offer->minor_version < id.minor_version) {
    app::fail(500, "carboy.ServiceUnavailable",
              title + " was compiled with " + needed + "; " + offer->owner + " provides " +
                  std::string(name) + " " + std::to_string(id.major_version) + "." +
                  std::to_string(offer->minor_version) + ". Install a newer " + offer->owner +
                  ", or raise its range in \"requires\".");
    return nullptr;
  }
  if (required) scope_.services().need(service, id.minor_version);
  return shared_.service_adapter(service);
}

carboy::abi::ServiceSet* HostAdapter::services(ServiceId id) noexcept {
  const std::string_view name = id.name;
  const auto offer = shared_.registries.services.service(name, id.major_version).current();
  if (offer) {
    app::fail(500, app::kError,
              scope_.name() + " " + scope_.version() + " reads the providers of " +
                  std::string(name) + ", but " + offer->owner +
                  " provides it as its only provider. Build both with the same header of its "
                  "owner.");
    return nullptr;
  }
  shared_.registries.services.note_reader(name, id.major_version,
                                          scope_.name() + " " + scope_.version());
  return shared_.set_adapter(shared_.registries.services.set(name, id.major_version));
}

uint64_t HostAdapter::begin_unit() noexcept {
  return app::CurrentUnit::get() == nullptr ? this_threads_unit().begin() : 0;
}

void HostAdapter::end_unit(uint64_t token) noexcept { this_threads_unit().end(token); }

carboy::abi::Signal* HostAdapter::signal(Text name, Text signature) noexcept {
  if (std::string_view(name).starts_with("carboy.")) {
    app::fail(500, app::kError,
              "Only the host emits signals that begin with \"carboy.\"; " + scope_.name() +
                  " can subscribe to them, but not emit them.");
    return nullptr;
  }
  signals::Signal* const signal = shared_.registries.signals.signal(name, signature);
  if (signal != nullptr) return shared_.signal_adapter(*signal);
  app::fail(500, app::kError,
            scope_.name() + " expects the signal " + std::string(std::string_view(name)) +
                " to carry (" + std::string(std::string_view(signature)) + "), but it carries (" +
                shared_.registries.signals.signature_of(name) +
                "). Use the header of the extension that emits it.");
  return nullptr;
}

Status HostAdapter::url_for(Text endpoint, const Text* values, size_t count,
                            TextSink out) noexcept {
  return abi::url_for_outside(shared_.kernel, endpoint, {values, count}, out);
}

Status HostAdapter::after_this_request(carboy::abi::HookCallback callback) noexcept {
  auto hook = std::make_unique<CallbackHook>(scope_, callback);
  app::Exchange* const exchange = app::current_exchange();
  if (exchange == nullptr || !exchange->state().generation) {
    app::fail(500, "carboy.OutsideRequest",
              "after_this_request can only be called in views and hooks, and in functions that "
              "they call; "
              "there is no request here.");
    return Status::refused;
  }
  app::Owner::Lease inside = scope_.owner().enter(scope_.owner().serial());
  if (!inside && !is_held_by(*exchange)) {
    app::fail(500, app::kError,
              scope_.name() + " is being stopped; it cannot add hooks to requests any more.");
    return Status::refused;
  }
  exchange->state().after_this_request.push_back(
      {std::move(inside), &scope_.owner(), std::move(hook)});
  return Status::ok;
}

// Returns whether a request that runs while this extension is being removed keeps the extension
// until its hooks have run: the request is in a route of the extension, or in an older generation,
// which an app-wide extension waits for.
bool HostAdapter::is_held_by(const app::Exchange& exchange) const noexcept {
  const app::RequestState& state = exchange.state();
  if (state.route != nullptr && state.route->owner == &scope_.owner()) return true;
  return scope_.contribution().is_app_wide() &&
         state.generation->number() < shared_.kernel.generation()->number();
}

Status HostAdapter::keep_context() noexcept {
  app::Exchange* const exchange = app::current_exchange();
  if (exchange == nullptr) {
    app::fail(
        500, "carboy.OutsideRequest",
        "Only views and hooks can make a stream with the request's context; there is no request "
        "here.");
    return Status::refused;
  }
  exchange->state().keeps_context = true;
  return Status::ok;
}

int64_t HostAdapter::now() noexcept {
  return shared_.registries.clock.now().time_since_epoch().count();
}

Status HostAdapter::resource(Text path, Bytes* out) noexcept {
  std::call_once(opened_once_, [this]() noexcept {
    if (file_.empty()) return;
    try {
      opened_ = extensions::ExtensionFile::open(file_, scope_.name());
    } catch (const base::Error&) {
      // The file was complete when it was loaded; if it is gone, there are no resources.
    }
  });
  if (!opened_) return Status::not_found;
  for (const elf::Resource& one : opened_->resources()) {
    if (one.path != std::string_view(path)) continue;
    *out = {one.bytes.data(), one.bytes.size()};
    return Status::ok;
  }
  return Status::not_found;
}

carboy::Mode HostAdapter::mode() noexcept {
  switch (shared_.mode) {
    case app::RunMode::run:
      return carboy::Mode::run;
    case app::RunMode::serve:
      return carboy::Mode::serve;
    case app::RunMode::command:
      break;
    case app::RunMode::check:
      return carboy::Mode::check;
    case app::RunMode::test:
      return carboy::Mode::test;
  }
  return carboy::Mode::command;
}

void HostAdapter::mark_personal(Text why) noexcept {
  app::Exchange* const exchange = app::current_exchange();
  if (exchange != nullptr) app::note_personal(*exchange, why);
}

void HostAdapter::depends_on(Text tag) noexcept {
  app::Exchange* const exchange = app::current_exchange();
  if (exchange == nullptr || !exchange->state().page.is_recorded) return;
  app::StoredPages::depends_on(*exchange, shared_.kernel.pages().commits().tag(tag));
}

Status HostAdapter::request_value(Text key, uint64_t layout, void** out) noexcept {
  app::Exchange* const exchange = app::current_exchange();
  if (exchange == nullptr) return refused_outside("A value of the request", "read");
  const app::RequestValue* const found = exchange->state().values.find(key);
  if (found == nullptr) return Status::not_found;
  if (found->layout != layout) {
    return refused("The request's value \"" + found->key + "\" was set by " + found->owner +
                   " as a type that is laid out differently than the one that " + scope_.name() +
                   " " + scope_.version() +
                   " reads. Build both with the same version of the header that declares the key.");
  }
  *out = found->object;
  return Status::ok;
}

Status HostAdapter::set_request_value(Text key, uint64_t layout, void* value,
                                      void (*drop)(void*) noexcept) noexcept {
  app::RequestValue kept{std::string(std::string_view(key)), layout,
                         scope_.name() + " " + scope_.version(), value, drop};
  app::Exchange* const exchange = app::current_exchange();
  Status status = Status::ok;
  if (exchange == nullptr || !exchange->state().generation) {
    status = refused_outside("A value of the request", "set");
  } else if (app::Owner::Lease inside = scope_.owner().enter(scope_.owner().serial());
             inside || is_held_by(*exchange)) {
    exchange->state().values.set(std::move(kept), std::move(inside));
  } else {
    status = refused(scope_.name() + " is being stopped; it cannot keep values for requests.");
  }
  if (status != Status::ok && drop != nullptr) drop(value);
  return status;
}

Status HostAdapter::data_folder(TextSink out) noexcept {
  return contained([&] {
    if (shared_.data_folder.empty()) throw base::Error("This app has no data folder.");
    out.put(extensions::data_folder_of(shared_.data_folder, scope_.name()).string());
  });
}

}  // namespace carboy::core::abi
