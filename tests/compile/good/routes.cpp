// Every kind of rule, view and answer.
#include <carboy/carboy.h>

#include <optional>
#include <vector>

struct Money {
  long cents = 0;
};
template <>
struct carboy::FromRule<Money> {
  static std::optional<Money> from(std::string_view) { return Money{1}; }
};

struct Greeter {
  std::string greeting;
  std::string operator()(const carboy::Request&, const std::string& name) const {
    return greeting + name;
  }
};

std::string named(std::string_view name) { return std::string(name); }
const char* unfailing(int) noexcept { return "x"; }

inline constexpr std::string_view kRule = "/constant/<int:id>";

static void add_rules(carboy::App& app) {
  app.get("/", [] { return "Hello, World!"; });
  app.get("/user/<name>", [](const carboy::Request&, std::string_view name) {
    return "Hello, " + std::string(name);
  });
  app.get("/by/function/<name>", named);
  app.get("/unfailing/<int:id>", unfailing);
  app.get("/object/<name>", Greeter{"Hello, "});
  app.get(kRule, [](std::int64_t id) { return std::to_string(id); });
  app.get("/small/<int:id>", [](std::uint8_t id) { return std::to_string(id); });
  app.get("/at/<float:x>/<float:y>", [](double x, float y) { return std::to_string(x + y); });
  app.get("/order/<uuid:id>",
          [](const carboy::Uuid& id) { return id == carboy::Uuid() ? "none" : "some"; });
  app.get("/order/text/<uuid:id>", [](std::string id) { return id; });
  app.get("/price/<money:price>", [](Money price) { return std::to_string(price.cents); });
  app.get("/price/text/<money:price>", [](std::string_view price) { return std::string(price); });
  app.get("/length/<string(length=2):code>", [](std::string_view code) { return named(code); });
  app.get("/files/<path:file>.txt", [](std::string_view file) { return named(file); });
  app.get("/default/<default:name>", [](std::string_view name) { return named(name); });
  app.get("/<any(about, \"a>b:(c)\"):page>/<x_1>",
          [](std::string page, std::string_view) { return page; });
  app.get("/no/parameter>/", [] { return "x"; });
}

static void add_methods(carboy::App& app) {
  app.post("/methods", [](carboy::Request request) { return std::string(request.body()); });
  app.put("/methods", [](carboy::Request& request) { return std::string(request.query()); });
  app.patch("/methods", [] { return carboy::status(204); });
  app.del("/methods", []() -> carboy::Response { return carboy::Response("gone", 410); });
  app.route({"GET", "HEAD", "OPTIONS"}, "/several",
            [n = 0]() mutable { return std::to_string(++n); });
}

static void add_answers(carboy::App& app) {
  app.get("/text", []() -> std::string_view { return "x"; });
  app.get("/list", [text = std::string("x")]() -> const std::string& { return text; });
  app.get("/response", []() -> carboy::Response { return "converted"; });
  app.get("/headers", [] {
    carboy::Response response("<p>", 201);
    response.set_header("X-One", "1").add_header("X-Two", "2").set_status(202);
    return response;
  });
  app.get("/elsewhere", [] { return carboy::redirect("/", 303); });
  app.get("/stream", [] {
    return carboy::stream([n = 0](carboy::Stream& out) mutable {
      out.pause(std::chrono::milliseconds(5));
      return out.write("x") && ++n < 3;
    });
  });
  app.get("/events", [] {
    return carboy::event_stream([](carboy::Stream& out) { return out.write("data: x\n\n"); });
  });
  app.get("/abort", []() -> carboy::Response { carboy::abort(404); });
  app.get("/why", []() -> std::string { carboy::abort(409, "It is taken."); });
}

static void add_groups(carboy::App& app) {
  auto api = app.blueprint("api", "/api");
  api.get("/", [] { return "x"; }).endpoint("root").nonblocking();
  api.before_request([](const carboy::Request&) {}).nonblocking();
  api.teardown_app_request([] {}).nonblocking();
  api.error(404, [] { return carboy::Response("none", 404); }).nonblocking();
  auto newer = api.blueprint("v2", "/v2");
  newer.get("/users/<int:id>", [](int id) { return std::to_string(id); }).endpoint("user");
  auto user = app.blueprint<"/users/<int:id>">("user");
  user.get("", [](int id) { return std::to_string(id); });
  user.get("/posts/<slug>", [](const carboy::Request&, int id, std::string_view slug) {
    return std::to_string(id) + std::string(slug);
  });
  const std::string secret = "moon";
  app.get(carboy::RuntimeRule{"/" + secret + "/<int:x>"}, [](int) { return "x"; });
  app.blueprint("hidden", carboy::RuntimeRule{"/" + secret}).get("/", [] { return "x"; });
}

void init_app(carboy::App& app) {
  add_rules(app);
  add_methods(app);
  add_answers(app);
  add_groups(app);
}

CARBOY_EXTENSION(init_app)
