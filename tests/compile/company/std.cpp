// The SDK after many headers of the standard library, with all of its names imported.
#include <complex.h>
#include <algorithm>
#include <any>
#include <bitset>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <ranges>
#include <regex>
#include <set>
#include <span>
#include <thread>
#include <unordered_map>
#include <valarray>
#include <variant>

using namespace std;
using namespace std::literals;

#include <carboy/carboy.h>
#include <carboy/json.h>
#include <carboy/model.h>

using namespace carboy;

static map<string, vector<int>> my_numbers;

void init_app(App& app) {
  app.get("/", [] { return "Hello, World!"; });
  app.get("/<name>/<int:n>/<path:rest>",
          [](const Request& request, string_view name, int n, const string& rest) -> Response {
            if (name == "nobody") abort(404);
            carboy::log::info("{} {} {}", name, n, rest);
            return string(request.path()) + rest;
          });
  app.on(signals::request_finished, [](const Request&, const Response&) {});
  app.every(1min, [] { value_of(my_numbers); });
  app.error(404, [](const ReceivedError& error) { return string(error.what()); });
}

CARBOY_EXTENSION(init_app)
