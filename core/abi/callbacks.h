// The callbacks that an extension registered, as the app calls them. Each adapter owns its callback
// and frees it.
//
// Thread rule: many threads call them at once.
#pragma once

#include <carboy/abi/registrar.h>

#include <string_view>
#include <utility>
#include <vector>

#include "core/abi/exchange_adapters.h"
#include "core/app/view.h"
#include "core/extensions/life/scope.h"
#include "core/signals/registry.h"

namespace carboy::core::abi {

// A callback that came over the boundary; the destructor frees it.
template <class Callback>
class OwnedCallback {
 public:
  explicit OwnedCallback(Callback callback) noexcept : callback_(callback) {}
  OwnedCallback(OwnedCallback&& other) noexcept : callback_(std::exchange(other.callback_, {})) {}
  OwnedCallback& operator=(OwnedCallback&&) = delete;
  ~OwnedCallback() {
    if (callback_.drop != nullptr) callback_.drop(callback_.self);
  }
  template <class... Arguments>
  auto operator()(Arguments... arguments) const noexcept {
    return callback_.function(callback_.self, arguments...);
  }

 private:
  Callback callback_;
};

// Translates a status of the boundary. Sets this thread's failure for a status that comes without
// one.
app::Outcome outcome_of(Status status) noexcept;

// A failure as it crosses the boundary.
class CrossingError {
 public:
  // The result borrows from `failure` and from this object, until the next call.
  const carboy::abi::Error& of(const app::Failure& failure);

 private:
  std::vector<Text> ids_;
  std::vector<carboy::HeaderField> headers_;
  carboy::abi::Error error_;
};

class CallbackView final : public app::View {
 public:
  CallbackView(extensions::Scope& scope, carboy::abi::ViewCallback callback)
      : scope_(scope), callback_(callback) {}
  app::Outcome call(app::Exchange& exchange) noexcept override;

 private:
  extensions::Scope& scope_;
  OwnedCallback<carboy::abi::ViewCallback> callback_;
};

class CallbackHook final : public app::Hook {
 public:
  CallbackHook(extensions::Scope& scope, carboy::abi::HookCallback callback)
      : scope_(scope), callback_(callback) {}
  app::Outcome call(app::Exchange& exchange) noexcept override;

 private:
  extensions::Scope& scope_;
  OwnedCallback<carboy::abi::HookCallback> callback_;
};

class CallbackTeardown final : public app::TeardownHook {
 public:
  CallbackTeardown(extensions::Scope& scope, carboy::abi::TeardownCallback callback)
      : scope_(scope), callback_(callback) {}
  app::Outcome call(app::Exchange& exchange, const app::Failure* failure) noexcept override;

 private:
  extensions::Scope& scope_;
  OwnedCallback<carboy::abi::TeardownCallback> callback_;
};

class CallbackUrlDefaults final : public app::UrlDefaults {
 public:
  explicit CallbackUrlDefaults(carboy::abi::UrlDefaultsCallback callback) : callback_(callback) {}
  app::Outcome call(std::string_view endpoint, app::UrlValues& values) noexcept override;

 private:
  OwnedCallback<carboy::abi::UrlDefaultsCallback> callback_;
};

class CallbackErrorHandler final : public app::ErrorHandler {
 public:
  CallbackErrorHandler(extensions::Scope& scope, carboy::abi::ErrorCallback callback)
      : scope_(scope), callback_(callback) {}
  app::Outcome call(app::Exchange& exchange, const app::Failure& failure) noexcept override;

 private:
  extensions::Scope& scope_;
  OwnedCallback<carboy::abi::ErrorCallback> callback_;
};

// A slot of a signal that extensions emit; its arguments are those of the boundary.
class CallbackSlot final : public signals::Slot {
 public:
  CallbackSlot(extensions::Scope& scope, int priority,
               OwnedCallback<carboy::abi::SlotCallback> callback)
      : Slot(scope.name(), priority), cost_(scope.owner().cost), callback_(std::move(callback)) {}
  bool call(const void* arguments, std::size_t count) noexcept override;

 private:
  app::ExtensionCost& cost_;
  OwnedCallback<carboy::abi::SlotCallback> callback_;
};

// A slot of one of the host's signals (see app::RequestEvent). It receives those arguments of the
// signal that its own signature names.
class RequestSlot final : public signals::Slot {
 public:
  RequestSlot(extensions::Scope& scope, int priority, std::string_view signature,
              OwnedCallback<carboy::abi::SlotCallback> callback);
  bool call(const void* arguments, std::size_t count) noexcept override;

  // Returns whether `offered` contains every argument that `expected` names.
  static bool can_give(std::string_view offered, std::string_view expected);

 private:
  app::ExtensionCost& cost_;
  std::vector<carboy::abi::ArgumentKind> kinds_;
  OwnedCallback<carboy::abi::SlotCallback> callback_;
};

// The app::AskWrapper for providers that came over the boundary.
app::WrapperAnswer ask_wrapper(void* provider, std::string_view options) noexcept;
// The app::CallWrapper for providers that came over the boundary.
app::Outcome call_wrapper(void* provider, void* scope, app::Exchange& exchange,
                          std::string_view options, app::Next next) noexcept;

}  // namespace carboy::core::abi
