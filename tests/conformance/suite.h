// Suites of cases with known answers. A suite reads the JSON of one file and reports each of its
// cases. To add a suite, write NAME_suite.cpp and list it in suites.cpp.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace carboy::conformance {

// Keeps the order of keys, which is that of a query's values.
using Json = nlohmann::ordered_json;

// Collects the results of a run. A case that neither fails nor is skipped has passed.
class Report {
 public:
  Report(std::string suite, bool all_checks) : suite_(std::move(suite)), all_checks_(all_checks) {}

  void begin_case(std::string id);
  // Reports a failed check of the current case. Prints the first one of a case; with all_checks,
  // all.
  void fail(std::string_view check, std::string_view expected, std::string_view got);
  // Skips the current case, since it needs something that Carboy does not have.
  void skip(std::string_view why);
  void end_case();

  // Prints `SUITE: N passed, N failed, N skipped`.
  void print_sum() const;
  std::size_t failed() const noexcept { return failed_; }

 private:
  std::string suite_;
  bool all_checks_;
  std::string id_;
  std::size_t failures_of_case_ = 0;
  bool is_skipped_ = false;
  std::size_t passed_ = 0, failed_ = 0, skipped_ = 0;
};

struct Suite {
  std::string_view name;
  std::string_view summary;
  // Runs the cases of one file. Throws std::exception if the file has another form.
  void (*run)(const Json& file, Report& report);
};

std::span<const Suite> suites();

void run_lifecycle(const Json& file, Report& report);
void run_routing(const Json& file, Report& report);
void run_http(const Json& file, Report& report);

}  // namespace carboy::conformance
