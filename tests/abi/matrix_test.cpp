// One fixture in many builds (matrix/), all of which this host loads at the same time. Each of them
// must do everything, and use the services of another build.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "loaded_app.h"

namespace carboy::test {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::string>& builds() {
  static const std::vector<std::string> names{MATRIX_BUILDS};
  return names;
}

// The neighbour that each build uses, as in matrix/CMakeLists.txt.
const std::map<std::string, std::string>& neighbours() {
  static const std::map<std::string, std::string> names{MATRIX_NEIGHBOURS};
  return names;
}

LoadedApp::Settings settings() {
  LoadedApp::Settings all;
  for (const std::string& name : builds()) {
    all[name] = {{"page_size", 7}, {"wide", false}, {"hosts", {name, "b.example"}}};
  }
  return all;
}

class Matrix : public testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() {
    app_ = std::make_unique<LoadedApp>(MATRIX_FOLDER, builds(), settings());
  }
  static void TearDownTestSuite() { app_.reset(); }

  static Answer get(const std::string& path, const Sent& sent = {}) {
    return app_->send("/" + GetParam() + path, sent);
  }
  static std::string neighbour() { return neighbours().at(GetParam()); }

  static std::unique_ptr<LoadedApp> app_;
};
std::unique_ptr<LoadedApp> Matrix::app_;

TEST_P(Matrix, AnswersWithText) {
  const Answer answer = get("/hello/Ad%C3%A4");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "Hello, Ad\xc3\xa4");
  EXPECT_EQ(answer.headers.at("content-type"), "text/html; charset=utf-8");
}

TEST_P(Matrix, TakesParametersOfAllConverters) {
  const Answer answer = get("/all/-3/2.50/00000000-0000-0000-0000-00000000002a/b/x/y.txt");
  EXPECT_EQ(answer.status, 404) << "int takes no sign";
  const Answer taken = get("/all/2147483647/2.50/00000000-0000-0000-0000-00000000002a/b/x/y.txt");
  ASSERT_EQ(taken.status, 200) << taken.body;
  EXPECT_EQ(taken.headers.at("content-type"), "application/json");
  EXPECT_EQ(
      json::parse(taken.body),
      json({{"i", 2147483647},
            {"f", 2.5},
            {"u", 42},
            {"c", "b"},
            {"p", "x/y.txt"},
            {"rule", "/" + GetParam() + "/all/<int:i>/<float:f>/<uuid:u>/<any(a, b):c>/<path:p>"},
            {"f as text", "2.50"}}));
}

TEST_P(Matrix, AnIntegerThatIsTooLargeIsA404) {
  EXPECT_EQ(get("/all/2147483648/2.5/00000000-0000-0000-0000-00000000002a/b/x").status, 404);
}

TEST_P(Matrix, SeesTheRequestAndSetsTheResponse) {
  const Answer answer = get("/echo?a=1&b=%20", {"POST", {{"X-Sent", "yes"}}, "the body"});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "the body");
  EXPECT_EQ(answer.headers.at("content-type"), "text/plain");
  EXPECT_EQ(answer.headers.at("x-query"), "a=1&b=%20");
  EXPECT_EQ(answer.headers.at("x-method"), "POST");
  EXPECT_EQ(answer.headers.at("x-sent"), "yes");
}

TEST_P(Matrix, BuildsUrls) {
  EXPECT_EQ(get("/url").body, "/" + GetParam() + "/hello/a%20b?page=2");
}

TEST_P(Matrix, HandsOverALargeBody) { EXPECT_EQ(get("/large").body, std::string(100000, 'x')); }

TEST_P(Matrix, Streams) { EXPECT_EQ(get("/stream").body, "piece 0;piece 1;piece 2;"); }

TEST_P(Matrix, AThrowIsThatRequestsFailure) {
  EXPECT_EQ(get("/throws").status, 500);
  EXPECT_THAT(get("/throws").body, Not(HasSubstr("purpose")));
  EXPECT_EQ(get("/throws/int").status, 500);
  EXPECT_THAT(app_->log(), Contains(GetParam() + ": over with 500 thrown on purpose"));
  EXPECT_EQ(get("/hello/Ada").status, 200);
}

TEST_P(Matrix, AbortsWithAStatus) {
  const Answer answer = get("/abort");
  EXPECT_EQ(answer.status, 418);
  EXPECT_THAT(answer.body, HasSubstr("short and stout"));
}

TEST_P(Matrix, FindsAnErrorHandlerByItsOwnError) {
  const Answer answer = get("/throws/paper");
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.body, "matrix.OutOfPaper is http: There is no paper left.");
}

