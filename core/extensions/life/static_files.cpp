#include "core/extensions/life/static_files.h"

#include <algorithm>

#include "core/app/conditional_answer.h"
#include "core/app/failure.h"
#include "core/app/request_state.h"
#include "core/http/etag.h"
#include "core/http/media_type.h"

namespace carboy::core::extensions {
namespace {

constexpr std::string_view kFolder = "static/";

class StaticView final : public app::View {
 public:
  explicit StaticView(std::shared_ptr<const StaticFiles> files) : files_(std::move(files)) {}

  app::Outcome call(app::Exchange& exchange) noexcept override {
    const std::string_view name = exchange.state().match.parameters().front().text;
    const auto found = std::lower_bound(
        files_->begin(), files_->end(), name,
        [](const StaticFile& one, std::string_view path) { return one.path < path; });
    if (found == files_->end() || found->path != name) {
      app::fail(404, app::kHttpError, "");
      return app::Outcome::failed;
    }
    answer(exchange, *found);
    return app::Outcome::done;
  }

 private:
  static void answer(app::Exchange& exchange, const StaticFile& file) {
    http::Response& response = exchange.response;
    response.status = 200;
    response.body.assign(file.bytes);
    const http::GuessedType guess = http::guess_type(file.path);
    const auto set = [&](std::string_view field, std::string_view value) {
      static_cast<void>(response.fields.set(field, value));
    };
    set("Content-Type",
        http::with_charset(guess.type.empty() ? "application/octet-stream" : guess.type));
    if (!guess.encoding.empty()) set("Content-Encoding", guess.encoding);
    set("Cache-Control", "no-cache");
    if (const auto tag = http::quote_etag(file.etag)) set("ETag", *tag);
    app::make_conditional(exchange, true);
  }

  std::shared_ptr<const StaticFiles> files_;
};

}  // namespace

std::shared_ptr<const StaticFiles> static_files_of(const std::vector<elf::Resource>& resources) {
  auto files = std::make_shared<StaticFiles>();
  for (const elf::Resource& one : resources) {
    if (!one.path.starts_with(kFolder)) continue;
    files->push_back({std::string(one.path.substr(kFolder.size())), std::string(one.bytes),
                      http::content_etag(one.bytes)});
  }
  std::sort(files->begin(), files->end(),
            [](const StaticFile& a, const StaticFile& b) { return a.path < b.path; });
  return files;
}

void add_static_route(app::Contribution& contribution, const std::string& name,
                      const std::shared_ptr<const StaticFiles>& files) {
  const std::string endpoint = name + ".static";
  const auto& routes = contribution.routes;
  if (files == nullptr || files->empty() ||
      std::any_of(routes.begin(), routes.end(),
                  [&](const app::RouteEntry& one) { return one.endpoint == endpoint; })) {
    return;
  }
  app::RouteEntry route;
  route.rule = contribution.blueprints.front().prefix + "/" + name + "/static/<path:filename>";
  route.methods = {"GET"};
  route.endpoint = endpoint;
  route.view = std::make_unique<StaticView>(files);
  contribution.routes.push_back(std::move(route));
}

}  // namespace carboy::core::extensions
