// Does a little of everything that a test may examine. KIT_VERSION distinguishes two builds.
#include "kit.h"

#include <carboy/json.h>
#include <carboy/value_types.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace kit {
// One member of every kind.
struct Kinds {
  std::uint64_t number = UINT64_MAX;
  carboy::Date day{std::chrono::February / 29 / 2020};
  carboy::TimeOfDay time{std::chrono::seconds(1)};
  carboy::DateTime written{};
  carboy::Uuid id;
  carboy::Decimal price{"1.10"};
  std::vector<std::byte> raw{std::byte{0}, std::byte{255}};
  std::optional<std::string> missing;
};
}  // namespace kit

template <>
struct carboy::ValueTraits<kit::Kinds>
    : carboy::Described<&kit::Kinds::number, &kit::Kinds::day, &kit::Kinds::time,
                        &kit::Kinds::written, &kit::Kinds::id, &kit::Kinds::price, &kit::Kinds::raw,
                        &kit::Kinds::missing> {};

namespace {

using namespace std::chrono_literals;

class CounterOf final : public kit::Counter {
 public:
  std::int64_t count() noexcept override { return ++count_; }

 private:
  std::atomic<std::int64_t> count_{0};
};

void add_requests(carboy::App& app) {
  app.route({"GET", "POST", "PUT", "PATCH", "DELETE"}, "/echo", [](const carboy::Request& request) {
    nlohmann::json seen{{"method", request.method()}, {"url", request.url()}};
    seen["body"] = std::string(request.body());
    seen["type"] = request.mimetype();
    for (const auto& [name, value] : request.args) seen["args"][std::string(name)] = value;
    for (const auto& [name, value] : request.form) seen["form"][std::string(name)] = value;
    for (const auto& [name, value] : request.cookies) seen["cookies"][std::string(name)] = value;
    for (const carboy::File& file : request.files.all()) {
      seen["files"].push_back(
          {file.field(), file.filename(), file.content_type(), std::string(file.bytes())});
    }
    if (request.is_json()) seen["json"] = request.json();
    seen["header"] = std::string(request.header("X-Test").value_or(""));
    return carboy::json(seen);
  });
  app.get("/teapot", [] { return carboy::Response("short and stout", 418); });
  app.get("/page", [] { return carboy::html("<p>{}</p>", "a < b"); }).endpoint("page");
  app.get("/page/<int:number>", [](int number) { return std::to_string(number); })
      .endpoint("numbered");
}

void add_redirects(carboy::App& app) {
  app.route({"GET", "POST"}, "/to/<int:code>",
            [](const carboy::Request&, int code) { return carboy::redirect("/echo", code); });
  app.get("/circle", [] { return carboy::redirect("/circle"); });
  app.get("/away", [] { return carboy::redirect("https://other.example/"); });
  app.get("/twice", [] { return carboy::redirect("/to/302"); });
  app.get("/deeper/<int:depth>",
          [](int depth) { return carboy::redirect("/deeper/" + std::to_string(depth + 1)); });
}

void add_cookies(carboy::App& app) {
  app.get("/cookies/set", [](const carboy::Request& request) {
    carboy::CookieOptions options;
    if (request.args.contains("age"))
      options.max_age = std::chrono::seconds(request.args.get<int>("age", 0));
    std::string path(request.args.get<std::string>("path", "/"));
    options.path = path;
    carboy::Response response("set");
    response.set_cookie("a", "b; c", options);
    return response;
  });
  app.get("/cookies/end", [] {
    carboy::Response response("ended");
    response.delete_cookie("a");
    return response;
  });
}

void add_streams(carboy::App& app) {
  app.get("/stream", [] {
    return carboy::stream([n = 0](carboy::Stream& out) mutable {
      out.write(std::to_string(n) + ";");
      return ++n < 4;
    });
  });
  app.get("/endless", [] {
    return carboy::event_stream([](carboy::Stream& out) { return out.write("data: x\n\n"); });
  });
  app.get("/broken", [] {
    return carboy::stream([n = 0](carboy::Stream& out) mutable {
      if (++n > 2) throw std::runtime_error("the tape is torn");
      return out.write("x");
    });
  });
}

void add_work(carboy::App& app) {
  app.get("/throws", []() -> std::string { throw std::runtime_error("the flux is out of order"); });
  app.get("/log", [] {
    carboy::log::warning("{} of {}", 1, "two");
    return "logged";
  });
  auto counted = app.signal(kit::counted);
  app.get("/emit", [counted] {
    const nlohmann::json list{{"a", {1, 2.5, nullptr, true, "x"}}};
    counted("one", 2, 0.5, true, carboy::value_of(list));
    return "emitted";
  });
  app.get("/emit-kinds", [counted] {
    counted("kinds", 0, 0, false, carboy::value_of(kit::Kinds{}));
    return "emitted";
  });
  app.get("/now", [] {
    return std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>(carboy::now().time_since_epoch()).count());
  });
  app.get("/ticks", [state = app.state()] { return state.get("ticks").value_or(""); });
  const auto tick = [state = app.state()](const char* mark) {
    state.put("ticks", state.get("ticks").value_or("") + mark);
  };
  app.every(10min, [tick] { tick("t"); });
  app.every(25min, [tick] { tick("T"); });
  app.every(90min, [] { throw std::runtime_error("a bad task"); });
  app.command("kit add", "Adds", [](carboy::Cli& cli) {
    if (cli.size() != 2) throw std::runtime_error("two numbers are needed");
    cli.print_error("adding");
    cli.print(std::to_string(std::stoi(std::string(cli.argument(0))) +
                             std::stoi(std::string(cli.argument(1)))));
  });
}

template <class S>
std::string all_of(const carboy::Services<S>& services) {
  std::string all;
  services.use().each([&](auto one) {
    std::string text;
    carboy::check(one->write(carboy::into(text)));
    all += text + " ";
  });
  return all;
}

void add_services(carboy::App& app) {
  auto badges = app.services<kit::Badge>();
  auto stamps = app.services<kit::Stamp>();
  app.get("/badges", [=] { return all_of(badges); });
  app.get("/stamps", [=] { return all_of(stamps); });
}

void init_app(carboy::App& app) {
  app.provide<kit::Counter>(std::make_unique<CounterOf>());
  const auto title = app.config().get<std::string>("title");
  const int limit = app.config().get<int>("limit");
  app.get("/title", [title, limit] { return title + " " + std::to_string(limit); });
  app.get("/version", [] { return std::to_string(KIT_VERSION); });
  add_requests(app);
  add_redirects(app);
  add_cookies(app);
  add_streams(app);
  add_work(app);
  add_services(app);
}

}  // namespace

CARBOY_EXTENSION(init_app)
