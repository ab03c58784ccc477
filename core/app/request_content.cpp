#include "core/app/request_content.h"

#include "core/app/failure.h"
#include "core/app/request_state.h"
#include "core/http/cookies.h"

namespace carboy::core::app {

RequestContent& content_of(Exchange& exchange) {
  RequestState& state = exchange.state();
  if (!state.content) {
    static const RequestOptions kDefaults;
    state.content = std::make_unique<RequestContent>(
        exchange, state.options == nullptr ? kDefaults : *state.options);
  }
  return *state.content;
}

std::string_view RequestContent::header(std::string_view name) const noexcept {
  return http::find(exchange_.head.fields, name).value_or("");
}

// A list may be split over several fields (RFC 9110, section 5.3).
std::string RequestContent::joined(std::string_view name) const {
  std::string all;
  for (const http::Field& field : exchange_.head.fields) {
    if (http::same_name(field.name, name)) all.append(all.empty() ? "" : ", ").append(field.value);
  }
  return all;
}

const http::PairList* RequestContent::args() {
  if (!args_) {
    args_.emplace();
    query_error_ = http::parse_query(exchange_.state().query, *args_, options_.query);
  }
  if (query_error_ == http::QueryError::none) return &*args_;
  fail(400, kHttpError, std::string(http::describe(query_error_)));
  return nullptr;
}

const http::Form* RequestContent::form() {
  if (!form_) {
    form_ = std::make_unique<http::Form>();
    const std::string_view type = header("content-type");
    form_error_ = http::form_of(type, exchange_.body, options_.form, *form_);
  }
  if (form_error_ == http::FormError::none) return form_.get();
  const bool is_ours = form_error_ == http::FormError::storage;
  fail(http::http_status(form_error_), is_ours ? kError : kHttpError,
       is_ours ? form_->storage_error : std::string(http::describe(form_error_)));
  return nullptr;
}

const http::PairList& RequestContent::cookies() {
  if (!cookies_) {
    cookies_.emplace();
    // A client may send several Cookie fields (RFC 9113, section 8.2.3).
    for (const http::Field& field : exchange_.head.fields) {
      if (http::same_name(field.name, "cookie")) http::parse_cookies(field.value, *cookies_);
    }
  }
  return *cookies_;
}

const http::Accept& RequestContent::accept(http::AcceptKind kind) {
  static constexpr std::array kNames{"accept", "accept-language", "accept-encoding",
                                     "accept-charset"};
  const auto index = static_cast<std::size_t>(kind);
  auto& parsed = accepts_.at(index);
  if (!parsed) parsed = http::Accept::parse(kind, joined(kNames.at(index)));
  return *parsed;
}

const std::optional<http::Authorization>& RequestContent::authorization() {
  if (!authorization_) {
    authorization_.emplace(http::parse_authorization(header("authorization")));
  }
  return *authorization_;
}

const std::optional<http::Range>& RequestContent::range() {
  if (!range_) range_.emplace(http::parse_range(header("range")));
  return *range_;
}

}  // namespace carboy::core::app
