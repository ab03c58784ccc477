#include "site.h"

#include <carboy/carboy.h>
#include <carboy/json.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace carboy::http_test {
namespace {

namespace server = core::server;

constexpr const char* kAlphabet = "abcdefghijklmnopqrstuvwxyz";

std::string echo(const Request& request) {
  std::string text(request.method());
  text.append(" ").append(request.target()).append(" ");
  return text.append(request.header("Host").value_or("-")).append(" ").append(request.body());
}

Response stream_of_words() {
  return stream([words = std::vector<std::string>{"one ", "two ", "three"},
                 next = std::size_t{0}](Stream& out) mutable {
    out.write(words[next]);
    return ++next < words.size();
  });
}

Response page(const Request&) {
  Response response(kAlphabet);
  response.set_header("ETag", "\"v1\"");
  response.set_header("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
  response.make_conditional(true);
  return response;
}

// Uses every accessor of a request, so that garbage in any field is parsed.
std::string everything(const Request& request) {
  std::string all(request.url());
  for (const auto* values : {&request.args, &request.form, &request.cookies}) {
    for (const auto& [name, value] : *values) all.append(name).append(value);
  }
  for (const Accept* accept : {&request.accept, &request.accept_language, &request.accept_encoding,
                               &request.accept_charset}) {
    all += std::to_string(accept->quality("text/html"));
  }
  if (const auto credentials = request.authorization()) all.append(credentials->username());
  if (const auto ranges = request.ranges()) all.append("ranges");
  all.append(request.remote_address()).append(request.scheme()).append(request.mimetype());
  return all.append(request.full_path()).append(request.user_agent()).append(request.id());
}

void add_plain(App& app) {
  app.get("/", [] { return "root"; });
  app.get("/hello", [] { return "hello"; }).nonblocking();
  app.get("/pool", [] { return "pooled"; });
  app.route({"GET", "POST", "PUT", "PATCH", "DELETE"}, "/echo", echo);
  app.route({"GET", "POST", "PUT"}, "/page", page);
  app.route({"GET", "POST"}, "/all", everything);
  app.post("/form",
           [](const Request& request) { return "[" + std::string(request.form["name"]) + "]"; });
  app.route({"GET", "POST"}, "/field", [](const Request& request) {
    std::string all;
    for (const auto& [name, value] : request.headers()) {
      if (name == request.query()) all.append("[").append(value).append("]");
    }
    return all;
  });
  app.get("/docs/", [] { return "docs"; });
  app.get("/book", [](const Request& request) {
    return request.accept.best_match({"text/html", "application/json"}) == "application/json"
               ? "json"
               : "html";
  });
  app.get("/whoami", [](const Request& request) {
    const auto credentials = request.authorization();
    if (credentials && !credentials->username().empty()) return Response(credentials->username());
    Response answer("who?", 401);
    answer.set_header("WWW-Authenticate", "Basic realm=\"here\"");
    return answer;
  });
}

void add_special(App& app) {
  app.get("/status/<int:code>", [](int code) { return Response("never seen", code); });
  app.get("/made",
          [] { return std::move(Response("made", 201).set_header("Location", "/made/7")); });
  app.get("/bye", [] { return std::move(Response("bye").set_header("Connection", "close")); });
  app.get("/throws", []() -> Response { throw std::runtime_error("the reason"); });
  app.get("/stream", stream_of_words);
  app.get("/large", [] { return std::string(20'000'000, 'x'); });
  app.get("/cookies", [] {
    Response response("set");
    response.set_cookie("a", "1").set_cookie("b", "2");
    return response;
  });
  app.get("/inject", [](const Request& request) {
    const bool nul = request.query() == "nul";
    return std::move(Response("in").set_header(
        "X-Value", nul ? std::string_view("a\0Injected", 10) : "a\r\nInjected: 1"));
  });
  app.get("/lies", [] {
    Response response("hello");
    response.set_header("Content-Length", "3").set_header("Transfer-Encoding", "gzip");
    return response;
  });
}

}  // namespace

Site::Site(server::ServerOptions options) {
  std::ofstream(folder_.path() / "alphabet.txt") << kAlphabet;
  app_.emplace(core::app::KernelOptions{}, [this](App& app, abi::Registrar&) {
    add_plain(app);
    add_special(app);
    app.get("/files/<path:name>", [folder = folder_.path().string()](std::string_view name) {
      return send_from_directory(folder, std::string(name));
    });
  });
  options.bind = {"127.0.0.1:0"};
  options.loops = 2;
  options.workers = 4;
  server_.emplace(std::move(options), app_->application());
  server_->start();
}

server::testing::RawClient Site::connect() const {
  return server::testing::RawClient(server_->addresses().front());
}

bool Site::lives() const { return connect().get("/hello").body == "hello"; }

}  // namespace carboy::http_test
