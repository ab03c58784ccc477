// A realistic app: a hundred rules, hooks around every view, and the views of all suites.
#include <carboy/carboy.h>
#include <carboy/send_file.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

namespace {

constexpr int kRules = 100;
constexpr const char* kHello = "Hello, World!";

void add_hooks(carboy::App& app) {
  auto running = std::make_shared<std::atomic<int>>(0);
  app.before_request([running] { running->fetch_add(1, std::memory_order_relaxed); }).nonblocking();
  app.after_request([](const carboy::Request&, carboy::Response& response) {
       response.set_header("X-Content-Type-Options", "nosniff");
     })
      .nonblocking();
  app.teardown_request([running](const carboy::Request&, const carboy::ReceivedError*) {
       running->fetch_sub(1, std::memory_order_relaxed);
     })
      .nonblocking();
  app.error(404, [] { return carboy::Response("There is no such page.", 404); }).nonblocking();
}

void add_pages(carboy::App& app) {
  for (int i = 0; i < kRules - 2; ++i) {
    const std::string prefix = "/things" + std::to_string(i);
    app.get(carboy::RuntimeRule{prefix + "/<int:id>"}, [](int) { return kHello; }).nonblocking();
  }
  app.get("/pooled/<int:id>", [](int) { return kHello; });
  app.get("/slow", [] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return kHello;
  });
}

void add_large(carboy::App& app) {
  app.put("/large",
          [](const carboy::Request& request) { return std::to_string(request.body_size()); });
  app.get("/large", [path = app.config().get<std::string>("file")] {
    return carboy::send_file(path, {.content_type = "application/octet-stream"});
  });
  app.get("/endless", [] {
    return carboy::stream(
        [piece = std::string(16 * 1024, 'x')](carboy::Stream& out) { return out.write(piece); });
  });
}

}  // namespace

void init_app(carboy::App& app) {
  add_hooks(app);
  add_pages(app);
  add_large(app);
}

CARBOY_EXTENSION(init_app)
