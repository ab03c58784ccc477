// An extension that uses the whole boundary. Several compilers build it with many sets of flags. Each
// build is a separate extension (MATRIX_NAME) and uses the services of another (MATRIX_NEIGHBOUR).
#include <carboy/json.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "greeter.h"

namespace matrix {
namespace {

class OwnGreeter final : public Greeter {
 public:
  explicit OwnGreeter(std::string greeting) : greeting_(std::move(greeting)) {}
  carboy::Status greet(carboy::Text name, carboy::TextSink out) noexcept override {
    return carboy::guarded([&] { out.put(greeting_ + std::string(std::string_view(name)) + "!"); });
  }
  carboy::Status fail(carboy::Text how) noexcept override {
    return carboy::guarded([&] {
      const std::string_view what = how;
      if (what == "paper") throw OutOfPaper();
      if (what == "int") throw 7;
      static_cast<void>(std::vector<int>().at(3));
    });
  }
  carboy::Status current_path(carboy::TextSink out) noexcept override {
    return carboy::guarded([&] { out.put(carboy::current_request().path()); });
  }
  std::int64_t sum(carboy::abi::Value list) noexcept override {
    carboy::detail::LocalArena arena;
    const carboy::Value numbers(list, &arena);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) sum += numbers[i].i64();
    return sum;
  }

 private:
  std::string greeting_;
};

// Another extension's greeter through a typed API.
struct NeighboursGreeter {
  using Interface = Greeter;
  static constexpr carboy::ServiceId id{MATRIX_NEIGHBOUR ".Greeter", 1, 0};
  class Api {
   public:
    Api(Greeter* greeter, const carboy::Handle<NeighboursGreeter>&) : greeter_(greeter) {}
    std::string greet(std::string_view name) {
      std::string greeting;
      carboy::check(greeter_->greet(name, carboy::detail::sink_into(greeting)));
      return greeting;
    }
    void fail(std::string_view how) { carboy::check(greeter_->fail(how)); }
    std::string current_path() {
      std::string path;
      carboy::check(greeter_->current_path(carboy::detail::sink_into(path)));
      return path;
    }
    std::int64_t sum(const std::vector<int>& list) { return greeter_->sum(carboy::value_of(list)); }

