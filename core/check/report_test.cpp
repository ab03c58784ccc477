#include "core/check/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace carboy::core::check {
namespace {

using Severity = Finding::Severity;

Report guestbook() {
  Report report{"guestbook", "1.3.0", "build/guestbook.so", {}};
  report.add({"manifest", Severity::ok, "manifest, schema, names", "", ""});
  report.add({"exports", Severity::ok, "exports 1 symbol", "", ""});
  report.add({"failure", Severity::ok, "failure in init leaves nothing", "", ""});
  report.add({"init", Severity::ok, "init, stop, init again", "", ""});
  report.add({"unload", Severity::warning,
              "src/guestbook.cpp keeps a thread_local with a destructor: the library stays mapped "
              "after an upgrade",
              "Keep the state in the app (app.state()).", "src/guestbook.cpp:12"});
  report.add(
      {"swap", Severity::ok, "swap under load: 20 swaps, 48,210 requests, 0 failed", "", ""});
  return report;
}

TEST(Report, HasTwoColumns) {
  EXPECT_EQ(to_text(guestbook()), R"(guestbook 1.3.0
  ok    manifest, schema, names          ok    init, stop, init again
  ok    exports 1 symbol                 ok    swap under load: 20 swaps, 48,210 requests, 0 failed
  ok    failure in init leaves nothing   warn  src/guestbook.cpp keeps a thread_local with a destructor: the library
                                               stays mapped after an upgrade. Keep the state in the app (app.state()).
1 warning
)");
}

TEST(Report, HasOneColumnWhenNoCheckPassed) {
  Report report{"x", "1.0.0", "x.so", {}};
  report.add({"crash", Severity::error, "the process died while its init ran", "See.", ""});
  report.add({"sdk", Severity::warning, "is built with SDK 1.2", "", "src/x.cpp:3"});
  EXPECT_EQ(to_text(report), R"(x 1.0.0
  error the process died while its init ran. See.
  warn  src/x.cpp:3: is built with SDK 1.2
1 error, 1 warning
)");
}

TEST(Report, SaysThatAllIsWell) {
  Report report{"x", "1.0.0", "x.so", {}};
  report.add({"exports", Severity::ok, "exports 1 symbol", "", ""});
  EXPECT_EQ(to_text(report), "x 1.0.0\n  ok    exports 1 symbol\nAll is well\n");
}

TEST(Report, IsOneJsonObject) {
  const nlohmann::json json = to_json(guestbook());
  EXPECT_EQ(json.at("warnings"), 1);
  EXPECT_EQ(json.at("errors"), 0);
  EXPECT_EQ(json.at("findings").size(), 6U);
  EXPECT_EQ(json.at("findings")[4].at("severity"), "warning");
  for (const auto& finding : json.at("findings")) {
    EXPECT_EQ(to_json(finding_of(finding)), finding);
  }
}

TEST(Report, WordsWiderThanTheColumnGetALineOfTheirOwn) {
  Report report{"x", "1.0.0", "x.so", {}};
  report.add({"crash", Severity::error, "a " + std::string(300, 'w') + "  b", "", ""});
  EXPECT_EQ(to_text(report),
            "x 1.0.0\n  error a\n        " + std::string(300, 'w') + "\n        b\n1 error\n");
}

TEST(Report, EscapesControlCharacters) {
  Report report{"x", "1.0.0", "x.so", {}};
  report.add({"init", Severity::error, "failed: \x1b[2J", "", ""});
  EXPECT_EQ(to_text(report), "x 1.0.0\n  error failed: ?[2J\n1 error\n");
}

}  // namespace
}  // namespace carboy::core::check
