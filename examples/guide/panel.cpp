#include <carboy/json.h>
#include <carboy/management.h>

#include <nlohmann/json.hpp>
#include <string>

#include "guide.h"

void add_panel(carboy::App& app) {
  // [panel]
  const auto management = app.find_service<carboy::Management>();

  app.get("/extensions", [=] {
    carboy::Markup rows;
    for (const auto& one : nlohmann::json::parse(management->list())) {
      rows += carboy::html("<tr><td>{}<td>{}<td>{}", one.value("name", ""), one.value("version", ""),
                           one.value("state", ""));
    }
    return carboy::html("<table>{}</table>", rows);
  });

  app.post("/extensions/<name>/settings",
           [=](const carboy::Request& request, const std::string& name) -> carboy::Response {
             const std::string id(request.id());
             try {
               return management->configure({"Ada", id}, name, request.body());
             } catch (const carboy::Error& error) {
               return carboy::Response(error.what(), 409);
             }
           });
  // [panel]
}