TEST_P(Matrix, HooksRunAroundViews) {
  EXPECT_EQ(get("/hello/Ada").headers.at("x-build"), GetParam());
  const Answer answer = get("/never");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "hooked");
}

TEST_P(Matrix, UsesAServiceOfAnotherBuild) {
  EXPECT_EQ(get("/greet/Ada").body, "Good day, Ada!");
  EXPECT_EQ(get("/sum").body, "321");
}

TEST_P(Matrix, AServiceOfAnotherBuildSeesTheRequestOfThisOne) {
  EXPECT_EQ(get("/path").body, "/" + GetParam() + "/path");
}

TEST_P(Matrix, AThrowInAServiceOfAnotherBuildBecomesItsError) {
  const Answer answer = get("/fail/paper");
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.body, "matrix.OutOfPaper is http: There is no paper left.");
  EXPECT_EQ(get("/fail/range").status, 500);
  EXPECT_THAT(app_->log(), Contains(testing::AllOf(testing::StartsWith(GetParam() + ": over with"),
                                                   HasSubstr("vector"))));
  EXPECT_EQ(get("/fail/int").status, 500);
}

TEST_P(Matrix, AWrapperOfAnotherBuildRunsBeforeTheView) {
  const Answer refused = get("/guarded");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.body, "no X-Key for " + neighbour());
  const Answer answer = get("/guarded", {"GET", {{"X-Key", "k"}}, ""});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "let through");
  EXPECT_EQ(answer.headers.at("x-guard"), neighbour());
}

TEST_P(Matrix, SlotsOfAllBuildsHearASignalWithAllKindsOfArguments) {
  ASSERT_EQ(get("/say").body, "said");
  const std::string heard =
      GetParam() + "%20-7%20yes%200.25%20bits=[true,false]%20name=Ada%20none=null%20bits:false";
  for (const std::string& name : builds()) {
    EXPECT_EQ(app_->send("/" + name + "/happened/" + heard).body, "it happened") << name;
  }
}

TEST_P(Matrix, SlotsHearTheHostsSignals) {
  get("/hello/signal");
  EXPECT_EQ(get("/happened/200%20/" + GetParam() + "/hello/signal").body, "it happened");
}

TEST_P(Matrix, TimersAndBackgroundWorkRun) {
  EXPECT_EQ(get("/happened/tick").body, "it happened");
  EXPECT_EQ(get("/happened/work").body, "it happened");
}

TEST_P(Matrix, RunsCommands) {
  EXPECT_THAT(app_->run({GetParam(), "greet", "Ada", "Grace"}),
              ElementsAre("Hello, Ada", "Hello, Grace", "error: greeted"));
}

TEST_P(Matrix, OutsideOfARequestIsANamedError) {
  EXPECT_THAT(app_->run({GetParam(), "outside"}),
              ElementsAre(HasSubstr("There is no request here"),
                          testing::AllOf(HasSubstr("failed"), HasSubstr("server_name"))));
}

TEST_P(Matrix, EachThreadHasItsOwnError) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (const auto& [path, status] :
       {std::pair("/fail/paper", 409), std::pair("/fail/range", 500), std::pair("/abort", 418)}) {
    threads.emplace_back([target = "/" + GetParam() + path, status = status, &wrong] {
      for (int i = 0; i < 100; ++i) {
        if (app_->send(target).status != status) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_P(Matrix, ReadsSettings) {
  EXPECT_EQ(json::parse(get("/settings").body), json({{"size", 7},
                                                      {"title",
                                                       "\xc3\x9c"
                                                       "ber uns"},
                                                      {"ratio", 0.25},
                                                      {"wide", false},
                                                      {"hosts", GetParam() + ",b.example,"}}));
}

TEST_P(Matrix, KeepsState) {
  get("/state/first");
  EXPECT_EQ(get("/state/second").body, "first");
}

TEST_P(Matrix, Logs) {
  EXPECT_THAT(app_->log(), Contains(GetParam() + ": " + GetParam() + " started, 0.5 true"));
}

INSTANTIATE_TEST_SUITE_P(Builds, Matrix, testing::ValuesIn(builds()),
                         [](const auto& build) { return build.param; });

TEST(MatrixLife, EveryBuildStopsAndReportsIt) {
  LoadedApp app(MATRIX_FOLDER, builds());
  app.stop();
  for (const std::string& name : builds()) {
    EXPECT_THAT(app.log(), Contains(name + ": worker ends"));
    EXPECT_THAT(app.log(), Contains(name + ": " + name + " stops"));
  }
}

}  // namespace
}  // namespace carboy::test
