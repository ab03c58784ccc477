#include "core/routing/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/base/error.h"

namespace carboy::core::routing {
namespace {

// A path of 8 kB against a sane expression needs a few thousand steps; the rest is an attack.
constexpr std::uint32_t kMostSteps = 200'000;
constexpr std::uint32_t kMostHeapKib = 1024;

PCRE2_SPTR8 bytes_of(const char* text) { return reinterpret_cast<PCRE2_SPTR8>(text); }

std::string error_text(int code) {
  std::array<PCRE2_UCHAR8, 256> text{};
  pcre2_get_error_message_8(code, text.data(), text.size());
  return {text.begin(), std::find(text.begin(), text.end(), 0)};
}

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using CompileContext =
    std::unique_ptr<pcre2_compile_context_8, Freer<pcre2_compile_context_free_8>>;
using MatchContext = std::unique_ptr<pcre2_match_context_8, Freer<pcre2_match_context_free_8>>;
using MatchData = std::unique_ptr<pcre2_match_data_8, Freer<pcre2_match_data_free_8>>;
using Compiled = std::unique_ptr<pcre2_code_8, Freer<pcre2_code_free_8>>;

}  // namespace

struct RegexScratch::Data {
  MatchData match;
  std::uint32_t pairs = 0;
};

RegexScratch::RegexScratch() = default;
RegexScratch::RegexScratch(RegexScratch&&) noexcept = default;
RegexScratch& RegexScratch::operator=(RegexScratch&&) noexcept = default;
RegexScratch::~RegexScratch() = default;

struct Regex::Code {
  Compiled code;
  MatchContext limits;
  std::uint32_t pairs = 1;
  std::vector<std::uint32_t> groups;
};

Regex::Regex(const std::string& expression, std::size_t groups) : code_(std::make_unique<Code>()) {
  const CompileContext context(pcre2_compile_context_create_8(nullptr));
  pcre2_set_newline_8(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE offset = 0;
  code_->code.reset(pcre2_compile_8(
      bytes_of(expression.data()), expression.size(),
      PCRE2_UTF | PCRE2_UCP | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C, &error,
      &offset, context.get()));
  if (!code_->code) {
    throw base::Error("its regular expression is refused: " + error_text(error));
  }
  std::uint32_t captures = 0;
  pcre2_pattern_info_8(code_->code.get(), PCRE2_INFO_CAPTURECOUNT, &captures);
  code_->pairs = captures + 1;
  for (std::size_t i = 0; i < groups; ++i) {
    const int number =
        pcre2_substring_number_from_name_8(code_->code.get(), bytes_of(group_name(i).c_str()));
    code_->groups.push_back(static_cast<std::uint32_t>(number));
  }
  code_->limits.reset(pcre2_match_context_create_8(nullptr));
  pcre2_set_match_limit_8(code_->limits.get(), kMostSteps);
  pcre2_set_heap_limit_8(code_->limits.get(), kMostHeapKib);
}

Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

std::string Regex::group_name(std::size_t index) { return "carboy_" + std::to_string(index); }

bool Regex::match(std::string_view text, RegexScratch& scratch,
                  std::vector<std::string_view>& values) const {
  if (!scratch.data_) scratch.data_ = std::make_unique<RegexScratch::Data>();
  RegexScratch::Data& data = *scratch.data_;
  if (data.pairs < code_->pairs) {
    data.match.reset(pcre2_match_data_create_8(code_->pairs, nullptr));
    data.pairs = code_->pairs;
  }
  const int found = pcre2_match_8(code_->code.get(), bytes_of(text.data()), text.size(), 0, 0,
                                  data.match.get(), code_->limits.get());
  if (found < 0) return false;
  const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer_8(data.match.get());
  for (const std::uint32_t group : code_->groups) {
    const bool is_set = group < static_cast<std::uint32_t>(found);
    const PCRE2_SIZE begin = is_set ? offsets[2 * group] : PCRE2_UNSET;
    values.push_back(begin == PCRE2_UNSET ? std::string_view()
                                          : text.substr(begin, offsets[2 * group + 1] - begin));
  }
  return true;
}

}  // namespace carboy::core::routing
