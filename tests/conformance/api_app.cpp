#include "api_app.h"

#include <nlohmann/json.hpp>

#include "core/abi/callbacks.h"
#include "core/abi/registrar_adapter.h"
#include "core/app/request_state.h"

namespace carboy::conformance {
namespace {

namespace app = core::app;
namespace http = core::http;

class Collected final : public http::BodySink {
 public:
  bool write(std::string_view bytes) override {
    all.append(bytes);
    return true;
  }
  void pause(std::chrono::nanoseconds) override {}
  std::string all;
};

app::KernelOptions with_wrappers(app::KernelOptions options) {
  options.call_wrapper = &core::abi::call_wrapper;
  return options;
}

}  // namespace

std::optional<std::string> ApiAnswer::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (http::same_name(known, name)) return value;
  }
  return std::nullopt;
}

std::vector<std::string> ApiAnswer::all(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [known, value] : headers) {
    if (http::same_name(known, name)) found.push_back(value);
  }
  return found;
}

struct ApiApp::Parts {
  core::extensions::Registries registries;
  core::extensions::StateStore state;
  app::Kernel kernel;
  core::abi::Shared shared;
  core::extensions::Scope scope;
  core::abi::HostAdapter host;
  nlohmann::json settings = nlohmann::json::object();
  core::abi::RegistrarAdapter registrar;
  detail::LocalArena arena;

  explicit Parts(app::KernelOptions options)
      : kernel(with_wrappers(std::move(options)), registries.signals),
        shared(registries, state, kernel, nullptr),
        scope(registries, "conformance", "1.0.0"),
        host(shared, scope),
        registrar(shared, scope, settings) {
    detail::host = &host;
  }
  ~Parts() {
    kernel.publish(kernel.build({}, {}));
    scope.close();
    scope.drain(std::chrono::steady_clock::time_point::max());
    kernel.wait_for_old_generations(std::chrono::steady_clock::time_point::max());
    scope.unwind();
    detail::host = nullptr;
  }

  void publish() {
    registrar.end();
    scope.take_over(nullptr);
    const app::Contribution* const all[] = {&scope.contribution()};
    kernel.publish(kernel.build(all, [](const app::WrapperUse&) { return true; }));
  }
};

ApiApp::ApiApp(app::KernelOptions options, const Init& init)
    : parts_(std::make_unique<Parts>(std::move(options))) {
  App app(&parts_->registrar, &parts_->arena);
  init(app, parts_->registrar);
  parts_->publish();
}

ApiApp::~ApiApp() = default;

core::app::Application& ApiApp::application() { return parts_->kernel; }

ApiAnswer ApiApp::send(const std::string& method, const std::string& target,
                       const std::vector<std::pair<std::string, std::string>>& headers,
                       const std::string& body, const std::string& host) {
  std::vector<http::Field> fields{{"Host", host}};
  for (const auto& [name, value] : headers) fields.push_back({name, value});
  app::Exchange exchange;
  exchange.head.method = method;
  exchange.head.target = target;
  exchange.head.fields = fields;
  exchange.body = body;
  exchange.peer.address = "127.0.0.1";
  parts_->kernel.prepare(exchange);
  parts_->kernel.handle(exchange);

  ApiAnswer answer;
  answer.status = exchange.response.status;
  answer.reason = exchange.response.reason();
  for (std::size_t i = 0; i < exchange.response.fields.size(); ++i) {
    const http::Field field = exchange.response.fields.at(i);
    answer.headers.emplace_back(field.name, field.value);
  }
  answer.body = exchange.response.body.bytes();
  if (http::BodyStream* stream = exchange.response.body.stream()) {
    Collected sink;
    while (stream->next(sink) == http::BodyStream::State::more) {
    }
    answer.body = sink.all;
  }
  parts_->kernel.finish(exchange);
  return answer;
}

}  // namespace carboy::conformance
