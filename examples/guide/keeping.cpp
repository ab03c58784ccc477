#include <atomic>
#include <memory>

#include "guide.h"

namespace {

// [key]
struct Visitor {
  std::string name;
  bool is_member = false;
};
// In a header that the extensions share: <carboy/guide/visitor.h>.
inline constexpr carboy::RequestKey<Visitor> current_visitor{"guide.visitor"};
// [key]

Visitor visitor_of(const carboy::Request& request) {
  const std::string name(request.cookies.get("visitor", "somebody"));
  return {name, name == "Ada"};
}

void keep_for_requests(carboy::App& app) {
  auto members = app.blueprint("members", "/members");
  // [values]
  members.before_request([](const carboy::Request& request) {
    const Visitor& visitor = request.get_or_make(current_visitor, [&] { return visitor_of(request); });
    if (!visitor.is_member)
      carboy::abort(401, "Members only.", {{"WWW-Authenticate", "Basic realm=\"guide\""}});
  });
  members.get("/", [](const carboy::Request& request) {
    const Visitor* const visitor = request.get(current_visitor);
    return "Welcome, " + visitor->name;
  });
  // [values]
  // [abort]
  app.get("/inner", [](const carboy::Request& request) {
    if (!visitor_of(request).is_member) carboy::abort(carboy::redirect("/members/", 303));
    return "inner";
  });
  // [abort]
}

void keep_for_versions(carboy::App& app) {
  // [update]
  app.post("/votes/<name>", [state = app.state()](std::string_view name) {
    state.update(name, [](std::optional<std::string_view> old) {
      return std::to_string(1 + (old ? std::stol(std::string(*old)) : 0));
    });
    return "counted";
  });
  // [update]
  app.get("/votes", [state = app.state()] {
    std::string all;
    for (const std::string& name : state.keys()) all += name + ": " + state.get(name).value_or("") + "\n";
    return all;
  });
  // [hand_over]
  auto visits = std::make_shared<std::atomic<long>>(0);
  app.get("/visits", [visits] { return std::to_string(++*visits); });
  app.hand_over([visits] { return std::to_string(visits->load()); },
                [visits](std::string_view bytes) { *visits = std::stol(std::string(bytes)); });
  // [hand_over]
}

void keep_files(carboy::App& app) {
  // [data]
  const std::string folder = app.data_folder();
  app.post("/notes", [folder](const carboy::Request& request) {
    std::string name = carboy::random_token(12);
    request.save_body(folder + "/" + name);
    return name;
  });
  // [data]
  // [secret]
  const std::string key = app.config().get<std::string>("key");
  app.get("/metrics", [key](const carboy::Request& request) {
    if (key.empty() || !carboy::same_secret(key, request.header("X-Key").value_or(""))) carboy::abort(403);
    return "visits 5\n";
  });
  // [secret]
}

}  // namespace

void add_keeping(carboy::App& app) {
  keep_for_requests(app);
  keep_for_versions(app);
  keep_files(app);
}
