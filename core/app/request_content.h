// What a request says beyond its line and headers: query, form, files, cookies, what it accepts.
// Parsed when it is asked for, once; what nobody asks for costs nothing.
//
// Thread rule: as the exchange. What it returns lives until the request ends.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/app/exchange.h"
#include "core/app/request_options.h"
#include "core/http/accept.h"
#include "core/http/authorization.h"
#include "core/http/form.h"
#include "core/http/pairs.h"
#include "core/http/range.h"

namespace carboy::core::app {

class RequestContent {
 public:
  RequestContent(const Exchange& exchange, const RequestOptions& options)
      : exchange_(exchange), options_(options) {}

  // Null, and this thread's failure set (400, 413): more than the limits allow.
  const http::PairList* args();
  // Of a body that is an HTML form; empty for any other, and for a malformed one. Null: as args(),
  // or 500 when a file could not be stored.
  const http::Form* form();

  const http::PairList& cookies();
  const http::Accept& accept(http::AcceptKind kind);
  // Nothing when there is none, or it is malformed.
  const std::optional<http::Authorization>& authorization();
  const std::optional<http::Range>& range();

 private:
  std::string_view header(std::string_view name) const noexcept;
  std::string joined(std::string_view name) const;

  const Exchange& exchange_;
  const RequestOptions& options_;
  std::optional<http::PairList> args_;
  http::QueryError query_error_ = http::QueryError::none;
  std::unique_ptr<http::Form> form_;
  http::FormError form_error_ = http::FormError::none;
  std::optional<http::PairList> cookies_;
  std::array<std::optional<http::Accept>, 4> accepts_;
  std::optional<std::optional<http::Authorization>> authorization_;
  std::optional<std::optional<http::Range>> range_;
};

// The request's; made at the first call, gone with the request.
RequestContent& content_of(Exchange& exchange);

}  // namespace carboy::core::app
