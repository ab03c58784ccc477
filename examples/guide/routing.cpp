#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "guide.h"

namespace {

void add_rules(carboy::App& app) {
  // [rules]
  app.get("/books/<int:id>", [](int id) { return "Book " + std::to_string(id); }).endpoint("book");
  app.get("/authors/<name>/<path:rest>", [](std::string_view name, std::string_view rest) {
    return std::string(name) + " has " + std::string(rest);
  });
  app.get("/price/<float(min=0):price>", [](double price) { return std::to_string(price); });
  app.get("/<any(hardcover, paperback):kind>/",
          [](std::string_view kind) { return "All in " + std::string(kind); });
  // [rules]
  // [methods]
  app.route({"GET", "POST"}, "/cart",
            [](const carboy::Request& request) { return request.method() == "POST" ? "Added." : "Empty."; });
  // [methods]
  // [defaults]
  app.get("/list/<int:page>", {"/list/", {"page", 1}},
          [](int page) { return "List, page " + std::to_string(page); })
      .endpoint("list");
  // [defaults]
  // [converter]
  app.converter("isbn", "97[89][0-9]{10}");
  app.get("/isbn/<isbn:number>",
          [](std::string_view number) { return "The book with number " + std::string(number); });
  // [converter]
}

// [methodview]
struct Shelf {
  std::string get(int number) const { return "Shelf " + std::to_string(number); }
  carboy::Response post(const carboy::Request& request, int number) const {
    return carboy::Response(
        "Put " + std::string(request.form["book"]) + " on shelf " + std::to_string(number), 201);
  }
};
// [methodview]

void add_groups(carboy::App& app) {
  // [view]
  app.view("/shelves/<int:number>", Shelf{});
  // [view]
  // [blueprint]
  auto api = app.blueprint("api", "/api");
  api.get("/status", [] { return "fine"; }).endpoint("status");
  api.before_request([](const carboy::Request& request) -> std::optional<carboy::Response> {
    if (request.header("X-Key") == "open sesame") return std::nullopt;
    return carboy::Response("No key.", 403);
  });
  api.error(404, [] { return carboy::Response("{\"error\": \"not found\"}", 404); });
  api.fallback([] { return carboy::Response("Nothing here.", 404); });
  // [blueprint]
  // [prefix]
  auto user = app.blueprint<"/users/<int:user>">("user");
  user.get("/orders/<int:order>",
           [](int user_id, int order) {
             return "Order " + std::to_string(order) + " of user " + std::to_string(user_id);
           })
      .endpoint("order");
  // [prefix]
}

void add_urls(carboy::App& app) {
  // [urls]
  app.get("/urls", [] {
    std::string all;
    all += carboy::url_for("book", "id", 7) + "\n";
    all += carboy::url_for("list", "page", 1) + "\n";
    all += carboy::url_for("list", "page", 2, "sort", "price & title") + "\n";
    all += carboy::url_for("user.order", "user", 3, "order", 4, "_anchor", "paid") + "\n";
    all += carboy::url_for("api.status", "_external", true) + "\n";
    return carboy::Response(all);
  });
  // [urls]
  // [after]
  app.get("/stamped", [] {
    carboy::after_this_request([](carboy::Response& response) { response.set_header("X-Stamp", "stamped"); });
    return "stamped";
  });
  // [after]
  // [nonblocking]
  auto beats = app.blueprint("beats", "/beats");
  beats.get("/now", [count = std::make_shared<std::atomic<long>>(0)] { return std::to_string(++*count); })
      .nonblocking();
  beats.after_request([](carboy::Response& response) { response.set_header("Cache-Control", "no-store"); })
      .nonblocking();
  // [nonblocking]
}

}  // namespace

void add_routing(carboy::App& app) {
  add_rules(app);
  add_groups(app);
  add_urls(app);
}
