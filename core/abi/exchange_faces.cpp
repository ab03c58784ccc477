#include "core/abi/exchange_faces.h"

#include "core/abi/stream_body.h"
#include "core/abi/urls.h"
#include "core/app/failure.h"
#include "core/app/request_state.h"

namespace carboy::core::abi {
namespace {

Text text_or_none(std::optional<std::string_view> found) {
  return found ? Text(found->data() == nullptr ? "" : found->data(), found->size()) : Text();
}

Status refuse_header(Text name) {
  app::fail(500, "carboy.Error",
            "The response header " + std::string(std::string_view(name)) +
                " was refused: a name is letters, digits and hyphens, and a value has no line "
                "break and no NUL.");
  return Status::failed;
}

}  // namespace

ExchangeFaces& faces_of(app::Exchange& exchange) noexcept {
  auto& room = exchange.state().faces;
  return room.has_value() ? room.get<ExchangeFaces>() : room.emplace<ExchangeFaces>(exchange);
}

Text RequestFace::method() noexcept { return exchange_.head.method; }
Text RequestFace::path() noexcept { return exchange_.state().path; }
Text RequestFace::query() noexcept { return exchange_.state().query; }
Text RequestFace::target() noexcept { return exchange_.head.target; }
Text RequestFace::header(Text name) noexcept {
  return text_or_none(http::find(exchange_.head.fields, name));
}
size_t RequestFace::header_count() noexcept { return exchange_.head.fields.size(); }
carboy::abi::HeaderField RequestFace::header_at(size_t index) noexcept {
  if (index >= exchange_.head.fields.size()) return {};
  const http::Field& field = exchange_.head.fields[index];
  return {field.name, field.value};
}
Bytes RequestFace::body() noexcept { return {exchange_.body.data(), exchange_.body.size()}; }
size_t RequestFace::parameter_count() noexcept {
  return exchange_.state().match.parameters().size();
}
Text RequestFace::parameter(size_t index) noexcept {
  const auto parameters = exchange_.state().match.parameters();
  return index < parameters.size() ? Text(parameters[index].text) : Text("", 0);
}
Text RequestFace::parameter_named(Text name) noexcept {
  const routing::Parameter* found = exchange_.state().match.find(name);
  return found == nullptr ? Text() : text_or_none(found->text);
}
Text RequestFace::endpoint() noexcept {
  const app::CompiledRoute* route = exchange_.state().route;
  return route == nullptr ? Text("", 0) : Text(route->entry->endpoint);
}
Text RequestFace::rule() noexcept {
  const app::CompiledRoute* route = exchange_.state().route;
  return route == nullptr ? Text("", 0) : Text(route->entry->rule);
}
Text RequestFace::remote_address() noexcept { return exchange_.peer.address; }
bool RequestFace::cancelled() noexcept { return exchange_.cancelled(); }
Status RequestFace::url_for(Text endpoint, const Text* values, size_t count,
                            TextSink out) noexcept {
  return abi::url_for(exchange_, endpoint, {values, count}, out);
}

int32_t ResponseFace::status() noexcept { return exchange_.response.status; }
Status ResponseFace::set_status(int32_t status) noexcept {
  if (status < 200 || status > 599) {
    app::fail(
        500, "carboy.Error",
        "The response status " + std::to_string(status) + " was refused: 200 to 599 are possible.");
    return Status::failed;
  }
  exchange_.response.status = status;
  return Status::ok;
}
Text ResponseFace::header(Text name) noexcept {
  return text_or_none(exchange_.response.fields.find(name));
}
size_t ResponseFace::header_count() noexcept { return exchange_.response.fields.size(); }
carboy::abi::HeaderField ResponseFace::header_at(size_t index) noexcept {
  if (index >= exchange_.response.fields.size()) return {};
  const http::Field field = exchange_.response.fields.at(index);
  return {field.name, field.value};
}
Status ResponseFace::set_header(Text name, Text value) noexcept {
  return exchange_.response.fields.set(name, value) ? Status::ok : refuse_header(name);
}
Status ResponseFace::add_header(Text name, Text value) noexcept {
  return exchange_.response.fields.add(name, value) ? Status::ok : refuse_header(name);
}
void ResponseFace::remove_header(Text name) noexcept { exchange_.response.fields.remove(name); }
Bytes ResponseFace::body() noexcept {
  const std::string_view bytes = exchange_.response.body.bytes();
  return {bytes.data(), bytes.size()};
}
void ResponseFace::set_body(Bytes bytes) noexcept {
  exchange_.response.body.assign({bytes.data, bytes.size});
}
void ResponseFace::adopt_body(Bytes bytes, void (*release)(void*) noexcept, void* owner) noexcept {
  exchange_.response.body.adopt({{bytes.data, bytes.size}, release, owner});
}
void ResponseFace::stream_body(carboy::abi::StreamCallback next, bool event_stream) noexcept {
  if (author_ == nullptr) {
    // A slot may look at a response and add to it; only a view, a hook or a wrapper answers.
    if (next.drop != nullptr) next.drop(next.self);
    return;
  }
  exchange_.response.body.stream(
      std::make_unique<StreamBody>(exchange_, *author_, next, event_stream));
}

}  // namespace carboy::core::abi
