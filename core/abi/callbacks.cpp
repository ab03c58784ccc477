#include "core/abi/callbacks.h"

#include <carboy/abi/wrapper.h>

#include <algorithm>
#include <optional>

#include "core/app/kernel.h"

namespace carboy::core::abi {
namespace {

// Sets the extension whose code makes the response, and counts its time, until it is destroyed.
class Author {
 public:
  Author(ResponseAdapter& response, extensions::Scope& scope)
      : response_(response), outer_(response.author()), inside_(scope.owner().cost) {
    response_.set_author(&scope);
  }
  ~Author() { response_.set_author(outer_); }
  Author(const Author&) = delete;
  Author& operator=(const Author&) = delete;

 private:
  ResponseAdapter& response_;
  extensions::Scope* outer_;
  app::TimeInside inside_;
};

template <class F>
void for_each_item(std::string_view list, F f) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    f(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

// The arguments of the host's own signals, by name.
std::optional<carboy::abi::ArgumentKind> kind_of(std::string_view item) {
  if (item == "request") return carboy::abi::ArgumentKind::request;
  if (item == "response") return carboy::abi::ArgumentKind::response;
  if (item == "text") return carboy::abi::ArgumentKind::text;
  if (item == "error") return carboy::abi::ArgumentKind::error;
  return std::nullopt;
}

// The values of a URL, for an extension.
class UrlValuesAdapter final : public carboy::abi::UrlValues {
 public:
  explicit UrlValuesAdapter(app::UrlValues& values) : values_(values) {}
  bool contains(Text name) noexcept override { return values_.contains(name); }
  void set(Text name, Text value) noexcept override { values_.set(name, value); }

 private:
  app::UrlValues& values_;
};

// The page policy of a route, for the wrapper that describes it. Times that are not positive do not
// count.
class PagePolicyAdapter final : public carboy::abi::PagePolicy {
 public:
  explicit PagePolicyAdapter(pages::PagePolicy& policy) : policy_(policy) {}
  void set_age(int64_t nanoseconds) noexcept override { policy_.age = time(nanoseconds); }
  void set_browser_age(int64_t nanoseconds) noexcept override {
    policy_.browser_age = time(nanoseconds);
  }
  void add_tag(Text tag) noexcept override { policy_.tags.emplace_back(std::string_view(tag)); }
  void add_vary_cookie(Text name) noexcept override {
    policy_.vary_cookies.emplace_back(std::string_view(name));
  }

 private:
  static std::chrono::nanoseconds time(int64_t nanoseconds) {
    return std::chrono::nanoseconds(std::max<int64_t>(nanoseconds, 0));
  }
  pages::PagePolicy& policy_;
};

}  // namespace

app::Outcome outcome_of(Status status) noexcept {
  switch (status) {
    case Status::ok:
      return app::Outcome::done;
    case Status::answered:
      return app::Outcome::answered;
    case Status::failed:
    case Status::refused:
      return app::Outcome::failed;
    case Status::not_found:
      app::fail(503, "carboy.ServiceUnavailable",
                "Something that this page needs is not available at the moment.");
      return app::Outcome::failed;
    case Status::cancelled:
      app::fail(503, app::kError, "The request was cancelled.");
      return app::Outcome::failed;
  }
  app::fail(500, app::kError, "An extension returned a status that this host does not know.");
  return app::Outcome::failed;
}

const carboy::abi::Error& CrossingError::of(const app::Failure& failure) {
  ids_.assign(failure.ids.begin(), failure.ids.end());
  headers_.clear();
  for (const auto& [name, value] : failure.headers) headers_.push_back({name, value});
  error_.code = failure.code;
  error_.ids = ids_.data();
  error_.id_count = ids_.size();
  error_.message = failure.message;
  error_.headers = headers_.data();
  error_.header_count = headers_.size();
  return error_;
}

app::Outcome CallbackView::call(app::Exchange& exchange) noexcept {
  ExchangeAdapters& adapters = adapters_of(exchange);
  const Author author(adapters.response, scope_);
  return outcome_of(callback_(&adapters.request, &adapters.response));
}

app::Outcome CallbackHook::call(app::Exchange& exchange) noexcept {
  ExchangeAdapters& adapters = adapters_of(exchange);
  const Author author(adapters.response, scope_);
  return outcome_of(callback_(&adapters.request, &adapters.response));
}

app::Outcome CallbackTeardown::call(app::Exchange& exchange, const app::Failure* failure) noexcept {
  const app::TimeInside inside(scope_.owner().cost);
  ExchangeAdapters& adapters = adapters_of(exchange);
  if (failure == nullptr) return outcome_of(callback_(&adapters.request, nullptr));
  CrossingError crossing;
  return outcome_of(callback_(&adapters.request, &crossing.of(*failure)));
}

app::Outcome CallbackUrlDefaults::call(std::string_view endpoint, app::UrlValues& values) noexcept {
  UrlValuesAdapter adapter(values);
  return outcome_of(callback_(Text(endpoint), static_cast<carboy::abi::UrlValues*>(&adapter)));
}

app::Outcome CallbackErrorHandler::call(app::Exchange& exchange,
                                        const app::Failure& failure) noexcept {
  ExchangeAdapters& adapters = adapters_of(exchange);
  const Author author(adapters.response, scope_);
  CrossingError crossing;
  const Status status = callback_(&adapters.request, &adapters.response, &crossing.of(failure));
  return status == Status::not_found ? app::Outcome::declined : outcome_of(status);
}

bool CallbackSlot::call(const void* arguments, std::size_t count) noexcept {
  const app::TimeInside inside(cost_, app::Work::slot);
  const auto* crossing = static_cast<const carboy::abi::Argument*>(arguments);
  return outcome_of(callback_(crossing, count)) != app::Outcome::failed;
}

RequestSlot::RequestSlot(extensions::Scope& scope, int priority, std::string_view signature,
                         OwnedCallback<carboy::abi::SlotCallback> callback)
    : Slot(scope.name(), priority), cost_(scope.owner().cost), callback_(std::move(callback)) {
  for_each_item(signature, [this](std::string_view item) {
    kinds_.push_back(kind_of(item).value_or(carboy::abi::ArgumentKind::request));
  });
}

bool RequestSlot::can_give(std::string_view offered, std::string_view expected) {
  bool all = true;
  for_each_item(expected, [&](std::string_view item) {
    bool found = false;
    for_each_item(offered, [&](std::string_view offer) { found = found || offer == item; });
    all = all && found && kind_of(item);
  });
  return all;
}

bool RequestSlot::call(const void* arguments, std::size_t) noexcept {
  using carboy::abi::ArgumentKind;
  const auto& event = *static_cast<const app::RequestEvent*>(arguments);
  ExchangeAdapters& adapters = adapters_of(event.exchange);
  CrossingError received;
  const carboy::abi::Error* const error =
      event.failure == nullptr ? nullptr : &received.of(*event.failure);
  std::vector<carboy::abi::Argument> crossing(kinds_.size());
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    crossing[i].kind = kinds_[i];
    if (kinds_[i] == ArgumentKind::request) crossing[i].request = &adapters.request;
    if (kinds_[i] == ArgumentKind::response) crossing[i].response = &adapters.response;
    if (kinds_[i] == ArgumentKind::text && error != nullptr) crossing[i].text = error->message;
    if (kinds_[i] == ArgumentKind::error) crossing[i].error = error;
  }
  const app::TimeInside inside(cost_, app::Work::slot);
  return outcome_of(callback_(crossing.data(), crossing.size())) != app::Outcome::failed;
}

app::Outcome call_wrapper(void* provider, void* scope, app::Exchange& exchange,
                          std::string_view options, app::Next next) noexcept {
  ExchangeAdapters& adapters = adapters_of(exchange);
  const Author author(adapters.response, *static_cast<extensions::Scope*>(scope));
  // Translates the app's outcome into a status of the boundary; a failure stays this thread's.
  const carboy::abi::Next crossing{[](void* self) noexcept {
                                     switch ((*static_cast<app::Next*>(self))()) {
                                       case app::Outcome::done:
                                         return Status::ok;
                                       case app::Outcome::answered:
                                         return Status::answered;
                                       case app::Outcome::failed:
                                       case app::Outcome::declined:
                                         break;
                                     }
                                     return Status::failed;
                                   },
                                   &next};
  auto* wrapper = static_cast<carboy::abi::RouteWrapper*>(provider);
  return outcome_of(wrapper->handle(&adapters.request, &adapters.response, options, crossing));
}

app::WrapperAnswer ask_wrapper(void* provider, std::string_view options) noexcept {
  using carboy::abi::WrapperPhase;
  auto* wrapper = static_cast<carboy::abi::RouteWrapper*>(provider);
  app::WrapperAnswer answer;
  app::thread_failure().message.clear();
  const uint32_t phases = wrapper->phases(options);
  bool is_right = phases != 0;
  const auto has = [phases](WrapperPhase one) {
    return (phases & static_cast<uint32_t>(one)) != 0;
  };
  answer.handles = has(WrapperPhase::handle);
  if (is_right && has(WrapperPhase::page)) {
    PagePolicyAdapter policy(answer.page.emplace());
    is_right = wrapper->page(options, &policy) == Status::ok;
  }
  if (!is_right) {
    const std::string& why = app::thread_failure().message;
    answer.mistake = why.empty() ? "It gives no reason." : why;
  }
  return answer;
}

}  // namespace carboy::core::abi
