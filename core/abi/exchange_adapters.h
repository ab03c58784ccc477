// A request and its response as extensions see them: thin objects over the exchange.
//
// Thread rule: that of sdk/include/carboy/abi/request.h.
#pragma once

#include <carboy/abi/request.h>

#include <memory>

#include "core/abi/request_texts.h"
#include "core/app/exchange.h"
#include "core/extensions/life/scope.h"

namespace carboy::core::abi {

class RequestAdapter final : public carboy::abi::Request {
 public:
  explicit RequestAdapter(app::Exchange& exchange) : exchange_(exchange) {}

  Text method() noexcept override;
  Text path() noexcept override;
  Text query() noexcept override;
  Text target() noexcept override;
  Text header(Text name) noexcept override;
  size_t header_count() noexcept override;
  carboy::HeaderField header_at(size_t index) noexcept override;
  Bytes body() noexcept override;
  size_t parameter_count() noexcept override;
  Text parameter(size_t index) noexcept override;
  Text parameter_named(Text name) noexcept override;
  Text endpoint() noexcept override;
  Text rule() noexcept override;
  Text remote_address() noexcept override;
  bool cancelled() noexcept override;
  Status url_for(Text endpoint, const Text* values, size_t count, TextSink out) noexcept override;
  Status args(carboy::abi::Pairs* out) noexcept override;
  Status form(carboy::abi::Pairs* out) noexcept override;
  Status files(carboy::abi::File* const** out, size_t* count) noexcept override;
  Status cookies(carboy::abi::Pairs* out) noexcept override;
  Text parameter_name(size_t index) noexcept override;
  Text blueprint() noexcept override;
  Text scheme() noexcept override;
  Text host() noexcept override;
  Text script_root() noexcept override;
  Text url(carboy::abi::UrlPart part) noexcept override;
  Text request_id() noexcept override;
  int32_t best_match(carboy::abi::AcceptKind kind, const Text* offers,
                     size_t count) noexcept override;
  double quality(carboy::abi::AcceptKind kind, Text offer) noexcept override;
  bool authorization(carboy::abi::Authorization* out) noexcept override;
  bool ranges(carboy::Ranges* out) noexcept override;
  uint64_t body_size() noexcept override;
  Status read_body(uint64_t offset, char* into, size_t size, size_t* got) noexcept override;
  Status save_body(Text path, bool overwrite) noexcept override;
  Status find_value(carboy::abi::PairList list, Text name, Text* value) noexcept override;

 private:
  RequestTexts& texts();

  app::Exchange& exchange_;
  std::unique_ptr<RequestTexts> texts_;
};

class ResponseAdapter final : public carboy::abi::Response {
 public:
  explicit ResponseAdapter(app::Exchange& exchange) : exchange_(exchange) {}

  int32_t status() noexcept override;
  Status set_status(int32_t status) noexcept override;
  Text header(Text name) noexcept override;
  size_t header_count() noexcept override;
  carboy::HeaderField header_at(size_t index) noexcept override;
  Status set_header(Text name, Text value) noexcept override;
  Status add_header(Text name, Text value) noexcept override;
  void remove_header(Text name) noexcept override;
  Bytes body() noexcept override;
  void set_body(Bytes bytes) noexcept override;
  void adopt_body(Bytes bytes, void (*release)(void*) noexcept, void* owner) noexcept override;
  void stream_body(carboy::abi::StreamCallback next, bool event_stream) noexcept override;
  Status set_cookie(const carboy::abi::Cookie* cookie) noexcept override;
  Status redirect(Text location, int32_t status) noexcept override;
  Status send_file(Text folder, Text path,
                   const carboy::abi::FileOptions* options) noexcept override;
  Status set_download_name(Text name, bool attachment) noexcept override;
  Status add_etag(bool weak) noexcept override;
  Status make_conditional(bool ranges) noexcept override;
  Status set_reason(Text reason) noexcept override;

  // The extension whose code is running, which a stream is counted for. Set around each call.
  void set_author(extensions::Scope* scope) noexcept { author_ = scope; }
  extensions::Scope* author() const noexcept { return author_; }

 private:
  app::Exchange& exchange_;
  extensions::Scope* author_ = nullptr;
};

struct ExchangeAdapters {
  explicit ExchangeAdapters(app::Exchange& exchange) : request(exchange), response(exchange) {}
  RequestAdapter request;
  ResponseAdapter response;
};

// Returns the adapters of an exchange. They are made at the first call and destroyed with the
// request.
ExchangeAdapters& adapters_of(app::Exchange& exchange) noexcept;

}  // namespace carboy::core::abi
