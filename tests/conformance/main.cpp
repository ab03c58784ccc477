// carboy-conformance SUITE FILE...: compares Carboy's answers with the recorded answers of a
// library.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/suggest.h"
#include "suite.h"

namespace {

using carboy::conformance::Json;
using carboy::conformance::Report;
using carboy::conformance::Suite;
using carboy::conformance::suites;

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

void print_usage() {
  std::fputs(
      "usage: carboy-conformance [--all-checks] SUITE FILE...\n\n"
      "Runs the cases of JSON files, prints a line for each one that fails or is skipped, and\n"
      "the totals. Exit status: 0 all passed, 1 a case failed, 2 wrong usage.\n\n"
      "  --all-checks   print every check that fails, not only the first of each case\n\n"
      "suites\n",
      stdout);
  for (const Suite& suite : suites()) {
    std::printf("  %-12s   %s\n", suite.name.data(), suite.summary.data());
  }
  std::fputs("\nexample\n  carboy-conformance routing tests/conformance/cases/routing/*.json\n",
             stdout);
}

int wrong_usage(const std::string& problem) {
  std::fprintf(stderr, "carboy-conformance: %s `carboy-conformance --help` shows an example.\n",
               problem.c_str());
  return kWrongUsage;
}

std::string unknown_suite(const std::string& name) {
  std::vector<std::string> known;
  for (const Suite& suite : suites()) known.emplace_back(suite.name);
  return "there is no suite \"" + name + "\"." + carboy::core::base::did_you_mean(name, known);
}

// Removes the JSON library's own name for the error, which is in brackets.
std::string_view without_brackets(std::string_view message) {
  const std::size_t end = message.starts_with('[') ? message.find("] ") : std::string_view::npos;
  return end == std::string_view::npos ? message : message.substr(end + 2);
}

bool run_file(const Suite& suite, const std::string& file, Report& report) {
  std::ifstream input(file, std::ios::binary);
  if (!input) {
    std::fprintf(stderr, "carboy-conformance: %s cannot be read\n", file.c_str());
    return false;
  }
  try {
    suite.run(Json::parse(input), report);
    return true;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "carboy-conformance: %s is not a file of cases for %s: %s\n", file.c_str(),
                 suite.name.data(), std::string(without_brackets(error.what())).c_str());
    return false;
  }
}

int run(const Suite& suite, const std::vector<std::string>& files, bool all_checks) {
  Report report(std::string(suite.name), all_checks);
  bool all_read = true;
  for (const std::string& file : files) all_read = run_file(suite, file, report) && all_read;
  report.print_sum();
  if (!all_read) return kWrongUsage;
  return report.failed() == 0 ? 0 : kFailed;
}

}  // namespace

int main(int count, char** values) {
  std::vector<std::string> arguments(values + 1, values + count);
  const auto take = [&arguments](std::string_view option) {
    return std::erase(arguments, option) > 0;
  };
  if (take("--help") || take("-h")) {
    print_usage();
    return 0;
  }
  const bool all_checks = take("--all-checks");
  const auto option =
      std::find_if(arguments.begin(), arguments.end(),
                   [](const std::string& argument) { return argument.starts_with('-'); });
  if (option != arguments.end()) return wrong_usage("there is no option " + *option + ".");
  if (arguments.empty()) return wrong_usage("no suite is named.");
  const auto suite = std::find_if(suites().begin(), suites().end(), [&](const Suite& candidate) {
    return candidate.name == arguments.front();
  });
  if (suite == suites().end()) return wrong_usage(unknown_suite(arguments.front()));
  if (arguments.size() == 1) return wrong_usage("no file is named.");
  return run(*suite, {arguments.begin() + 1, arguments.end()}, all_checks);
}
