#include <cstdio>

#include "suite.h"

namespace carboy::conformance {

void Report::begin_case(std::string id) {
  id_ = std::move(id);
  failures_of_case_ = 0;
  is_skipped_ = false;
}

void Report::fail(std::string_view check, std::string_view expected, std::string_view got) {
  ++failures_of_case_;
  if (failures_of_case_ > 1 && !all_checks_) return;
  std::printf("failed %s: %.*s: expected %.*s, got %.*s\n", id_.c_str(),
              static_cast<int>(check.size()), check.data(), static_cast<int>(expected.size()),
              expected.data(), static_cast<int>(got.size()), got.data());
}

void Report::skip(std::string_view why) {
  is_skipped_ = true;
  std::printf("skipped %s: %.*s\n", id_.c_str(), static_cast<int>(why.size()), why.data());
}

void Report::end_case() {
  if (failures_of_case_ > 0) {
    ++failed_;
  } else if (is_skipped_) {
    ++skipped_;
  } else {
    ++passed_;
  }
}

void Report::print_sum() const {
  std::printf("%s: %zu passed, %zu failed, %zu skipped\n", suite_.c_str(), passed_, failed_,
              skipped_);
}

}  // namespace carboy::conformance
