#include <carboy/json.h>

#include "guide.h"

namespace {

void add_values(carboy::App& app) {
  // [args]
  app.get("/search", [](const carboy::Request& request) {
    const int page = request.args.get<int>("page", 1);
    const std::string_view words = request.args.get("q");
    return "Page " + std::to_string(page) + " of \"" + std::string(words) + "\"";
  });
  // [args]
  // [lists]
  app.get("/tags", [](const carboy::Request& request) {
    std::string all;
    for (const std::string_view tag : request.args.get_all("tag")) {
      all.append(all.empty() ? "" : ", ").append(tag);
    }
    for (const auto& [name, value] : request.args) carboy::log::debug("{} is {}", name, value);
    return all;
  });
  // [lists]
  // [form]
  app.post("/sign", [](const carboy::Request& request) {
    return "Thank you, " + std::string(request.form["name"]) + ".";
  });
  // [form]
  // [cookies]
  app.get("/theme",
          [](const carboy::Request& request) { return std::string(request.cookies.get("theme", "light")); });
  // [cookies]
}

void add_bodies(carboy::App& app) {
  // [files]
  const std::string folder = app.config().get<std::string>("folder");
  app.post("/upload", [=](const carboy::Request& request) {
    const carboy::File file = request.files["cover"];
    if (file.safe_filename().empty()) carboy::abort(400, "Choose a file with a name.");
    file.save(folder + "/" + std::string(file.safe_filename()));
    return "Kept " + std::to_string(file.size()) + " bytes.";
  });
  // [files]
  // [body]
  app.put("/backup", [=](const carboy::Request& request) {
    request.save_body(folder + "/backup.img", /*overwrite=*/true);
    return "Kept " + std::to_string(request.body_size()) + " bytes.";
  });
  // [body]
  // [json]
  app.post("/orders", [](const carboy::Request& request) {
    const nlohmann::json order = request.json();
    const int copies = order.value("copies", 1);
    return carboy::json({{"book", order.at("book")}, {"copies", copies}}, 201);
  });
  // [json]
}

void add_negotiation(carboy::App& app) {
  // [accept]
  app.get("/book", [](const carboy::Request& request) -> carboy::Response {
    const auto best = request.accept.best_match({"text/html", "application/json"});
    if (best == "application/json") return carboy::json({{"title", "Emma"}});
    return "<h1>Emma</h1>";
  });
  // [accept]
  // [authorization]
  app.get("/whoami", [](const carboy::Request& request) {
    const auto authorization = request.authorization();
    if (!authorization || authorization->type() != "basic") {
      auto answer = carboy::status(401);
      answer.set_header("WWW-Authenticate", "Basic realm=\"guide\", charset=\"UTF-8\"");
      return answer;
    }
    return carboy::Response(authorization->username());
  });
  // [authorization]
  // [where]
  app.get("/where", [](const carboy::Request& request) {
    return carboy::json({{"url", request.url()},
                         {"base_url", request.base_url()},
                         {"root_url", request.root_url()},
                         {"full_path", request.full_path()},
                         {"host", request.host()},
                         {"scheme", request.scheme()},
                         {"client", request.remote_address()},
                         {"id", request.id()}});
  });
  // [where]
}

bool is_prime(int number) {
  for (int factor = 2; factor <= number / factor; ++factor) {
    if (number % factor == 0) return false;
  }
  return number > 1;
}

void add_long_views(carboy::App& app) {
  // [cancelled]
  app.get("/primes/<int:below>", [](const carboy::Request& request, int below) {
    int found = 0;
    for (int number = 2; number < below; ++number) {
      if (number % 1000 == 0 && request.cancelled()) carboy::abort(503);
      if (is_prime(number)) ++found;
    }
    return std::to_string(found);
  });
  // [cancelled]
}

}  // namespace

void add_requests(carboy::App& app) {
  add_values(app);
  add_bodies(app);
  add_negotiation(app);
  add_long_views(app);
}
