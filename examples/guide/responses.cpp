#include <carboy/json.h>

#include "guide.h"

namespace {

void add_results(carboy::App& app) {
  // [results]
  app.get("/text", [] { return "Hello"; });
  app.get("/object", [] { return nlohmann::json{{"title", "Emma"}, {"year", 1815}}; });
  app.get("/made", [] { return carboy::Response("made", 201); });
  app.get("/nothing", [] { return carboy::status(204); });
  // [results]
  // [headers]
  app.get("/plain", [] {
    carboy::Response response("a,b\n1,2\n");
    response.set_header("Content-Type", "text/csv; charset=utf-8");
    response.set_header("X-Rows", "1");
    return response;
  });
  // [headers]
  // [cookies]
  app.post("/theme/<name>", [](std::string_view name) {
    auto response = carboy::redirect("/theme");
    response.set_cookie("theme", name, {.max_age = std::chrono::hours(24 * 365)});
    return response;
  });
  app.post("/forget", [] {
    auto response = carboy::redirect("/theme");
    response.delete_cookie("theme");
    return response;
  });
  // [cookies]
  // [redirect]
  app.get("/old/<path:page>",
          [](std::string_view page) { return carboy::redirect("/new/" + std::string(page), 301); });
  // [redirect]
}

void add_files(carboy::App& app) {
  const std::string folder = app.config().get<std::string>("folder");
  // [files]
  app.get("/files/<path:name>",
          [=](std::string_view name) { return carboy::send_from_directory(folder, std::string(name)); });
  app.get("/report", [=] {
    return carboy::send_file(folder + "/report.pdf",
                             {.attachment = true, .download_name = "Bericht für März.pdf"});
  });
  // [files]
  // [etag]
  app.get("/chapter", [] {
    carboy::Response response("Emma Woodhouse, handsome, clever, and rich, ...");
    response.add_etag().make_conditional();
    return response;
  });
  // [etag]
}

void add_streams(carboy::App& app) {
  // [stream]
  app.get("/numbers", [] {
    return carboy::stream(
        [next = 0](carboy::Stream& out) mutable {
          out.write(std::to_string(next) + "\n");
          return ++next < 1000;
        },
        "text/plain");
  });
  // [stream]
  // [events]
  app.get("/clock", [] {
    return carboy::event_stream([tick = 0](carboy::Stream& out) mutable {
      out.pause(std::chrono::milliseconds(10));
      return out.write("data: " + std::to_string(++tick) + "\n\n") && tick < 3;
    });
  });
  // [events]
}

}  // namespace

void add_responses(carboy::App& app) {
  add_results(app);
  add_files(app);
  add_streams(app);
}
