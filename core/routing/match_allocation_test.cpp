// Matching allocates nothing once its Match has grown: counts every `new` of this program.
#include <gtest/gtest.h>

#include "core/base/testing/counted_allocations.h"
#include "core/routing/map.h"
#include "core/routing/request_target.h"

namespace carboy::core::routing {
namespace {

std::unique_ptr<const Table> table() {
  Map map;
  map.add_converter("code",
                    [](const ConverterArguments&) { return regex_converter("[A-Z]+[0-9]+"); });
  for (const char* text :
       {"/", "/static/page", "/i/<int(min=1, max=99):n>", "/f/<float(max=9999999999):x>",
        "/d/<int:y>-<int:m>-<int:d>", "/p/<path:a>/<b>.<c>", "/u/<uuid:u>", "/x/<any(a, b):k>/",
        "/c/<code:c>.<x>", "/s/<string(length=3):s>"}) {
    RuleOptions options;
    options.rule = text;
    options.endpoint = text;
    options.methods = {"GET"};
    options.defaults = {{"fixed", 1}};
    map.add(std::move(options));
  }
  return map.compile();
}

TEST(MatchAllocation, IsNoneOnceGrown) {
  const auto rules = table();
  Binding binding;
  binding.server_name = "example.org";
  Match match;
  std::string path;
  std::string_view query;
  const auto run = [&](const char* method) {
    for (const char* target :
         {"/", "/static/page?x", "/i/42", "/i/100", "/f/1234567890.12345678901234567890",
          "/d/2026-11-22", "/p/some%20folder/with/many/parts/name.tar.gz",
          "/u/2b5b0911-fdcf-4dd2-921b-28ace88db8a0", "/x/a/", "/c/ABC123.html", "/s/abc",
          "/nothing/at/all/with/a/long/path/that/goes/on"}) {
      ASSERT_EQ(decode_target(target, path, query), TargetError::none);
      rules->match(binding, path, method, match);
    }
  };
  run("GET");
  run("POST");
  const std::uint64_t before = base::allocations();
  run("GET");
  run("POST");
  EXPECT_EQ(base::allocations() - before, 0U);
}

}  // namespace
}  // namespace carboy::core::routing
