#include "core/abi/exchange_adapters.h"

#include "core/abi/crossing.h"
#include "core/abi/urls.h"
#include "core/app/pages/request_reads.h"
#include "core/app/request_content.h"
#include "core/app/request_id.h"
#include "core/app/request_state.h"
#include "core/base/error.h"
#include "core/http/percent.h"

namespace carboy::core::abi {
namespace {

using pages::Source;

// The field that holds what the client accepts.
std::string_view field_of(carboy::abi::AcceptKind kind) noexcept {
  switch (kind) {
    case carboy::abi::AcceptKind::language:
      return "accept-language";
    case carboy::abi::AcceptKind::encoding:
      return "accept-encoding";
    case carboy::abi::AcceptKind::charset:
      return "accept-charset";
    case carboy::abi::AcceptKind::media:
      break;
  }
  return "accept";
}

http::AcceptKind kind_of(carboy::abi::AcceptKind kind) noexcept {
  switch (kind) {
    case carboy::abi::AcceptKind::language:
      return http::AcceptKind::language;
    case carboy::abi::AcceptKind::encoding:
      return http::AcceptKind::encoding;
    case carboy::abi::AcceptKind::charset:
      return http::AcceptKind::charset;
    case carboy::abi::AcceptKind::media:
      break;
  }
  return http::AcceptKind::media;
}

}  // namespace

ExchangeAdapters& adapters_of(app::Exchange& exchange) noexcept {
  auto& made = exchange.state().adapters;
  return made.has_value() ? made.get<ExchangeAdapters>() : made.emplace<ExchangeAdapters>(exchange);
}

Text RequestAdapter::method() noexcept {
  app::note_read(exchange_, Source::method);
  return exchange_.head.method;
}
Text RequestAdapter::path() noexcept { return exchange_.state().path; }
Text RequestAdapter::query() noexcept {
  app::note_read(exchange_, Source::query);
  return exchange_.state().query;
}
Text RequestAdapter::target() noexcept {
  app::note_read(exchange_, Source::target);
  return exchange_.head.target;
}
Text RequestAdapter::header(Text name) noexcept {
  app::note_read(exchange_, Source::field, name);
  return text_or_none(http::find(exchange_.head.fields, name));
}
size_t RequestAdapter::header_count() noexcept {
  app::note_read(exchange_, Source::fields);
  return exchange_.head.fields.size();
}
carboy::HeaderField RequestAdapter::header_at(size_t index) noexcept {
  app::note_read(exchange_, Source::fields);
  if (index >= exchange_.head.fields.size()) return {};
  const http::Field& field = exchange_.head.fields[index];
  return {field.name, field.value};
}
Bytes RequestAdapter::body() noexcept {
  app::note_read(exchange_, Source::body);
  try {
    const std::string_view bytes = exchange_.body.view();
    return {bytes.data(), bytes.size()};
  } catch (const base::Error& error) {
    app::fail(500, app::kError, error.what());
    return {};
  }
}
uint64_t RequestAdapter::body_size() noexcept {
  app::note_read(exchange_, Source::body);
  return exchange_.body.size();
}
Status RequestAdapter::read_body(uint64_t offset, char* into, size_t size, size_t* got) noexcept {
  app::note_read(exchange_, Source::body);
  return contained([&] { *got = exchange_.body.read(offset, {into, size}); });
}
Status RequestAdapter::save_body(Text path, bool overwrite) noexcept {
  app::note_read(exchange_, Source::body);
  return contained([&] {
    exchange_.body.save(std::filesystem::path(std::string_view(path)),
                        overwrite ? base::Existing::replace : base::Existing::refuse);
  });
}
size_t RequestAdapter::parameter_count() noexcept {
  return exchange_.state().match.parameters().size();
}
Text RequestAdapter::parameter(size_t index) noexcept {
  const auto parameters = exchange_.state().match.parameters();
  return index < parameters.size() ? Text(parameters[index].text) : Text("", 0);
}
Text RequestAdapter::parameter_named(Text name) noexcept {
  const routing::Parameter* found = exchange_.state().match.find(name);
  return found == nullptr ? Text() : text_or_none(found->text);
}
Text RequestAdapter::endpoint() noexcept {
  const app::CompiledRoute* route = exchange_.state().route;
  return route == nullptr ? Text("", 0) : Text(route->entry->endpoint);
}
Text RequestAdapter::rule() noexcept {
  const app::CompiledRoute* route = exchange_.state().route;
  return route == nullptr ? Text("", 0) : Text(route->entry->rule);
}
Text RequestAdapter::remote_address() noexcept {
  app::note_personal(exchange_, "the address of the client");
  return exchange_.state().origin.client;
}
bool RequestAdapter::cancelled() noexcept { return exchange_.cancelled(); }
Status RequestAdapter::url_for(Text endpoint, const Text* values, size_t count,
                               TextSink out) noexcept {
  return abi::url_for(exchange_, endpoint, {values, count}, out);
}

RequestTexts& RequestAdapter::texts() {
  if (!texts_) texts_ = std::make_unique<RequestTexts>();
  return *texts_;
}

Status RequestAdapter::find_value(carboy::abi::PairList list, Text name, Text* value) noexcept {
  const http::PairList* found = nullptr;
  switch (list) {
    case carboy::abi::PairList::args:
      app::note_read(exchange_, Source::argument, name);
      found = app::content_of(exchange_).args();
      break;
    case carboy::abi::PairList::form: {
      app::note_read(exchange_, Source::body);
      const http::Form* const form = app::content_of(exchange_).form();
      if (form != nullptr) found = &form->fields;
      break;
    }
    case carboy::abi::PairList::cookies:
      app::note_read(exchange_, Source::cookie, name);
      found = &app::content_of(exchange_).cookies();
      break;
  }
  if (found == nullptr) return Status::failed;
  const auto first = found->first(name);
  if (!first) return Status::not_found;
  *value = text_or_none(first);
  return Status::ok;
}
Status RequestAdapter::args(carboy::abi::Pairs* out) noexcept {
  app::note_read(exchange_, Source::query);
  const http::PairList* found = app::content_of(exchange_).args();
  if (found == nullptr) return Status::failed;
  *out = crossing(texts().args, *found);
  return Status::ok;
}
Status RequestAdapter::form(carboy::abi::Pairs* out) noexcept {
  app::note_read(exchange_, Source::body);
  const http::Form* found = app::content_of(exchange_).form();
  if (found == nullptr) return Status::failed;
  *out = crossing(texts().form, found->fields);
  return Status::ok;
}
Status RequestAdapter::files(carboy::abi::File* const** out, size_t* count) noexcept {
  app::note_read(exchange_, Source::body);
  const http::Form* found = app::content_of(exchange_).form();
  if (found == nullptr) return Status::failed;
  RequestTexts& kept = texts();
  if (kept.files.empty()) {
    for (const http::UploadedFile& file : found->files) {
      kept.file_pointers.push_back(&kept.files.emplace_back(file));
    }
  }
  *out = kept.file_pointers.data();
  *count = kept.file_pointers.size();
  return Status::ok;
}
Status RequestAdapter::cookies(carboy::abi::Pairs* out) noexcept {
  app::note_read(exchange_, Source::whole_field, "cookie");
  *out = crossing(texts().cookies, app::content_of(exchange_).cookies());
  return Status::ok;
}
Text RequestAdapter::parameter_name(size_t index) noexcept {
  const auto parameters = exchange_.state().match.parameters();
  return index < parameters.size() ? Text(parameters[index].name) : Text("", 0);
}
Text RequestAdapter::blueprint() noexcept {
  const app::CompiledRoute* route = exchange_.state().route;
  return route == nullptr ? Text("", 0) : Text(route->blueprint->name);
}
Text RequestAdapter::scheme() noexcept { return exchange_.state().origin.scheme; }
Text RequestAdapter::host() noexcept { return exchange_.state().origin.host; }
Text RequestAdapter::script_root() noexcept { return exchange_.state().origin.script_root; }
Text RequestAdapter::url(carboy::abi::UrlPart part) noexcept {
  using carboy::abi::UrlPart;
  const bool has_query = part == UrlPart::url || part == UrlPart::full_path;
  if (has_query) app::note_read(exchange_, Source::query);
  std::string& url = texts().urls.at(static_cast<std::size_t>(part) & 3U);
  if (!url.empty()) return url;
  const app::RequestState& state = exchange_.state();
  const app::RequestOrigin& origin = state.origin;
  if (part != UrlPart::full_path) {
    url.append(origin.scheme).append("://").append(origin.host);
    http::append_quoted_path(url, origin.script_root);
  }
  if (part == UrlPart::root_url) {
    url.push_back('/');
    return url;
  }
  http::append_quoted_path(url, state.path);
  if (part != UrlPart::base_url && (!state.query.empty() || part == UrlPart::full_path)) {
    url.append("?").append(state.query);
  }
  return url;
}
Text RequestAdapter::request_id() noexcept {
  app::note_personal(exchange_, "the id of the request");
  return app::request_id(exchange_);
}
int32_t RequestAdapter::best_match(carboy::abi::AcceptKind kind, const Text* offers,
                                   size_t count) noexcept {
  app::note_read(exchange_, Source::whole_field, field_of(kind));
  const std::vector<std::string_view> texts(offers, offers + count);
  const auto found = app::content_of(exchange_).accept(kind_of(kind)).best_match(texts);
  return found ? static_cast<int32_t>(*found) : -1;
}
double RequestAdapter::quality(carboy::abi::AcceptKind kind, Text offer) noexcept {
  app::note_read(exchange_, Source::whole_field, field_of(kind));
  return app::content_of(exchange_).accept(kind_of(kind)).quality(offer);
}
bool RequestAdapter::authorization(carboy::abi::Authorization* out) noexcept {
  app::note_read(exchange_, Source::field, "authorization");
  const auto& found = app::content_of(exchange_).authorization();
  if (!found) return false;
  carboy::abi::Authorization whole;
  whole.type = found->type;
  whole.token = found->token ? Text(*found->token) : Text();
  whole.parameters = crossing(texts().authorization, found->parameters);
  fill_in(*out, whole);
  return true;
}
bool RequestAdapter::ranges(carboy::Ranges* out) noexcept {
  app::note_read(exchange_, Source::field, "range");
  const auto& found = app::content_of(exchange_).range();
  if (!found) return false;
  auto& kept = texts().ranges;
  if (!kept) {
    kept.emplace();
    for (const http::ByteRange& range : found->ranges) {
      kept->push_back({range.start, range.stop.value_or(-1)});
    }
  }
  carboy::Ranges whole;
  whole.unit = found->units;
  whole.items = kept->data();
  whole.count = kept->size();
  fill_in(*out, whole);
  return true;
}

}  // namespace carboy::core::abi