   private:
    Greeter* greeter_;
  };
};
struct OwnService {
  using Interface = Greeter;
  static constexpr carboy::ServiceId id{MATRIX_NAME ".Greeter", 1, 0};
};
inline constexpr carboy::Wrapper own_guard{{MATRIX_NAME ".Guard", 1, 0}};
inline constexpr carboy::Wrapper neighbours_guard{{MATRIX_NEIGHBOUR ".Guard", 1, 0}, "X-Key"};

// Records what happened, so that other threads can wait for it.
class Events {
 public:
  void add(const std::string& event) {
    const std::lock_guard lock(mutex_);
    ++counts_[event];
    changed_.notify_all();
  }
  bool wait_for(const std::string& event) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return counts_[event] > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, int> counts_;
};

void add_views(carboy::Blueprint<>& routes) {
  routes.get("/hello/<name>", [](std::string_view name) { return "Hello, " + std::string(name); })
      .endpoint(std::string("hello"));
  routes.get("/all/<int:i>/<float:f>/<uuid:u>/<any(a, b):c>/<path:p>",
             [](const carboy::Request& request, std::int32_t i, double f, const carboy::Uuid& u,
                const std::string& c, std::string_view p) {
               return carboy::json({{"i", i},
                                    {"f", f},
                                    {"u", u.bytes[15]},
                                    {"c", c},
                                    {"p", p},
                                    {"rule", request.rule()},
                                    {"f as text", *request.parameter("f")}});
             });
  routes.post("/echo", [](const carboy::Request& request) {
    carboy::Response response(std::string(request.body()), 201);
    response.set_header("Content-Type", "text/plain");
    response.set_header("X-Query", request.query());
    response.set_header("X-Method", request.method());
    response.set_header("X-Sent", request.header("X-SENT").value_or("nothing"));
    return response;
  });
  routes.get("/url", [] { return carboy::url_for(".hello", "name", "a b", "page", 2); });
  routes.get("/large", [] { return std::string(100000, 'x'); });
  routes.get("/stream", [] {
    return carboy::stream([n = 0](carboy::Stream& out) mutable {
      return out.write("piece " + std::to_string(n) + ";") && ++n < 3;
    });
  });
  routes.get("/throws", []() -> std::string { throw std::runtime_error("thrown on purpose"); });
  routes.get("/throws/int", []() -> std::string { throw 7; });
  routes.get("/throws/paper", []() -> std::string { throw OutOfPaper(); });
  routes.get("/abort", []() -> std::string { carboy::abort(418, "short and stout"); });
  routes.get("/never", [] { return "the hook answers"; });
}

void add_hooks(carboy::Blueprint<>& routes) {
  routes.before_request([](const carboy::Request& request) -> std::optional<carboy::Response> {
    if (request.path() == "/" MATRIX_NAME "/never") return carboy::Response("hooked", 202);
    return std::nullopt;
  });
  routes.after_request([](const carboy::Request&, carboy::Response& response) {
    response.set_header("X-Build", MATRIX_NAME);
  });
  routes.teardown_request([](const carboy::Request&, const carboy::ReceivedError* error) {
    if (error != nullptr) carboy::log::warning("over with {} {}", error->code(), error->what());
  });
  routes.error<OutOfPaper>([](const carboy::Request&, const carboy::ReceivedError& error) {
    const bool is_http = error.is(carboy::HttpError::id);
    return carboy::Response(
        std::string(error.name()) + (is_http ? " is http: " : ": ") + error.what(), error.code());
  });
}

void add_services(carboy::App& app, carboy::Blueprint<>& routes) {
  app.provide<OwnService>(std::make_unique<OwnGreeter>("Good day, "));
  app.provide_wrapper(own_guard, [](const carboy::Request& request, carboy::Response& response,
                                    std::string_view options, carboy::Next next) {
    if (!request.header(options)) {
      response.set_status(401).set_body("no " + std::string(options) + " for " MATRIX_NAME);
      return carboy::Status::answered;
    }
    const carboy::Status status = next();
    response.set_header("X-Guard", MATRIX_NAME);
    return status;
  });
  routes.get("/guarded", [] { return "let through"; }).with(neighbours_guard);

  auto greeter = app.find_service<NeighboursGreeter>();
  routes.get("/greet/<name>", [=](std::string_view name) { return greeter->greet(name); });
  routes.get("/fail/<how>", [=](std::string_view how) {
    greeter->fail(how);
    return "did not fail";
  });
  routes.get("/path", [=] { return greeter->current_path(); });
  routes.get("/sum", [=] {
    const std::vector<int> numbers{1, 20, 300};
    if (auto use = greeter.use()) return std::to_string(use->sum(numbers));
    return std::string("nobody sums");
  });
}

void add_signals(carboy::App& app, carboy::Blueprint<>& routes, std::shared_ptr<Events> events) {
  app.on(said, [events](std::string_view who, std::int64_t number, double part, bool yes,
                        carboy::Value value) {
    std::string heard = std::string(who) + " " + std::to_string(number) + (yes ? " yes " : " no ");
    heard += std::to_string(part).substr(0, 4);
    for (const auto& [key, element] : value) {
      heard += " " + std::string(key) + "=" + std::string(element.text());
    }
    heard += " bits:" + std::string(value["bits"][1].text());
    events->add(heard);
  });
  app.on(carboy::signals::request_finished,
         [events](const carboy::Request& request, const carboy::Response& response) {
           events->add(std::to_string(response.status()) + " " + std::string(request.path()));
         });
  routes.get("/say", [emit = app.signal(said)] {
    std::map<std::string, nlohmann::json> value;
    value["bits"] = {true, false};
    value["name"] = "Ada";
    value["none"] = nullptr;
    emit(MATRIX_NAME, -7, 0.25, true, carboy::value_of(value));
    return "said";
  });
  routes.get("/happened/<path:event>", [events](const std::string& event) {
    return events->wait_for(event) ? "it happened" : "it did not happen";
  });
}

void add_work(carboy::App& app, std::shared_ptr<Events> events) {
  app.every(std::chrono::milliseconds(1), [events] { events->add("tick"); });
  app.background("worker", [events](carboy::StopToken token) {
    events->add("work");
    while (!token.wait_for(std::chrono::seconds(20))) {
    }
    carboy::log::info("worker ends");
  });
  // This text is destroyed when the function returns.
  app.command(std::string(MATRIX_NAME " greet"), std::string("Greets"), [](carboy::Cli& cli) {
    for (std::size_t i = 0; i < cli.size(); ++i)
      cli.print("Hello, " + std::string(cli.argument(i)));
    cli.print_error("greeted");
  });
  app.command(MATRIX_NAME " outside", "Asks for what only a request has", [](carboy::Cli& cli) {
    try {
      carboy::current_request();
    } catch (const carboy::OutsideRequest& error) {
      cli.print(error.what());
    }
    cli.print(carboy::url_for("hello", "name", "Ada"));
  });
  app.at_stop([] { carboy::log::info("{} stops", MATRIX_NAME); });
}

void add_settings(carboy::App& app, carboy::Blueprint<>& routes) {
  const carboy::Config config = app.config();
  const int size = config.get<int>("page_size");
  const auto title = config.get<std::string>("title");
  const auto ratio = config.get<double>("ratio");
  const bool wide = config.get<bool>("wide");
  std::string hosts;
  const carboy::Value list = config.value()["hosts"];
  for (std::size_t i = 0; i < list.size(); ++i) hosts += std::string(list[i].text()) + ",";
  routes.get("/settings", [=] {
    return nlohmann::json{
        {"size", size}, {"title", title}, {"ratio", ratio}, {"wide", wide}, {"hosts", hosts}};
  });
  routes.get("/state/<value>", [state = app.state()](std::string_view value) mutable {
    const std::string before = state.get("kept").value_or("nothing");
    state.put("kept", value);
    return before;
  });
}

void init_app(carboy::App& app) {
  auto routes = app.blueprint(MATRIX_NAME, "/" MATRIX_NAME);
  auto events = std::make_shared<Events>();
  add_views(routes);
  add_hooks(routes);
  add_services(app, routes);
  add_signals(app, routes, events);
  add_work(app, events);
  add_settings(app, routes);
  carboy::log::info("{} started, {} {}", MATRIX_NAME, 0.5, true);
}

}  // namespace
}  // namespace matrix

CARBOY_EXTENSION(matrix::init_app)
