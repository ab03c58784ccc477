#include "core/abi/callbacks.h"

#include <carboy/abi/wrapper.h>

#include "core/app/kernel.h"

namespace carboy::core::abi {
namespace {

// Says whose code makes the response while this lives.
class Author {
 public:
  Author(ResponseFace& response, extensions::Scope& scope)
      : response_(response), outer_(response.author()) {
    response_.set_author(&scope);
  }
  ~Author() { response_.set_author(outer_); }
  Author(const Author&) = delete;
  Author& operator=(const Author&) = delete;

 private:
  ResponseFace& response_;
  extensions::Scope* outer_;
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
    case Status::not_there:
      app::fail(503, "carboy.ServiceNotThere", "Something this page needs is not there right now.");
      return app::Outcome::failed;
    case Status::cancelled:
      app::fail(503, "carboy.Error", "The request was cancelled.");
      return app::Outcome::failed;
  }
  app::fail(500, "carboy.Error", "An extension returned a status that this host does not know.");
  return app::Outcome::failed;
}

carboy::abi::Error error_of(const app::Failure& failure, std::vector<Text>& ids) {
  ids.assign(failure.ids.begin(), failure.ids.end());
  carboy::abi::Error error;
  error.code = failure.code;
  error.ids = ids.data();
  error.id_count = static_cast<uint32_t>(ids.size());
  error.message = failure.message;
  return error;
}

app::Outcome CallbackView::call(app::Exchange& exchange) noexcept {
  ExchangeFaces& faces = faces_of(exchange);
  const Author author(faces.response, scope_);
  return outcome_of(callback_(&faces.request, &faces.response));
}

app::Outcome CallbackHook::call(app::Exchange& exchange) noexcept {
  ExchangeFaces& faces = faces_of(exchange);
  const Author author(faces.response, scope_);
  return outcome_of(callback_(&faces.request, &faces.response));
}

app::Outcome CallbackTeardown::call(app::Exchange& exchange, const app::Failure* failure) noexcept {
  ExchangeFaces& faces = faces_of(exchange);
  if (failure == nullptr) return outcome_of(callback_(&faces.request, nullptr));
  std::vector<Text> ids;
  const carboy::abi::Error error = error_of(*failure, ids);
  return outcome_of(callback_(&faces.request, &error));
}

app::Outcome CallbackErrorHandler::call(app::Exchange& exchange,
                                        const app::Failure& failure) noexcept {
  ExchangeFaces& faces = faces_of(exchange);
  const Author author(faces.response, scope_);
  std::vector<Text> ids;
  const carboy::abi::Error error = error_of(failure, ids);
  return outcome_of(callback_(&faces.request, &faces.response, &error));
}

bool CallbackSlot::call(const void* arguments, std::size_t count) noexcept {
  const auto* crossing = static_cast<const carboy::abi::Argument*>(arguments);
  return outcome_of(callback_(crossing, count)) != app::Outcome::failed;
}

bool RequestSlot::call(const void* arguments, std::size_t) noexcept {
  const auto& event = *static_cast<const app::RequestEvent*>(arguments);
  ExchangeFaces& faces = faces_of(event.exchange);
  carboy::abi::Argument crossing[2];
  crossing[0].kind = carboy::abi::ArgumentKind::request;
  crossing[0].request = &faces.request;
  std::size_t count = 1;
  if (signature_ == "request,response") {
    crossing[count].kind = carboy::abi::ArgumentKind::response;
    crossing[count++].response = &faces.response;
  } else if (signature_ == "request,text") {
    crossing[count].kind = carboy::abi::ArgumentKind::text;
    crossing[count++].text = event.text;
  }
  return outcome_of(callback_(crossing, count)) != app::Outcome::failed;
}

app::Outcome call_wrapper(void* provider, void* scope, app::Exchange& exchange,
                          std::string_view options, app::Next next) noexcept {
  ExchangeFaces& faces = faces_of(exchange);
  const Author author(faces.response, *static_cast<extensions::Scope*>(scope));
  // The boundary's statuses and the app's outcomes are translated on the way in and out; a failure
  // stays this thread's.
  const carboy::abi::Next crossing{[](void* self) noexcept {
                                     switch ((*static_cast<app::Next*>(self))()) {
                                       case app::Outcome::done:
                                         return Status::ok;
                                       case app::Outcome::answered:
                                         return Status::answered;
                                       case app::Outcome::failed:
                                         break;
                                     }
                                     return Status::failed;
                                   },
                                   &next};
  auto* wrapper = static_cast<carboy::abi::RouteWrapper*>(provider);
  return outcome_of(wrapper->handle(&faces.request, &faces.response, options, crossing));
}

}  // namespace carboy::core::abi
