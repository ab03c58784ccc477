#include "core/host/local_request.h"

#include <thread>

#include "core/app/exchange.h"
#include "core/app/request_state.h"

namespace carboy::core::host {
namespace {

class BodyCollector final : public http::BodySink {
 public:
  BodyCollector(app::Exchange& exchange, const OnPiece& on_piece, std::string& all)
      : exchange_(exchange), on_piece_(on_piece), all_(all) {}

  bool write(std::string_view bytes) override {
    if (exchange_.cancelled()) return false;
    all_.append(bytes);
    if (on_piece_ && !on_piece_(bytes)) exchange_.cancel();
    return !exchange_.cancelled();
  }
  void pause(std::chrono::nanoseconds delay) override { std::this_thread::sleep_for(delay); }

 private:
  app::Exchange& exchange_;
  const OnPiece& on_piece_;
  std::string& all_;
};

bool collect(app::Exchange& exchange, const OnPiece& on_piece, std::string& all) {
  http::BodyStream* stream = exchange.response.body.stream();
  if (stream == nullptr) {
    all = exchange.response.body.bytes();
    return true;
  }
  BodyCollector sink(exchange, on_piece, all);
  while (!exchange.cancelled()) {
    const auto state = stream->next(sink);
    if (state != http::BodyStream::State::more) return state == http::BodyStream::State::done;
  }
  return false;
}

std::vector<http::Field> fields_of(const LocalRequest& request) {
  std::vector<http::Field> fields;
  fields.reserve(request.headers.size() + 2);
  for (const auto& [name, value] : request.headers) fields.push_back({name, value});
  if (!http::find(fields, "host")) fields.push_back({"Host", "localhost"});
  return fields;
}

}  // namespace

LocalAnswer answer_locally(app::Application& app, const LocalRequest& request,
                           const OnPiece& on_piece) {
  const std::vector<http::Field> fields = fields_of(request);
  app::Exchange exchange;
  exchange.peer.address = "127.0.0.1";
  exchange.peer.secure = request.secure;
  exchange.head.method = request.method;
  exchange.head.target = request.target;
  exchange.head.fields = fields;
  exchange.body = request.body;
  while (app.prepare(exchange) == app::Place::later) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  app.handle(exchange);

  LocalAnswer answer;
  answer.status = static_cast<std::uint16_t>(exchange.response.status);
  answer.reason = exchange.response.reason();
  if (request.method != "HEAD") answer.is_whole = collect(exchange, on_piece, answer.body);
  for (std::size_t i = 0; i < exchange.response.fields.size(); ++i) {
    const http::Field field = exchange.response.fields.at(i);
    answer.headers.emplace_back(field.name, field.value);
  }
  app.finish(exchange);
  return answer;
}

}  // namespace carboy::core::host
