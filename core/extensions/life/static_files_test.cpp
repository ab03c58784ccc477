#include "core/extensions/life/static_files.h"

#include "core/app/testing/kernel_fixture.h"

namespace carboy::core::extensions {
namespace {

class StaticFilesTest : public app::KernelFixture {
 protected:
  void serve(const std::vector<elf::Resource>& resources) {
    add_static_route(site_, "shop", static_files_of(resources));
    publish({&site_});
  }
  // The response's fields, which are valid until the next request.
  std::string field(std::string_view target, std::string_view name) {
    exchange_.clear();
    exchange_.head.method = "GET";
    exchange_.head.target = target;
    kernel.prepare(exchange_);
    kernel.handle(exchange_);
    std::string value(exchange_.response.fields.find(name).value_or("none"));
    kernel.finish(exchange_);
    return value;
  }

  app::Exchange exchange_;
  app::Contribution site_{owners.open("shop", "1.0.0")};
};

TEST_F(StaticFilesTest, ServesOnlyTheFilesBelowStatic) {
  serve({{"static/css/shop.css", "b {}"},
         {"static/a.bin", "x"},
         {"templates/shop/a.html", "secret"}});
  EXPECT_EQ(ask("/shop/static/css/shop.css").body, "b {}");
  EXPECT_EQ(ask("/shop/static/a.bin").body, "x");
  for (const char* target : {"/shop/static/missing.css", "/shop/static/css", "/shop/static/a.html",
                             "/shop/static/%2e%2e/templates/shop/a.html"}) {
    EXPECT_EQ(ask(target).status, 404) << target;
  }
  EXPECT_EQ(ask("/shop/static/a.bin", "POST").status, 405);
}

TEST_F(StaticFilesTest, SetsTypeAndCaching) {
  serve({{"static/shop.css", "b {}"}, {"static/a.xyz0", "x"}, {"static/b.svgz", "z"}});
  EXPECT_EQ(field("/shop/static/shop.css", "Content-Type"), "text/css; charset=utf-8");
  EXPECT_EQ(field("/shop/static/shop.css", "Cache-Control"), "no-cache");
  EXPECT_EQ(field("/shop/static/a.xyz0", "Content-Type"), "application/octet-stream");
  EXPECT_EQ(field("/shop/static/b.svgz", "Content-Encoding"), "gzip");
  EXPECT_EQ(field("/shop/static/shop.css", "ETag").size(), 42U);
  EXPECT_NE(field("/shop/static/shop.css", "ETag"), field("/shop/static/b.svgz", "ETag"));
}

TEST_F(StaticFilesTest, AnEndpointOfThatNameReplacesTheRoute) {
  add_route(site_, "/mine", says("mine"));
  site_.routes.back().endpoint = "shop.static";
  serve({{"static/shop.css", "b {}"}});
  EXPECT_EQ(ask("/shop/static/shop.css").status, 404);
  EXPECT_EQ(ask("/mine").body, "mine");
}

TEST_F(StaticFilesTest, WithoutFilesThereIsNoRoute) {
  serve({{"templates/shop/a.html", "x"}});
  EXPECT_TRUE(site_.routes.empty());
}

}  // namespace
}  // namespace carboy::core::extensions
