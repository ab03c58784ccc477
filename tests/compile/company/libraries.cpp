// The SDK after other libraries, with all of their names imported.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace std;
using namespace fmt;
using namespace nlohmann;
using namespace testing;

#include <carboy/carboy.h>
#include <carboy/json.h>
#include <carboy/model.h>

struct Entry {
  int id = 0;
  vector<string> tags;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Entry, id, tags)

void init_app(carboy::App& app) {
  app.get("/", [] { return fmt::format("Hello, {}!", "World"); });
  app.get("/<name>", [](std::string_view name) {
    carboy::log::info("{}", name);
    return nlohmann::json{{"name", name}};
  });
  app.get("/entry", [] { return carboy::json(Entry{1, {"a"}}); });
  app.get("/pairs", [] { return carboy::json({{"id", 1}, {"tags", {"a", "b"}}}); });
  const carboy::Text text("x");
  const fmt::string_view view = text;
  app.get("/view", [view] { return std::string(view.data(), view.size()); });
}

CARBOY_EXTENSION(init_app)
