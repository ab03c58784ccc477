// Copies of stored pages, which may come from a file or a server, and the look-up of the pages.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/pages/page_copy.h"

namespace {

using namespace carboy::core::pages;

constexpr Moment kNow{1'000'000, 1};

// A request that has the values that a page was made from.
class SameRequest final : public Asked {
 public:
  explicit SameRequest(const std::vector<Read>& reads) : reads_(reads) {}
  std::optional<std::string_view> value_of(Source source, std::string_view name) override {
    for (const Read& read : reads_) {
      if (read.source == source && read.name == name) return read.value;
    }
    return std::nullopt;
  }
  bool has_all() {
    return std::all_of(reads_.begin(), reads_.end(), [&](const Read& read) {
      return value_of(read.source, read.name) == read.value;
    });
  }

 private:
  const std::vector<Read>& reads_;
};

void check_kept(PageStore& store, const std::string& base, const std::vector<Read>& reads,
                const std::string& copy) {
  SameRequest asked(reads);
  if (!asked.has_all()) return;  // a copy that names a part twice, with two values
  if (store.find(base, asked, kNow) == nullptr) std::abort();
  PageStore other(1 << 20);
  if (put_copy(other, copy, 0, kNow) != Copied::done) std::abort();
  other.each([&](const Kept& kept) {
    if (copy_of(kept) != copy) std::abort();
  });
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  PageStore store(1 << 20);
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (put_copy(store, input, 0, kNow) != Copied::done) return 0;
  std::string base, copy;
  std::vector<Read> reads;
  store.each([&](const Kept& kept) {
    base = kept.base;
    copy = copy_of(kept);
    reads = kept.reads;  // the texts live as long as the page, which nothing removes
  });
  if (!copy.empty()) check_kept(store, base, reads, copy);
  return 0;
}
